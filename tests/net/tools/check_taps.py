#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Check that every one of many taps is forwarded to and from.

check_taps.py PREFIX COUNT - taps PREFIX1 to PREFIXn, all in this namespace

The first tap sends a broadcast, which each other tap receives once; then each of them
answers, and only the first receives the answers.  The kernel's counters show it.
"""

import socket
import struct
import sys
import time

SECONDS = 20


def frame(dst, src):
    def station(n):
        return b"\x02\0\0\0" + struct.pack("!H", n)

    to = station(dst) if dst else b"\xff" * 6
    return to + station(src) + b"\x88\xb5" + bytes(46)


def received(prefix):
    """How many packets each interface has received: the second field."""
    counts = {}
    with open("/proc/net/dev", encoding="ascii") as lines:
        for line in lines:
            name, _, fields = line.strip().partition(":")
            if name.startswith(prefix) and fields:
                counts[name] = int(fields.split()[1])
    return counts


def expect(prefix, wanted):
    deadline = time.monotonic() + SECONDS
    while (found := received(prefix)) != wanted:
        wrong = {n: c for n, c in found.items() if c != wanted.get(n)}
        more = any(count > wanted.get(name, 0) for name, count in wrong.items())
        if more or time.monotonic() > deadline:
            sys.exit(f"the counts are not as expected: {wrong}")


def main():
    prefix, count = sys.argv[1], int(sys.argv[2])
    names = [f"{prefix}{n}" for n in range(1, count + 1)]
    wanted = received(prefix)
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    sock.sendto(frame(0, 1), (names[0], 0))
    for name in names[1:]:
        wanted[name] += 1
    expect(prefix, wanted)
    for n, name in enumerate(names[1:], 2):
        sock.sendto(frame(1, n), (name, 0))
    wanted[names[0]] += count - 1
    expect(prefix, wanted)
    print(f"{count} taps forward")


main()
