#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Send TCP segments of our own in one batch, and print what arrives.

segments.py SWITCH_PID FROM_PID/IFACE TO_PID/IFACE WHAT [SPOILT]

FROM and TO may be lists of the same length, with commas: then all send at once.  WHAT
is ipv4, ipv6 or tagged: five segments of a stream; or acks: one without data is in the
middle.  SPOILT is the index of a segment whose checksum is wrong.  Prints how many
segments were in each frame that arrived, in order: "2 1 2".  The switch is stopped
while the segments are sent, so that it finds all of them at once; it has just received
many other frames, so that it reads as many at once as it can.
"""

import os
import signal
import struct
import sys

from checksums import packet_of
from netns import Wire
from gso_frames import IPV4, IPV6, MACS, V4, V6, fold

SEGMENTS = 5
OTHERS = 200
SIZE = 1000
SECONDS = 10
ACK = 0x10


def tcp(seq, payload, addresses):
    header = struct.pack("!HHIIBBHHH", 7, 7, seq, 1, 0x50, ACK, 512, 0, 0)
    pseudo = addresses + struct.pack("!HH", 6, len(header + payload))
    check = 0xFFFF - fold(pseudo + header + payload)
    return header[:16] + struct.pack("!H", check) + header[18:] + payload


def ipv4(number, packet):
    header = struct.pack(
        "!BBHHHBBH", 0x45, 0, 20 + len(packet), number, 0x4000, 64, 6, 0
    )
    check = 0xFFFF - fold(header + V4)
    return header[:10] + struct.pack("!H", check) + V4 + packet


def ipv6(packet):
    return struct.pack("!IHBB", 6 << 28, len(packet), 6, 64) + V6 + packet


def stream(macs, what):
    front = macs + (struct.pack("!HH", 0x8100, 10) if what == "tagged" else b"")
    seq = 1000
    for number in range(SEGMENTS):
        is_ack = what == "acks" and number == SEGMENTS // 2
        payload = b"" if is_ack else os.urandom(SIZE)
        if what == "ipv6":
            packet = struct.pack("!H", IPV6) + ipv6(tcp(seq, payload, V6))
        else:
            segment = tcp(seq, payload, V4)
            packet = struct.pack("!H", IPV4) + ipv4(number, segment)
        seq += len(payload)
        yield front + packet


def payload_of(frame):
    kind, packet = packet_of(frame)
    return packet[60 if kind == b"\x86\xdd" else 40 :]


def spoil(frame):
    return frame[:-1] + bytes([frame[-1] ^ 1])


def is_stopped(pid):
    with open(f"/proc/{pid}/stat") as stat:
        return stat.read().rpartition(")")[2].split()[0] == "T"


def send_at_once(pid, pairs, frames):
    os.kill(pid, signal.SIGSTOP)
    try:
        while not is_stopped(pid):
            pass
        for pair in pairs:
            for frame in frames[pair]:
                pair.sender.send(frame)
    finally:
        os.kill(pid, signal.SIGCONT)


def count_of(arrived, frames):
    """How many of the expected frames are in what arrived; exits if none."""
    if arrived == frames[0]:
        return 1
    whole = b""
    for count, frame in enumerate(frames, 1):
        whole += payload_of(frame)
        if count > 1 and payload_of(arrived) == whole:
            return count
    sys.exit(f"this was not sent: {arrived.hex()}")


class Pair:
    def __init__(self, number, sender, receiver):
        self.sender, self.receiver = Wire(sender), Wire(receiver)
        self.macs = MACS[:5] + bytes([number]) + MACS[6:11] + bytes([128 + number])

    def receive(self):
        """The next frame that we sent; hosts with IPv6 send others now and then."""
        while True:
            frame = self.receiver.receive(SECONDS)
            if frame is None or frame[:12] == self.macs:
                return frame

    def arrivals(self, frames):
        """How many of the frames are in each frame that arrives."""
        while frames:
            arrived = self.receive()
            if arrived is None:
                sys.exit(f"{len(frames)} of {SEGMENTS} did not arrive")
            count = count_of(arrived, frames)
            yield count
            frames = frames[count:]


def send_others(pid, pair):
    frame = pair.macs + b"\x88\xb5" + bytes(46)
    send_at_once(pid, [pair], {pair: [frame] * OTHERS})
    for _ in range(OTHERS):
        if pair.receive() != frame:
            sys.exit("one of the others did not arrive")


def main():
    pid, senders, receivers, what, *spoilt = sys.argv[1:]
    ends = zip(senders.split(","), receivers.split(","))
    pairs = [Pair(number, *both) for number, both in enumerate(ends, 1)]
    frames = {pair: list(stream(pair.macs, what)) for pair in pairs}
    for pair in pairs:
        for place in map(int, spoilt):
            frames[pair][place] = spoil(frames[pair][place])
        send_others(int(pid), pair)
    send_at_once(int(pid), pairs, frames)
    print(*(count for pair in pairs for count in pair.arrivals(frames[pair])))


if __name__ == "__main__":
    main()
