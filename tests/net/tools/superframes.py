#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Send superframes of our own making, tagged or not, and see what arrives.

superframes.py FROM_PID/IFACE TO_PID/IFACE whole|cut

whole: each arrives as it was sent.  cut: it arrives in pieces with whole
checksums, whose payloads make up the one sent, each behind the same tags.
"""

import os
import socket
import struct
import sys

from netns import SOL_PACKET, Wire
from checksums import checked, packet_of

PACKET_VNET_HDR = 15
NEEDS_CSUM = 1
TCPV4, TCPV6, UDP_L4, ECN = 1, 4, 5, 0x80
IPV4, IPV6 = 0x0800, 0x86DD
PIECE = 1000
SECONDS = 10

MACS = bytes.fromhex("02000000000b" "02000000000a")
V4 = socket.inet_aton("192.0.2.1") + socket.inet_aton("192.0.2.2")
V6 = socket.inet_pton(socket.AF_INET6, "2001:db8::1") * 2


def fold(data):
    data += bytes(len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total


def transport(is_tcp, cwr, payload, addresses):
    """The header, its checksum begun: that of the pseudo header."""
    protocol = 6 if is_tcp else 17
    size = (20 if is_tcp else 8) + len(payload)
    begun = fold(addresses + struct.pack("!HH", protocol, size))
    if is_tcp:
        flags = 0x18 | (0x80 if cwr else 0)
        return struct.pack(
            "!HHIIBBHHH", 7, 7, 1000, 1, 0x50, flags, 512, begun, 0
        )
    return struct.pack("!HHHH", 7, 7, size, begun)


def network(ip, is_tcp, size):
    protocol = 6 if is_tcp else 17
    if ip == IPV6:
        return struct.pack("!IHBB", 6 << 28, size, protocol, 64) + V6
    header = struct.pack(
        "!BBHHHBBH", 0x45, 0, 20 + size, 77, 0x4000, 64, protocol, 0
    )
    check = 0xFFFF - fold(header + V4)
    return header[:10] + struct.pack("!H", check) + V4


def superframe(ip, is_tcp, cwr, tags, payload):
    """Its virtio-net header, its bytes, and how many come before IP."""
    front = MACS + b"".join(struct.pack("!HH", 0x8100, tag) for tag in tags)
    front += struct.pack("!H", ip)
    l4 = transport(is_tcp, cwr, payload, V4 if ip == IPV4 else V6)
    l3 = len(front)
    front += network(ip, is_tcp, len(l4) + len(payload))
    kind = (TCPV4 if ip == IPV4 else TCPV6) if is_tcp else UDP_L4
    header = struct.pack(
        "=BBHHHH",
        NEEDS_CSUM,
        kind | (ECN if cwr else 0),
        len(front) + len(l4),
        PIECE,
        len(front),
        16 if is_tcp else 6,
    )
    return header, front + l4 + payload, l3


def payload_of(frame, is_tcp):
    kind, packet = packet_of(frame)
    at = (40 if kind == b"\x86\xdd" else 20) + (20 if is_tcp else 8)
    return packet[at:]


def see_whole(wire, frame, *_):
    arrived = wire.receive(SECONDS)
    if arrived != frame:
        sys.exit(f"sent {len(frame)} bytes, arrived: {arrived and len(arrived)}")


def see_pieces(wire, frame, l3, is_tcp, payload):
    arrived = b""
    while len(arrived) < len(payload):
        piece = wire.receive(SECONDS)
        if piece is None:
            sys.exit(f"{len(arrived)} of {len(payload)} bytes arrived")
        if not checked(piece) or piece[:l3] != frame[:l3]:
            sys.exit(f"a piece is wrong: {piece.hex()}")
        arrived += payload_of(piece, is_tcp)
    if arrived != payload:
        sys.exit("the payload is not the one sent")


def main():
    sender, receiver, how = Wire(sys.argv[1]), Wire(sys.argv[2]), sys.argv[3]
    sender.sock.setsockopt(SOL_PACKET, PACKET_VNET_HDR, 1)
    see = {"whole": see_whole, "cut": see_pieces}[how]
    count = 0
    for ip in (IPV4, IPV6):
        for is_tcp, cwr in ((True, False), (True, True), (False, False)):
            for tags in ((), (10,), (10, 20)):
                payload = os.urandom(PIECE * 20 + 17)
                header, frame, l3 = superframe(ip, is_tcp, cwr, tags, payload)
                sender.sock.send(header + frame)
                see(receiver, frame, l3, is_tcp, payload)
                count += 1
    print(f"{count} superframes, {how}")


if __name__ == "__main__":
    main()
