#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Peers of ports that behave in unusual ways.

untrusted_peers.py CASE ADDRESS [ARGUMENT] - a function below
"""

import array
import os
import socket
import sys
import time

SECONDS = 10
FRAME = bytes.fromhex("ffffffffffff0200000000aa88b5").ljust(60, b"\0")


def expect(condition, what):
    if not condition:
        sys.exit(what)


def datagrams(path):
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    sock.bind(path)
    sock.settimeout(SECONDS)
    return sock


def stream(path):
    sock = socket.socket(socket.AF_UNIX)
    sock.settimeout(SECONDS)
    sock.connect(path)
    return sock


def is_accepted(sock):
    """A client that is rejected reads the end; one that is accepted, a broadcast."""
    try:
        return len(sock.recv(70000)) > 0
    except ConnectionResetError:
        return False


def descriptors(path):
    """Datagrams that carry descriptors, which no port wants."""
    sock = datagrams(path + ".peer")
    for _ in range(20):
        rights = array.array("i", [0] * 8)
        sock.sendmsg([FRAME], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)], 0, path)


def reconnect_at_once(path):
    """A client that closes its connection and connects again at once."""
    for attempt in range(20):
        sock = stream(path)
        expect(is_accepted(sock), f"rejected at attempt {attempt}")
        sock.close()


def connect_later(path):
    """A client that sends first and then connects its socket to the switch's."""
    sock = datagrams(path + ".later")
    sock.sendto(b"VFKT", path)
    sock.recv(70000)
    sock.connect(path)
    deadline = time.monotonic() + SECONDS
    sock.settimeout(0.2)
    while time.monotonic() < deadline:
        try:
            sock.recv(70000)
            return
        except TimeoutError:
            continue
    sys.exit("no frame came after it connected its socket")


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
