#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Use a multicast group with one socket, as QEMU's -netdev dgram does.

multicast_group.py GROUP PORT IFNAME TEXT

Sends a broadcast frame that contains TEXT, and prints each frame that arrives, in
hexadecimal, until it is killed.  It receives its own frame, too, as QEMU does.
"""

import socket
import struct
import sys


def main():
    group, port, ifname, sent = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
    family = socket.AF_INET6 if ":" in group else socket.AF_INET
    s = socket.socket(family, socket.SOCK_DGRAM)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    index = socket.if_nametoindex(ifname)
    packed = socket.inet_pton(family, group)
    if family == socket.AF_INET6:
        to = (group, port, 0, index)
        request = packed + struct.pack("=i", index)
        s.bind(to)
        s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, request)
        s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, index)
    else:
        to = (group, port)
        s.bind(to)
        request = packed + bytes(4) + struct.pack("=i", index)
        s.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, request)
        s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, bytes(8) + request[-4:])
    frame = b"\xff" * 6 + bytes.fromhex("020000000077") + b"\x88\xb5" + sent.encode()
    s.sendto(frame.ljust(60, b"\0"), to)
    while True:
        print(s.recv(65536).hex(), flush=True)


main()
