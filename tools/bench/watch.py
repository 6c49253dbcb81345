# SPDX-License-Identifier: BSD-2-Clause
"""What it costs that frames can be watched."""
from fixture import Fixture, alternate, burst
from iperf import run_iperf
from world import received_packets

RECORDER_OFF_ON = ("switch set recorder 0", "switch set recorder 4096")
FORWARD_TURNS = 16
TCP_TURNS = 5                   # of at least a second


def recorder_forward(peer, seconds):
    """Frames of 64 bytes for a known station, without the recorder and with it."""
    with Fixture(peer, hosts=2) as fixture:
        fixture.pin()
        fixture.announce(2)

        def ns_per_frame():
            flow = burst(fixture, 1, lambda: received_packets(fixture.host(2)),
                         "-D", fixture.mac(2), "-d", seconds / FORWARD_TURNS,
                         saturate=True)
            return flow.cpu_ns / flow.packets

        return figures(alternate(fixture, RECORDER_OFF_ON, FORWARD_TURNS,
                                 ns_per_frame))


def recorder_tcp(peer, seconds):
    """A TCP stream, without the recorder and with it."""
    with Fixture(peer, hosts=2) as fixture:
        return figures(alternate(
            fixture, RECORDER_OFF_ON, TCP_TURNS,
            lambda: run_iperf(fixture, [(1, 2)], seconds / TCP_TURNS,
                              ())["gbps"]))


def figures(alternated):
    """The result of a test."""
    return {"off": alternated.first, "on": alternated.second,
            "times": alternated.times}
