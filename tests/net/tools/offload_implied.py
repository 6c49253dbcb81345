#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Be a guest's monitor that strips virtio-net headers, as libkrun does.

offload_implied.py stream|dgram PATH COUNT [PID/IFACE whole|cut]

Sends a GSO frame of TCP, to be cut for an MTU of 1040, and a segment with a partial
checksum, COUNT times; then checks that they arrive there, the GSO frame whole or in
segments.
"""

import os
import socket
import struct
import sys

import gso_frames
from netns import Wire

SECONDS = 10


def connect(kind, path):
    if kind == "stream":
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        sock.connect(path)
        return lambda frame: sock.sendall(struct.pack("!I", len(frame)) + frame)
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
    sock.bind(path + ".guest")
    sock.connect(path)
    return sock.send


def main():
    kind, path, count, *receiver = sys.argv[1:]
    wire = Wire(receiver[0], has_header=True) if receiver else None
    send = connect(kind, path)
    for _ in range(int(count)):
        for size in (20017, 700):
            payload = os.urandom(size)
            header, frame, l3 = gso_frames.gso_frame(
                gso_frames.IPV4, True, False, b"", payload
            )
            send(frame)
            if not wire:
                continue
            if receiver[1] == "cut":
                gso_frames.expect_segments(wire, header, frame, l3, True, payload)
            elif size > gso_frames.PIECE:
                gso_frames.expect_whole(wire, header, frame)
            else:
                flags, start = struct.unpack(
                    gso_frames.VNET_HDR, wire.receive(SECONDS) and wire.header
                )[::4]
                if (flags, start) != (gso_frames.NEEDS_CSUM, l3 + 20):
                    sys.exit(f"the checksum is said to be whole: {flags}")
    print(f"{count} frames of each kind")


if __name__ == "__main__":
    main()
