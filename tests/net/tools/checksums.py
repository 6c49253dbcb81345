#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Check that every TCP and UDP packet that arrives has a complete checksum.

checksums.py PID/IFACE

Listens until SIGTERM, then prints how many checksums were right.
"""

import signal
import struct
import sys

from netns import Wire

TCP, UDP = 6, 17


def is_right(data):
    """RFC 1071: the sum over data with its checksum is all ones."""
    data += bytes(len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total == 0xFFFF


def packet_of(frame):
    """The EtherType and the packet behind the Ethernet header and its tags."""
    at = 12
    while frame[at : at + 2] in (b"\x81\x00", b"\x88\xa8"):
        at += 4
    return frame[at : at + 2], frame[at + 2 :]


def checked(frame):
    """Whether all checksums of a frame are right; None if it has none."""
    kind, packet = packet_of(frame)
    if kind == b"\x08\x00":
        size = (packet[0] & 15) * 4
        protocol, addresses = packet[9], packet[12:20]
        body = packet[size : struct.unpack("!H", packet[2:4])[0]]
        header_is_right = is_right(packet[:size])
    elif kind == b"\x86\xdd":
        protocol, addresses = packet[6], packet[8:40]
        body = packet[40 : 40 + struct.unpack("!H", packet[4:6])[0]]
        header_is_right = True
    else:
        return None
    if protocol not in (TCP, UDP):
        return None
    pseudo = addresses + struct.pack("!HH", protocol, len(body))
    return header_is_right and is_right(pseudo + body)


def frames_until_told(wire):
    told = []
    signal.signal(signal.SIGTERM, lambda *_: told.append(True))
    print("listening", flush=True)
    while True:
        was_told = bool(told)
        frame = wire.receive(0.1)
        if frame:
            yield frame
        elif was_told:
            return


def main():
    right = 0
    for frame in frames_until_told(Wire(sys.argv[1])):
        verdict = checked(frame)
        if verdict is False:
            sys.exit(f"wrong checksum after {right} right ones: {frame.hex()}")
        if len(frame) > 1518:
            sys.exit(f"a frame of {len(frame)} bytes, longer than the MTU")
        right += verdict is True
    print(f"{right} checksums are right")
    sys.exit(0 if right else "nothing came")


if __name__ == "__main__":
    main()
