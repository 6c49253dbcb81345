#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Frames with all kinds of tags on the wires of a lab.

tagged_frames.py expect HOST... <TABLE
        check which hosts get each frame, with which tags
tagged_frames.py truncated FROM [TO [TAG]]
        send frames that end within a tag

A HOST is NAME=PID/IFACE, and its port has the interface's name.  A line of the table is
"alice > bob [size N] [TAG]... => HOSTS"; "alice as erin > bob" is sent by alice with
the address of erin.  HOSTS is "nobody" or "bob [TAG]..., carol ...".  A TAG is "tag N",
"stag N", "tag9100 N" or "tag9200 N", where N is all 16 bits after the EtherType.  A
frame must arrive unchanged except for its tags.

Truncated frames end with the EtherType of a tag and 0 to 3 bytes of that tag, behind up
to two whole tags.  They must arrive at TO as they were sent, or behind TAG.  Prints how
many arrived, and how many the receiving kernel did not deliver: those of fewer than 20
bytes whose first tag it would remove.
"""

import os
import struct
import sys
import time
from itertools import groupby

from control import Switch
from netns import Wire
from wire import TEST_TYPE, station

TPIDS = {"tag": 0x8100, "stag": 0x88A8, "tag9100": 0x9100, "tag9200": 0x9200}
WORDS = {tpid: word for word, tpid in TPIDS.items()}
TAKEN_OFF = (0x8100, 0x88A8)
TAGGED_MIN = 20
ID_SIZE = 16
SECONDS = 10
TRUNCATED_FROM = b"\x02\x02\0\0"  # followed by a number


def hosts_of(words):
    pairs = (word.split("=") for word in words)
    return {name: Host(name, where) for name, where in pairs}


class Host:
    def __init__(self, name, where):
        self.name = name
        self.wire = Wire(where)
        self.port = where.split("/")[1]

    def received(self):
        frames = []
        while frame := self.wire.receive(0):
            frames.append(frame)
        return frames


def pass_through(host, frames):
    """Send frames; when this returns, the switch has processed them."""
    switch = Switch()
    wanted = switch.received(host.port) + len(frames)
    deadline = time.monotonic() + SECONDS
    for frame in frames:
        host.wire.send(frame)
    while switch.received(host.port) < wanted:
        if time.monotonic() > deadline:
            sys.exit(f"the switch does not receive the frames of {host.name}")
    # The answer comes in a later iteration of the loop: all has been sent by then.
    switch.received(host.port)


def tag(tpid, tci):
    return struct.pack("!HH", tpid, tci)


class Frame:
    """A line of the table, and a frame that is different from all others."""

    def __init__(self, line):
        text, self.wanted = (part.strip() for part in line.split("=>"))
        front, _, back = text.partition(" > ")
        self.sender, _, source = front.partition(" as ")
        dst, *words = back.split()
        size, self.tags = 46, b""
        for word, value in zip(words[::2], words[1::2], strict=True):
            if word == "size":
                size = int(value)
            else:
                self.tags += tag(TPIDS[word], int(value, 0))
        self.text = text
        self.addresses = station(dst) + station(source or self.sender)
        self.number = os.urandom(ID_SIZE)
        self.rest = struct.pack("!H", TEST_TYPE) + self.number
        self.rest += bytes(size - ID_SIZE)

    def data(self):
        return self.addresses + self.tags + self.rest

    def tags_in(self, frames):
        """The tags of each copy of it."""
        for frame in frames:
            if self.number not in frame:
                continue
            words, at = tags_of(frame)
            if frame[:12] + frame[at:] != self.addresses + self.rest:
                sys.exit(f"{self.text}: has become {frame.hex()}")
            yield words


def tags_of(frame):
    """The tags in words, and the offset of their end."""
    at, words = 12, []
    tpid, tci = struct.unpack_from("!HH", frame, at)
    while tpid in WORDS:
        words.append(f"{WORDS[tpid]} {tci if tci < 4096 else hex(tci)}")
        at += 4
        tpid, tci = struct.unpack_from("!HH", frame, at)
    return " ".join(words), at


def expect_frames(hosts, lines):
    frames = [Frame(line) for line in lines]
    for sender, some in groupby(frames, lambda frame: frame.sender):
        pass_through(hosts[sender], [frame.data() for frame in some])
    got = {name: host.received() for name, host in hosts.items()}
    wrong = 0
    for frame in frames:
        copies = (
            f"{name} {words}".strip()
            for name in hosts
            for words in frame.tags_in(got[name])
        )
        found = ", ".join(copies) or "nobody"
        if found != frame.wanted:
            print(f"{frame.text} => {found}; not {frame.wanted}")
            wrong = 1
    sys.exit(wrong)


def truncated_frames():
    """Each has its own source address, since there is no other room for a number."""
    number = 0
    for last in WORDS:
        for outer in (b"", tag(0x8100, 10), tag(0x88A8, 20), tag(0x9100, 30)):
            for middle in (b"", tag(0x8100, 40)) if outer else (b"",):
                for size in range(4):
                    number += 1
                    source = TRUNCATED_FROM + struct.pack("!H", number)
                    start = station("all") + source + outer + middle
                    yield start + struct.pack("!H", last) + bytes(size)


def is_kept(frame):
    (tpid,) = struct.unpack_from("!H", frame, 12)
    return tpid in TAKEN_OFF and len(frame) < TAGGED_MIN


def arrive(receiver, wanted):
    # Frames that the switch itself has sent may be among them.
    arrived = [f for f in receiver.received() if f[6:10] == TRUNCATED_FROM]
    for frame in wanted:
        if arrived.count(frame) != (not is_kept(frame)):
            sys.exit(f"arrived {arrived.count(frame)} times: {frame.hex()}")
    kept = sum(is_kept(frame) for frame in wanted)
    print(f"{len(arrived)} arrived, {kept} kept")


def send_truncated(sender, receivers, words):
    frames = list(truncated_frames())
    pass_through(sender, frames)
    front = tag(TPIDS[words[0]], int(words[1])) if words else b""
    for receiver in receivers:
        arrive(receiver, [frame[:12] + front + frame[12:] for frame in frames])


def main():
    match sys.argv[1:]:
        case ["expect", *hosts]:
            expect_frames(hosts_of(hosts), sys.stdin)
        case ["truncated", *rest]:
            sender, *receivers = hosts_of(rest[:2]).values()
            send_truncated(sender, receivers, rest[2:])
        case _:
            sys.exit(__doc__)


main()
