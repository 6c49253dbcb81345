#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Frames with partial checksums (NEEDS_CSUM) of many protocols.

partial_checksums.py finished FROM_PID/IFACE TO_PID/IFACE
        each frame must arrive with a complete checksum
partial_checksums.py sctp FROM_PID/IFACE TO_PID/IFACE
        the same, for SCTP only
partial_checksums.py bad FROM_PID/IFACE
        send fragments, and frames without IP
partial_checksums.py bad_patch PATH
        send the same as another switch does over a patch
"""

import os
import socket
import struct
import sys

from netns import VNET_HDR, Wire
from gso_frames import MACS, V4, V6, fold

NEEDS_CSUM = 1
ARP, IPV4, IPV6 = 0x0806, 0x0800, 0x86DD
TCP, UDP, ICMP, SCTP, ICMPV6 = 6, 17, 1, 132, 58
SECONDS = 10

# Where the checksum of a protocol is, and how long its header is
PLACES = {TCP: (16, 20), UDP: (6, 8), ICMP: (2, 8), SCTP: (8, 12), ICMPV6: (2, 8)}


def crc32c(data):
    """RFC 9260 appendix A, bit by bit; in the byte order in which it is sent."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return struct.pack("<I", crc ^ 0xFFFFFFFF)


def transport(protocol, pseudo, payload):
    """The header and payload with a partial checksum, and with the full one."""
    at, size = PLACES[protocol]
    field = 4 if protocol == SCTP else 2
    head = bytearray(os.urandom(size))
    if protocol == TCP:
        head[12] = 0x50
    if protocol == UDP:
        head[4:6] = struct.pack("!H", size + len(payload))
    head[at : at + field] = bytes(field)
    whole = bytes(head) + payload
    if protocol == SCTP:
        return whole, whole[:at] + crc32c(whole) + whole[at + 4 :]
    begun = fold(pseudo + struct.pack("!HH", protocol, len(whole)))
    if protocol == ICMP:
        begun = 0
    finished = 0xFFFF - fold(struct.pack("!H", begun) + whole)
    return (
        whole[:at] + struct.pack("!H", begun) + whole[at + 2 :],
        whole[:at] + struct.pack("!H", finished or 0xFFFF) + whole[at + 2 :],
    )


def ipv4(protocol, size, fragment=0x4000):
    header = struct.pack(
        "!BBHHHBBH", 0x46, 0, 24 + size, 77, fragment, 64, protocol, 0
    )
    rest = V4 + b"\x01\x01\x01\x00"
    return header[:10] + struct.pack("!H", 0xFFFF - fold(header + rest)) + rest


def ipv6(protocol, size):
    """With destination options in front of the payload"""
    options = struct.pack("!BBBB4x", protocol, 0, 1, 4)
    return struct.pack("!IHBB", 6 << 28, 8 + size, 60, 64) + V6 + options


def header(start, offset):
    return struct.pack(VNET_HDR, NEEDS_CSUM, 0, 0, 0, start, offset)


def frames(protocols):
    """Each frame that is sent, with its virtio-net header, and how it must arrive"""
    for protocol in protocols:
        for kind, network, pseudo in ((IPV4, ipv4, V4), (IPV6, ipv6, V6)):
            if (kind, protocol) in ((IPV4, ICMPV6), (IPV6, ICMP)):
                continue
            for tags in ((), (10,), (10, 20)):
                front = MACS + b"".join(
                    struct.pack("!HH", 0x8100, tag) for tag in tags
                )
                payload = os.urandom(200)
                begun, finished = transport(protocol, pseudo, payload)
                front += struct.pack("!H", kind) + network(protocol, len(begun))
                hdr = header(len(front), PLACES[protocol][0])
                yield hdr + front + begun, front + finished


def bad():
    body = os.urandom(100)
    for kind, network in (
        (IPV4, ipv4(TCP, len(body), 0x2000)),
        (IPV4, ipv4(UDP, len(body), 20)),
        (ARP, bytes(28)),
        (ARP, ipv4(TCP, len(body))),
    ):
        front = MACS + struct.pack("!H", kind) + network
        yield header(len(front), 16 if network[9] == TCP else 6) + front + body


def pass_on(sender, receiver, protocols):
    count = 0
    for sent, wanted in frames(protocols):
        sender.send(sent)
        arrived = receiver.receive(SECONDS)
        if arrived != wanted or any(receiver.header):
            sys.exit(
                f"{receiver.header.hex()} {arrived and arrived.hex()} arrived,"
                f" not {wanted.hex()}"
            )
        count += 1
    print(f"{count} checksums are complete")


def main():
    match sys.argv[1:]:
        case ["finished" | "sctp" as what, sender, receiver]:
            wires = Wire(sender, has_header=True), Wire(receiver, has_header=True)
            pass_on(*wires, (SCTP,) if what == "sctp" else PLACES)
        case ["bad", sender]:
            wire = Wire(sender, has_header=True)
            for frame in bad():
                wire.send(frame)
        case ["bad_patch", path]:
            sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            sock.connect(path)
            for frame in bad():
                sock.sendall(struct.pack("!I", len(frame)) + frame)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
