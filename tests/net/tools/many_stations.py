#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Send one frame from each of many stations.

many_stations.py PID/IFACE PORT FIRST COUNT DESTINATION

Sends no more than the tap's queue holds, and asks the switch in between how many
frames PORT has received, so that none is lost.
"""

import struct
import sys

from control import Switch
from netns import Wire

WINDOW = 500


def main():
    where, port, first, count, destination = sys.argv[1:]
    end = int(first) + int(count)
    wire = Wire(where)
    switch = Switch()
    front = bytes.fromhex(destination.replace(":", ""))
    rest = b"\x88\xb5" + bytes(46)
    received = switch.received(port)
    for at in range(int(first), end, WINDOW):
        some = range(at, min(at + WINDOW, end))
        for n in some:
            wire.send(front + b"\x02\x01" + struct.pack("!I", n) + rest)
        received += len(some)
        while switch.received(port) < received:
            pass


if __name__ == "__main__":
    main()
