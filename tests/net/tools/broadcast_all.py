#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Send broadcasts from many taps at once, without end.

broadcast_all.py PREFIX COUNT - from taps PREFIX1 to PREFIXn, all in this namespace
"""

import socket
import struct
import sys


def main():
    prefix, count = sys.argv[1], int(sys.argv[2])
    wires = []
    for n in range(1, count + 1):
        wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
        wire.bind((f"{prefix}{n}", 0))
        source = b"\x02\0\0\0" + struct.pack("!H", n)
        wires.append((wire, b"\xff" * 6 + source + b"\x88\xb5" + bytes(46)))
    while True:
        for wire, frame in wires:
            try:
                wire.send(frame)
            except OSError:
                pass  # its queue is full: the switch has enough to do


main()
