#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Send GSO frames of our own, with and without tags, and check what arrives.

gso_frames.py FROM_PID/IFACE TO_PID/IFACE whole|cut [TAGS]

whole: each frame arrives as it was sent, with the same virtio-net header.  cut: it
arrives in segments with complete checksums, whose payloads together are the one that
was sent, each behind the same tags.

Frames of UDP are left out where the kernel's packet sockets cannot describe them.
Prints the number of frames, and the number of bytes in their headers.

They are sent without a tag, with one, and with two.  TAGS is one of:
plain                        only those without a tag
push TPID TCI [tagged]       the same, and each arrives behind this tag; tagged: also
                             those with tags
pop TPID TCI [tagged]        each is sent behind this tag, and arrives without it
"""

import os
import socket
import struct
import sys

from checksums import checked, packet_of
from kernel_ability import can
from netns import VNET_HDR, Wire

NEEDS_CSUM = 1
TCPV4, TCPV6, UDP_L4, ECN = 1, 4, 5, 0x80
IPV4, IPV6 = 0x0800, 0x86DD
PIECE = 1000
SECONDS = 10

TAGGED = ((), (10,), (10, 20))

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
    """The header with a partial checksum: that of the pseudo header."""
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


def gso_frame(ip, is_tcp, cwr, tags, payload):
    """The virtio-net header, the frame, and the length in front of IP."""
    front = MACS + tags + struct.pack("!H", ip)
    l4 = transport(is_tcp, cwr, payload, V4 if ip == IPV4 else V6)
    l3 = len(front)
    front += network(ip, is_tcp, len(l4) + len(payload))
    kind = (TCPV4 if ip == IPV4 else TCPV6) if is_tcp else UDP_L4
    header = struct.pack(
        VNET_HDR,
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


def expect_whole(wire, header, frame, *_):
    arrived = wire.receive(SECONDS)
    if arrived != frame:
        sys.exit(f"sent {len(frame)} bytes, arrived: {arrived and len(arrived)}")
    if wire.header != header:
        found = struct.unpack(VNET_HDR, wire.header)
        sys.exit(f"{found}, not {struct.unpack(VNET_HDR, header)}")


def expect_segments(wire, _, frame, l3, is_tcp, payload):
    arrived = b""
    while len(arrived) < len(payload):
        piece = wire.receive(SECONDS)
        if piece is None:
            sys.exit(f"{len(arrived)} of {len(payload)} bytes arrived")
        if not checked(piece) or piece[:l3] != frame[:l3] or any(wire.header):
            sys.exit(f"a segment is wrong: {piece.hex()}")
        arrived += payload_of(piece, is_tcp)
    if arrived != payload:
        sys.exit("the payload that arrived differs")


def fronts(words):
    """The tags with which frames are sent, and those with which they must arrive."""
    match words:
        case []:
            pushed, popped, inner = b"", b"", TAGGED
        case ["plain"]:
            pushed, popped, inner = b"", b"", ((),)
        case [how, tpid, tci, *rest]:
            tag = struct.pack("!HH", int(tpid, 16), int(tci, 0))
            pushed, popped = (tag, b"") if how == "push" else (b"", tag)
            inner = TAGGED if rest else ((),)
    for tags in inner:
        tags = b"".join(struct.pack("!HH", 0x8100, tag) for tag in tags)
        yield popped + tags, pushed + tags


def main():
    sender, receiver = (Wire(where, has_header=True) for where in sys.argv[1:3])
    expect = {"whole": expect_whole, "cut": expect_segments}[sys.argv[3]]
    kinds = [(True, False), (True, True)]
    if can("packet_uso"):
        kinds.append((False, False))
    count = headers = 0
    for ip in (IPV4, IPV6):
        for is_tcp, cwr in kinds:
            for sent, wanted in fronts(sys.argv[4:]):
                payload = os.urandom(PIECE * 20 + 17)
                header, frame, _ = gso_frame(ip, is_tcp, cwr, sent, payload)
                sender.send(header + frame)
                arriving = gso_frame(ip, is_tcp, cwr, wanted, payload)
                expect(receiver, *arriving, is_tcp, payload)
                count += 1
                headers += len(frame) - len(payload)
    print(f"{count} GSO frames, {headers} bytes of headers, {sys.argv[3]}")


if __name__ == "__main__":
    main()
