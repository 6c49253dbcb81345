#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Peers that give the path or name of a socket that is not theirs.

impostor.py CASE ARGUMENT... - a function below
"""

import ctypes
import os
import signal
import socket
import struct
import sys

SECONDS = 10
FRAME = bytes.fromhex("ffffffffffff0200000000aa88b5").ljust(60, b"\0")
VDE_MAGIC = 0xFEEDFACE


def bound(path):
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    sock.bind(path)
    sock.settimeout(SECONDS)
    return sock


def listen(path):
    """Print how many datagrams arrive until standard input ends."""
    sock = bound(path)
    print("ready", flush=True)
    sys.stdin.read()
    sock.setblocking(False)
    count = 0
    try:
        while sock.recv(70000):
            count += 1
    except BlockingIOError:
        print(count)


def directory(path):
    os.mkdir(path)


def redirect(path, target):
    """Move path to path.away, and make path a link to target."""
    os.rename(path, path + ".away")
    os.symlink(target, path)


def path_redirected(path, own, target):
    """Bind own, make its directory a link to target, and send a frame."""
    sock = bound(own)
    redirect(os.path.dirname(own), target)
    sock.sendto(FRAME, path)


def path_redirected_later(path, own, target):
    """The same after a connected socket has received its first frame."""
    sock = bound(own)
    sock.connect(path)
    sock.send(FRAME)
    sock.recv(70000)
    redirect(os.path.dirname(own), target)
    print("redirected", flush=True)
    while sock.recv(70000):
        pass


def connect_clients(path, times):
    """Connect so many times, and stay."""
    socks = [socket.socket(socket.AF_UNIX) for _ in range(int(times))]
    for sock in socks:
        sock.connect(path)
    signal.pause()


def answers(own):
    """Answer the first datagram at the address from which it came."""
    sock = bound(own)
    os.chmod(own, 0o777)
    address = sock.recvfrom(70000)[1]
    sock.sendto(FRAME, address)
    print("answered", address)


def abstract(path, name):
    bound("\0" + name).sendto(FRAME, path)


def abstract_and_stay(path, name):
    """The same, and stay until killed."""
    sock = bound("\0" + name)
    sock.sendto(FRAME, path)
    signal.pause()


def vde(control, path):
    """Ask for a port, and claim that our socket is at that path."""
    sock = socket.socket(socket.AF_UNIX)
    sock.settimeout(SECONDS)
    sock.connect(control)
    address = struct.pack("=H108s", socket.AF_UNIX, path.encode())
    sock.send(struct.pack("=III", VDE_MAGIC, 3, 0) + address + b"impostor\0")
    print("rejected" if not sock.recv(200) else "let in")


def dead_mount(path):
    """A file system that does not answer, until standard input ends."""
    libc = ctypes.CDLL(None, use_errno=True)
    fuse = os.open("/dev/fuse", os.O_RDWR)
    options = f"fd={fuse},rootmode=40000,user_id=0,group_id=0".encode()
    if libc.mount(b"dead", path.encode(), b"fuse", 0, options):
        sys.exit(os.strerror(ctypes.get_errno()))
    print("ready", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
