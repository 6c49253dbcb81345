#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Check that frames between two taps are not affected by a command.

steady_frames.py FROM TO CMD...	taps in this namespace
steady_frames.py once FROM

Sends a numbered frame every 5 milliseconds while CMD runs: each must arrive, once and
in order.  Prints how many frames there were and how long the slowest took.  With
"once", sends a single frame and checks nothing.
"""

import socket
import struct
import subprocess
import sys
import threading
import time

TEST_TYPE = 0x88B5  # IEEE 802 local experiments
HERE = bytes.fromhex("020000000a01")
THERE = bytes.fromhex("020000000a02")
OURS = [mac + struct.pack("!H", TEST_TYPE) for mac in (HERE, THERE)]
EVERY_S = 0.005
SECONDS = 20
SO_RCVBUFFORCE = 33
ROOM = 8 << 20  # for what comes at once when the switch had to wait long


def wire(name):
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, TEST_TYPE)
    sock.bind((name, TEST_TYPE))
    try:
        sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, ROOM)
    except PermissionError:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, ROOM)
    sock.settimeout(SECONDS)
    return sock


def receive(sock):
    """The next frame that we sent, as the switch delivers it; not its probes."""
    while True:
        frame, where = sock.recvfrom(2048)
        if where[2] != socket.PACKET_OUTGOING and frame[6:14] in OURS:
            return frame


def listen(sock, slowest, wrong):
    wanted = 0
    try:
        while True:
            number, sent = struct.unpack_from("!qd", receive(sock), 14)
            if number < 0:
                return
            if number != wanted:
                wrong.append(f"frame {number} came instead of {wanted}")
            wanted = number + 1
            slowest[0] = max(slowest[0], time.monotonic() - sent)
    except TimeoutError:
        wrong.append("the last frame did not come")


def frame(number):
    head = THERE + HERE + struct.pack("!H", TEST_TYPE)
    return head + struct.pack("!qd", number, time.monotonic()) + bytes(30)


def steady(out, back, words):
    back.send(HERE + THERE + struct.pack("!H", TEST_TYPE) + bytes(46))
    receive(out)  # the switch has now learned the station of the other tap
    slowest, wrong, number = [0], [], 0
    listener = threading.Thread(target=listen, args=(back, slowest, wrong))
    listener.start()
    with subprocess.Popen(words) as command:
        while command.poll() is None:
            out.send(frame(number))
            number += 1
            time.sleep(EVERY_S)
    out.send(frame(-1))
    listener.join()
    if command.returncode or wrong:
        sys.exit(f"exit status {command.returncode}; {'; '.join(wrong[:5])}")
    print(f"    {number} frames, the slowest took {slowest[0] * 1000:.1f} ms")


def main():
    match sys.argv[1:]:
        case ["once", name]:
            wire(name).send(frame(0))
        case [name, other, *words]:
            steady(wire(name), wire(other), words)
        case _:
            sys.exit(__doc__)


main()
