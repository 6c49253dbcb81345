#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Let a crowd of stations be heard, each once.

crowd.py PID/IFACE PORT FIRST COUNT DESTINATION

Sends no more than the tap's queue holds, and asks the switch in between how
many have come in at PORT, so that none is lost.
"""

import json
import os
import socket
import struct
import sys

from netns import Wire

WINDOW = 500


class Switch:
    def __init__(self, port):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(os.environ["TAPSWITCH_SOCKET"])
        self.answers = self.sock.makefile("rb")
        self.line = b"stats show port %s\n" % port.encode()

    def received(self):
        self.sock.sendall(self.line)
        return json.loads(self.answers.readline())["result"][0]["rx_packets"]


def main():
    where, port, first, count, destination = sys.argv[1:]
    end = int(first) + int(count)
    wire = Wire(where)
    switch = Switch(port)
    front = bytes.fromhex(destination.replace(":", ""))
    rest = b"\x88\xb5" + bytes(46)
    received = switch.received()
    for at in range(int(first), end, WINDOW):
        some = range(at, min(at + WINDOW, end))
        for n in some:
            wire.send(front + b"\x02\x01" + struct.pack("!I", n) + rest)
        received += len(some)
        while switch.received() < received:
            pass


if __name__ == "__main__":
    main()
