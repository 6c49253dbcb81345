#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Open a socket, as a launcher would, and run a program that inherits it.

with_socket.py FD stream connect|listen ADDR COMMAND...
with_socket.py FD dgram LOCAL REMOTE COMMAND...
with_socket.py FD packet IFNAME COMMAND...

An ADDR is /path, @abstract or HOST:PORT.
"""

import os
import socket
import sys

from raw import address_of


def stream(how, text):
    family, address = address_of(text)
    sock = socket.socket(family, socket.SOCK_STREAM)
    if how == "listen":
        sock.bind(address)
        sock.listen()
    else:
        sock.connect(address)
    return sock


def dgram(local, remote):
    family, address = address_of(remote)
    sock = socket.socket(family, socket.SOCK_DGRAM)
    sock.bind(address_of(local)[1])
    sock.connect(address)
    return sock


def packet(ifname):
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    sock.bind((ifname, 0))
    return sock


def main():
    fd, kind, *words = sys.argv[1:]
    match kind:
        case "stream":
            sock, command = stream(*words[:2]), words[2:]
        case "dgram":
            sock, command = dgram(*words[:2]), words[2:]
        case "packet":
            sock, command = packet(words[0]), words[1:]
        case _:
            sys.exit(__doc__)
    os.dup2(sock.fileno(), int(fd), inheritable=True)
    os.execvp(command[0], command)


if __name__ == "__main__":
    main()
