#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""A guest who turns the switch's guards against others.

guards.py echo HOST                 sends every probe back that it hears
guards.py forge HOST PORT-NUMBER    sends one, as if it had left by that port
guards.py claim STATION HOST HOST   both speak in turn with that address

A HOST is PID/IFACE; of `claim` also the switch's name for the port.
"""

import os
import struct
import sys

from control import Switch
from netns import Wire
from wire import build, station

PROBE = bytes.fromhex("037461707377")
PORT_AT = 14 + len("tapswitch loop") + 1
SECONDS = 60


def probes(wire):
    while frame := wire.receive(SECONDS):
        if frame[:6] == PROBE:
            yield frame
    sys.exit("no probe came")


def echo(where):
    wire = Wire(where)
    for frame in probes(wire):
        wire.send(frame)


def forge(where, number):
    wire = Wire(where)
    frame = next(probes(wire))
    port = struct.pack("!H", int(number))
    wire.send(frame[:PORT_AT] + port + frame[PORT_AT + 2 :])


def claim(name, *hosts):
    """Each waits until the other's frame has been received."""
    switch = Switch()
    wires = [(Wire(where), where.split("/")[1]) for where in hosts]
    while True:
        for wire, port in wires:
            before = switch.received(port)
            wire.send(build(station(name), station("all"), os.urandom(46)))
            while switch.received(port) == before:
                if any(p["errdisabled"] for p in switch.ask("port show")):
                    return


def main():
    {"echo": echo, "forge": forge, "claim": claim}[sys.argv[1]](*sys.argv[2:])


main()
