#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Send megabytes from one host to another, and compare what arrives.

transfer.py tcp|udp|uso FROM_PID TO_PID ADDRESS MEGABYTES

uso sends bursts of 40 datagrams in one piece (UDP_SEGMENT), which a network
card would cut; udp sends the same datagrams one by one.
"""

import hashlib
import os
import socket
import struct
import sys

from netns import netns_of

PORT = 7
MEGABYTE = 1 << 20
DATAGRAM = 1400
BURST = 40
UDP_SEGMENT = 103
SOL_UDP = 17
SECONDS = 20


def bytes_to_send(megabytes):
    """The same noise in every run, a megabyte at a time."""
    block = b"".join(
        hashlib.sha256(struct.pack("!I", n)).digest()
        for n in range(MEGABYTE // 32)
    )
    for n in range(megabytes):
        yield block[n:] + block[:n]


def family_of(address):
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def send_tcp(address, megabytes, digest):
    sock = socket.create_connection((address, PORT), SECONDS)
    for block in bytes_to_send(megabytes):
        sock.sendall(block)
        digest.update(block)
    sock.shutdown(socket.SHUT_WR)
    return sock.recv(64)


def receive_tcp(listener, digest):
    sock, _ = listener.accept()
    sock.settimeout(SECONDS)
    while block := sock.recv(MEGABYTE):
        digest.update(block)
    sock.sendall(digest.digest())


def bursts(megabytes):
    size = DATAGRAM * BURST
    for block in bytes_to_send(megabytes):
        for at in range(0, len(block), size):
            yield block[at : at + size]


def send_udp(address, megabytes, digest, in_one_piece):
    """Each burst is answered, so that none is lost for want of a buffer."""
    sock = socket.socket(family_of(address), socket.SOCK_DGRAM)
    sock.settimeout(SECONDS)
    sock.connect((address, PORT))
    size = struct.pack("=H", DATAGRAM)
    for burst in bursts(megabytes):
        if in_one_piece:
            sock.sendmsg([burst], [(SOL_UDP, UDP_SEGMENT, size)])
        else:
            for at in range(0, len(burst), DATAGRAM):
                sock.send(burst[at : at + DATAGRAM])
        digest.update(burst)
        sock.recv(64)
    sock.send(b"")
    return sock.recv(64)


def receive_udp(sock, digest, megabytes):
    for burst in bursts(megabytes):
        left = len(burst)
        while left:
            datagram, peer = sock.recvfrom(65536)
            if len(datagram) != min(DATAGRAM, left):
                sys.exit(f"a datagram of {len(datagram)} bytes arrived")
            digest.update(datagram)
            left -= len(datagram)
        sock.sendto(b"more", peer)
    sock.recvfrom(65536)
    sock.sendto(digest.digest(), peer)


def listen(kind, address):
    stream = kind == "tcp"
    kind = socket.SOCK_STREAM if stream else socket.SOCK_DGRAM
    sock = socket.socket(family_of(address), kind)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind((address, PORT))
    if stream:
        sock.listen()
    sock.settimeout(SECONDS)
    return sock


def main():
    kind, sender, receiver, address, megabytes = sys.argv[1:]
    megabytes = int(megabytes)
    digest = hashlib.sha256()
    with netns_of(receiver):
        sock = listen(kind, address)
    if not os.fork():
        if kind == "tcp":
            receive_tcp(sock, digest)
        else:
            receive_udp(sock, digest, megabytes)
        return
    with netns_of(sender):
        if kind == "tcp":
            answer = send_tcp(address, megabytes, digest)
        else:
            answer = send_udp(address, megabytes, digest, kind == "uso")
    if answer != digest.digest():
        sys.exit(f"{kind}: what arrived is not what was sent")
    if os.wait()[1]:
        sys.exit(f"{kind}: the receiver failed")


if __name__ == "__main__":
    main()
