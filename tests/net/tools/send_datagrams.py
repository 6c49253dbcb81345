#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""send_datagrams.py PATH COUNT - send frames to a dgram port at a Unix socket, and
leave when the switch has received them.  They are broadcasts of 60 bytes."""

import os
import socket
import sys

from control import Switch

path, count = sys.argv[1], int(sys.argv[2])
switch = Switch()
frame = bytes.fromhex("ffffffffffff 020000000001 88b5") + bytes(46)
before = {name: port["rx_packets"] for name, port in switch.stats().items()}
with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
    sock.bind(f"{path}.peer")
    for _ in range(count):
        sock.sendto(frame, path)
    switch.stats_when(lambda stats: sum(
        port["rx_packets"] - before[name] for name, port in stats.items()) == count)
os.unlink(f"{path}.peer")
