#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Attach to a tap with a virtio-net header, as a program does that knows nothing of
offloads, and read a frame that the host sends there.

tap_reader.py IFNAME [HEADER_SIZE FD COMMAND...]

The command runs before the frame is sent, with the tap as descriptor FD and a header of
that size.  Prints the header's size, and the length of the frame behind it.
"""

import fcntl
import os
import select
import socket
import struct
import subprocess
import sys

TUNSETIFF = 0x400454CA
TUNGETVNETHDRSZ = 0x800454D7
TUNSETVNETHDRSZ = 0x400454D8
IFF_TAP, IFF_NO_PI, IFF_VNET_HDR = 0x0002, 0x1000, 0x4000
FRAME = bytes.fromhex("ffffffffffff" "02000000000a" "88b5") + bytes(46)
SECONDS = 10


def attach(ifname):
    tap = os.open("/dev/net/tun", os.O_RDWR)
    flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR
    fcntl.ioctl(tap, TUNSETIFF, struct.pack("16sH22x", ifname.encode(), flags))
    return tap


def send(ifname):
    subprocess.run(["ip", "link", "set", ifname, "up"], check=True)
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as host:
        host.bind((ifname, 0))
        host.send(FRAME)


def receive(tap):
    """The bytes of our frame with its header; other frames are ignored."""
    while True:
        if not select.select([tap], [], [], SECONDS)[0]:
            sys.exit("no frame")
        got = os.read(tap, 1 << 17)
        if FRAME in got:
            return got


def main():
    ifname, *words = sys.argv[1:]
    tap = attach(ifname)
    if words:
        size, fd, *command = words
        fcntl.ioctl(tap, TUNSETVNETHDRSZ, struct.pack("i", int(size)))
        os.dup2(tap, int(fd), inheritable=True)
        subprocess.run(command, close_fds=False, check=False)
    size = fcntl.ioctl(tap, TUNGETVNETHDRSZ, bytes(4))
    send(ifname)
    size = struct.unpack("i", size)[0]
    print(size, len(receive(tap)) - size)


if __name__ == "__main__":
    main()
