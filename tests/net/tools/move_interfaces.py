#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Move interfaces to another network namespace as soon as they exist.

move_interfaces.py TO NAME...

Moves each interface once, in this order.  TO is the file of the namespace.
"""

import os
import socket
import struct
import sys

RTM_SETLINK, IFLA_IFNAME, IFLA_NET_NS_FD = 19, 3, 28
NLM_F_REQUEST, NLM_F_ACK = 1, 4


def attribute(kind, value):
    header = struct.pack("=HH", 4 + len(value), kind)
    return header + value + bytes(-len(value) % 4)


def move(sock, name, to):
    """Returns 0 or the errno."""
    body = struct.pack("=BxHiII", 0, 0, 0, 0, 0)
    body += attribute(IFLA_IFNAME, name.encode() + b"\0")
    body += attribute(IFLA_NET_NS_FD, struct.pack("=i", to))
    flags = NLM_F_REQUEST | NLM_F_ACK
    header = struct.pack("=IHHII", 16 + len(body), RTM_SETLINK, flags, 1, 0)
    sock.send(header + body)
    return -struct.unpack_from("=i", sock.recv(8192), 16)[0]


def main():
    to = os.open(sys.argv[1], os.O_RDONLY)
    sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
    for name in sys.argv[2:]:
        while move(sock, name, to):
            pass


if __name__ == "__main__":
    main()
