#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Send megabytes from one host to another, and compare what arrives.

transfer.py tcp|sctp|sctp_small|udp|uso FROM_PID TO_PID ADDRESS MEGABYTES

sctp sends messages in one association, sctp_small such of which many fit into a packet.
uso sends bursts of 40 datagrams by one call (UDP_SEGMENT), which a network card would
segment; udp sends the same datagrams one by one.  So does uso, and says so, where the
kernel refuses UDP_SEGMENT because the device has no checksum offload.
"""

import errno
import hashlib
import os
import socket
import struct
import sys

from kernel_ability import can
from netns import netns_of

PORT = 7
MEGABYTE = 1 << 20
DATAGRAM = 1400
BURST = 40
UDP_SEGMENT = 103
SOL_UDP = 17
SECONDS = int(os.environ.get("PATIENCE", "20"))
STREAMS = {"tcp": MEGABYTE, "sctp": 16384, "sctp_small": 128}  # bytes for each call


def bytes_to_send(megabytes):
    """The same pseudo-random bytes in every run, a megabyte at a time."""
    block = hashlib.shake_128(b"noise").digest(MEGABYTE)
    for n in range(megabytes):
        yield block[n:] + block[:n]


def family_of(address):
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def new_socket(kind, address):
    if kind.startswith("sctp"):
        how = socket.SOCK_STREAM, socket.IPPROTO_SCTP
    else:
        how = socket.SOCK_STREAM if kind == "tcp" else socket.SOCK_DGRAM, 0
    sock = socket.socket(family_of(address), *how)
    sock.settimeout(SECONDS)
    return sock


def send_stream(sock, megabytes, digest, most):
    for block in bytes_to_send(megabytes):
        for at in range(0, MEGABYTE, most):
            sock.sendall(block[at : at + most])
        digest.update(block)
    return sock.recv(64)


def receive_stream(listener, digest, megabytes):
    """The bytes are counted, since an SCTP association cannot be half closed."""
    sock, _ = listener.accept()
    sock.settimeout(SECONDS)
    left = megabytes * MEGABYTE
    while left:
        block = sock.recv(MEGABYTE)
        if not block:
            sys.exit(f"{left} bytes are missing")
        digest.update(block)
        left -= len(block)
    sock.sendall(digest.digest())


def bursts(megabytes):
    size = DATAGRAM * BURST
    for block in bytes_to_send(megabytes):
        for at in range(0, len(block), size):
            yield block[at : at + size]


def sent_in_one_piece(sock, burst):
    size = struct.pack("=H", DATAGRAM)
    try:
        sock.sendmsg([burst], [(SOL_UDP, UDP_SEGMENT, size)])
    except OSError as error:
        if error.errno != errno.EIO or can("uso_without_checksums"):
            raise
        print("uso: one by one, for this kernel refuses UDP_SEGMENT there")
        return False
    return True


def send_udp(sock, megabytes, digest, in_one_piece):
    """Each burst is answered, so that no full buffer loses a datagram."""
    for burst in bursts(megabytes):
        in_one_piece = in_one_piece and sent_in_one_piece(sock, burst)
        if not in_one_piece:
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
    sock = new_socket(kind, address)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind((address, PORT))
    if kind in STREAMS:
        sock.listen()
    return sock


def main():
    kind, sender, receiver, address, megabytes = sys.argv[1:]
    megabytes = int(megabytes)
    digest = hashlib.sha256()
    with netns_of(receiver):
        sock = listen(kind, address)
    if not os.fork():
        receive = receive_stream if kind in STREAMS else receive_udp
        receive(sock, digest, megabytes)
        return
    with netns_of(sender):
        sock = new_socket(kind, address)
    sock.connect((address, PORT))
    if kind in STREAMS:
        answer = send_stream(sock, megabytes, digest, STREAMS[kind])
    else:
        answer = send_udp(sock, megabytes, digest, kind == "uso")
    if answer != digest.digest():
        sys.exit(f"{kind}: the data that arrived differs")
    sock.close()
    if os.wait()[1]:
        sys.exit(f"{kind}: the receiver failed")


if __name__ == "__main__":
    main()
