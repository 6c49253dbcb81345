#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""A guest that tries to turn loop protection against others.

loop_attacks.py echo HOST
        send back every probe that it receives
loop_attacks.py forge HOST PORT-NUMBER
        send a probe that names this port as its sender
loop_attacks.py claim STATION HOST HOST
        both hosts send in turn with the address of STATION

A HOST is PID/IFACE; for `claim`, IFACE is also the switch's name of the port.
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
    """Each host waits until the other's frame has been received."""
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
