#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Send numbered frames to a port with a shaper, and print what happens to them.

shaper.py FROM_PID/PORT TO_PID/PORT COUNT SIZE[,SIZE]... [CMD...]

SIZE is the length of a frame in bytes; several are used in turn.  The frames must
arrive in order.  CMD runs as soon as the switch has received all of them.  When none is
queued any more, prints how many frames arrived, how many found the queue full, how many
were too late, and how many milliseconds it took, from before the first was sent until
after the last arrived.
"""

import struct
import subprocess
import sys
import time

from control import Switch
from netns import Wire

TEST_TYPE = b"\x88\xb5"
SECONDS = 20


class Receiver:
    def __init__(self, where):
        self.wire = Wire(where)
        self.last = -1
        self.count = 0

    def take(self, seconds):
        """Receive the next frame, which must come in order."""
        try:
            frame = self.wire.receive(seconds)
        except OSError:  # its interface has gone
            frame = None
        if frame is None or frame[12:14] != TEST_TYPE:
            return
        (number,) = struct.unpack_from("!q", frame, 14)
        if number <= self.last:
            sys.exit(f"frame {number} came after frame {self.last}")
        self.last = number
        self.count += 1


def main():
    sender, receiver, count, sizes, *command = sys.argv[1:]
    count = int(count)
    sizes = [int(size) for size in sizes.split(",")]
    in_port, out_port = (w.split("/")[1] for w in (sender, receiver))
    switch = Switch()
    before = switch.stats()
    in_wire, out = Wire(sender), Receiver(receiver)
    head = bytes.fromhex("02000000000b" "02000000000a") + TEST_TYPE
    began = time.monotonic()
    for number in range(count):
        size = sizes[number % len(sizes)]
        in_wire.send(head + struct.pack("!q", number) + bytes(size - 22))
    end = before[in_port]["rx_packets"] + count
    switch.stats_when(lambda now: now[in_port]["rx_packets"] >= end)
    if command:
        subprocess.run(command, check=True)

    drops = {}
    deadline = began + SECONDS
    while out.count + sum(drops.values()) < count:
        out.take(0.01)
        old = before[out_port]["tx_drops"]
        now = switch.stats()[out_port]["tx_drops"]
        drops = {why: n - old.get(why, 0) for why, n in now.items()}
        if time.monotonic() > deadline:
            sys.exit(f"{out.count} of {count} arrived; dropped: {drops}")
    took = time.monotonic() - began
    print(
        out.count,
        drops.get("shaper-full", 0),
        drops.get("shaper-late", 0),
        int(took * 1000),
    )


main()
