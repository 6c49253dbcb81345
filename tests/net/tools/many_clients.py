#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Be many clients of a listener at DIRECTORY/KIND, and stay connected.

many_clients.py stream|dgram|vde|silent DIRECTORY COUNT [UID]

A silent client connects to DIRECTORY/vde as a VDE client does, and sends no
request.
"""

import contextlib
import os
import signal
import socket
import struct
import sys

from raw import VDE_REQUEST

FRAME = bytes.fromhex("ffffffffffff02000000000088b5") + bytes(46)


def dgram(path, own):
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    sock.bind(own)
    sock.sendto(FRAME, path)
    return [sock]


def stream(path, _own):
    sock = socket.socket(socket.AF_UNIX)
    sock.connect(path)
    return [sock]


def vde(path, own):
    data = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    data.bind(own)
    sock = socket.socket(socket.AF_UNIX)
    sock.connect(f"{path}/ctl")
    head = 0xFEEDFACE, 3, 0, socket.AF_UNIX, own.encode()
    with contextlib.suppress(BrokenPipeError):  # if it was rejected before that
        sock.send(struct.pack(VDE_REQUEST, *head))
    return [data, sock]


def silent(path, _own):
    return stream(f"{path}/ctl", None)


def main():
    kind, directory, count, *uid = sys.argv[1:]
    if uid:
        os.setresuid(*3 * [int(uid[0])])
    be = {"dgram": dgram, "stream": stream, "vde": vde, "silent": silent}[kind]
    place = "vde" if kind == "silent" else kind
    held = []
    for n in range(int(count)):
        held += be(f"{directory}/{place}", f"{directory}/own-{kind}-{n}")
    print("all are there", flush=True)
    signal.pause()


if __name__ == "__main__":
    main()
