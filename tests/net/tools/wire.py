#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Send and receive frames of our own on the wires of a lab.

wire.py station NAME                        print its address
wire.py delivered FROM HOST... -- FRAME...  print which hosts receive each frame
wire.py delivered_by_count FROM HOST... -- FRAME...
                                            the same, without a marker
wire.py send HOST -- FRAME...               only send them
wire.py equal HOST HOST SIZE... [tag TAGS]  check that frames arrive unchanged
wire.py flood HOST                          send broadcasts without end

A HOST is NAME=PID/IFACE.  A FRAME is "alice > bob [size N] [TAG]...", a TAG is "tag N"
or "stag N"; FROM names the host that sends the frames.  `delivered` sends a broadcast
last, which marks the end.  Where such a broadcast would not pass, `delivered_by_count`
takes the number of frames to expect from the switch's counters; the ports must have the
names of the hosts' interfaces.  A SIZE is N or FIRST..LAST, bytes of a frame.
"""

import os
import struct
import sys
import time

from control import Switch
from netns import Wire

TEST_TYPE = 0x88B5  # IEEE 802 local experiments
MARKER_TYPE = 0x88B6
TPIDS = {"tag": 0x8100, "stag": 0x88A8}
SECONDS = 10

STATIONS = {
    name: bytes([2, 0, 0, 0, 0, n])
    for n, name in enumerate(("alice", "bob", "carol", "dave", "erin"), 10)
}
STATIONS["nobody"] = bytes(6)
STATIONS["some"] = bytes.fromhex("01005e000001")
STATIONS["all"] = b"\xff" * 6


def station(name):
    return STATIONS.get(name) or bytes.fromhex(name.replace(":", ""))


def build(src, dst, payload, tags=()):
    """A tag is its 16 bits behind 0x8100, or a pair of another TPID and these."""
    pairs = (tag if isinstance(tag, tuple) else (0x8100, tag) for tag in tags)
    tagged = b"".join(struct.pack("!HH", *pair) for pair in pairs)
    return dst + src + tagged + struct.pack("!H", TEST_TYPE) + payload


def read_frame(text):
    """A frame that is different from all others."""
    src, arrow, dst, *rest = text.split()
    options = list(zip(rest[::2], map(int, rest[1::2]), strict=True))
    size = dict(options).get("size", 46)
    tags = [(TPIDS[word], tci) for word, tci in options if word in TPIDS]
    payload = (os.urandom(16) + bytes(size))[:size]
    assert arrow == ">", text
    return build(station(src), station(dst), payload, tags)


def until_marker(wire, marker, name):
    """Ports keep the order of frames: what comes after the marker is later."""
    frames = []
    deadline = time.monotonic() + SECONDS
    while marker not in frames:
        # Probes of the switch must not prolong the wait without end.
        frame = wire.receive(max(deadline - time.monotonic(), 0))
        if frame is None:
            sys.exit(f"{name} does not receive the sender's last frame")
        frames.append(frame)
    return frames


def wires_of(hosts):
    return {
        name: Wire(where) for name, where in (host.split("=") for host in hosts)
    }


def print_receivers(frames, got):
    for frame in frames:
        names = [name for name in got if frame in got[name]]
        print(" ".join(names) or "nobody")


def delivered(sender, hosts, texts):
    wires = wires_of(hosts)
    frames = [read_frame(text) for text in texts]
    marker = station("all") + station("nobody")
    marker += struct.pack("!H", MARKER_TYPE) + os.urandom(46)
    for frame in [*frames, marker]:
        wires[sender].send(frame)
    got = {
        name: until_marker(wire, marker, name)
        for name, wire in wires.items()
        if name != sender
    }
    # Frames sent back have arrived by now, because the others have received theirs.
    got[sender] = []
    while frame := wires[sender].receive(0):
        got[sender].append(frame)
    print_receivers(frames, {name: got[name] for name in wires})


def transmitted(stats):
    """How many frames the port has transmitted."""
    drops = stats["tx_drops"].copy()
    drops.pop("mtu-exceeded", None)  # these were not counted as tx_packets
    return stats["tx_packets"] - sum(drops.values())


def must_receive(wire, name):
    frame = wire.receive(SECONDS)
    if frame is None:
        sys.exit(f"{name} does not receive what the switch has sent")
    return frame


def delivered_by_count(sender, hosts, texts):
    ports = dict(host.replace("/", "=").split("=")[::2] for host in hosts)
    wires = wires_of(hosts)
    frames = [read_frame(text) for text in texts]
    switch = Switch()
    before = switch.stats()
    end = before[ports[sender]]["rx_packets"] + len(frames)
    for frame in frames:
        wires[sender].send(frame)
    after = switch.stats_when(
        lambda now: now[ports[sender]]["rx_packets"] >= end
    )
    print_receivers(
        frames,
        {
            name: [
                must_receive(wire, name)
                for _ in range(
                    transmitted(after[ports[name]]) - transmitted(before[ports[name]])
                )
            ]
            for name, wire in wires.items()
        },
    )


def send(host, texts):
    (wire,) = wires_of([host]).values()
    for frame in [read_frame(text) for text in texts]:
        try:
            wire.send(frame)
        except OSError:  # its carrier is off
            pass


def sizes_of(words):
    for word in words:
        first, _, last = word.partition("..")
        yield from range(int(first), int(last or first) + 1)


def equal(hosts, words):
    """Both ways; the first frame of each is flooded, the others forwarded."""
    cut = words.index("tag") if "tag" in words else len(words)
    tags = [int(word, 0) for word in words[cut + 1 :]]
    (left, left_wire), (right, right_wire) = [
        (station(name), Wire(where))
        for name, where in (host.split("=") for host in hosts)
    ]
    count = 0
    for size in sizes_of(words[:cut]):
        body = os.urandom(size - 14 - 4 * len(tags))
        for src, dst, out, back in (
            (left, right, left_wire, right_wire),
            (right, left, right_wire, left_wire),
        ):
            frame = build(src, dst, body, tags)
            out.send(frame)
            arrived = back.receive(SECONDS)
            if arrived != frame:
                what = arrived.hex() if arrived else "nothing"
                sys.exit(f"{size} bytes sent: {frame.hex()}, arrived: {what}")
            count += 1
    print(f"{count} frames are equal")


def flood(host):
    wire = Wire(host.split("=")[1])
    frame = build(station("nobody"), station("all"), bytes(46))
    while True:
        try:
            wire.send(frame)
        except OSError:  # its queue is full
            pass


def main():
    match sys.argv[1:]:
        case ["station", name]:
            print(station(name).hex(":"))
        case ["delivered", sender, *rest]:
            cut = rest.index("--")
            delivered(sender, rest[:cut], rest[cut + 1 :])
        case ["delivered_by_count", sender, *rest]:
            cut = rest.index("--")
            delivered_by_count(sender, rest[:cut], rest[cut + 1 :])
        case ["send", host, "--", *texts]:
            send(host, texts)
        case ["equal", left, right, *words]:
            equal((left, right), words)
        case ["flood", host]:
            flood(host)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
