# SPDX-License-Identifier: BSD-2-Clause
"""What it costs that frames can be watched."""
import json
import os
import socket

from fixture import CPU_SENDER, Fixture, alternate, burst, settle
from iperf import run_iperf
from world import (BenchError, InNetns, World, pin, received_packets, run,
                   wait_for)

RECORDER_OFF_ON = ("switch set recorder 0", "switch set recorder 4096")
MIRROR_OFF_ON = ("mirror del m --if-exists", "mirror add m from p1 to mon")
FORWARD_TURNS = 16
TCP_TURNS = 5                   # of at least a second

NUMBERED = 20000                # frames whose order is checked
FIRST_NUMBER = "02:10:00:00:00:00"
ETHERTYPE = 0x88b5              # of gen's frames
BUFFER_SIZE = 64 << 20          # for all of them
SO_RCVBUFFORCE = 33


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


def tapctl(fixture, *words):
    """The command line that runs a command."""
    return [fixture.program("tapctl"), "-s", fixture.peer.control, *words]


def ask(fixture, *words):
    """The result of a command."""
    return json.loads(run(*tapctl(fixture, "-j", *words)))


class Capture:
    """A capture of a port to /dev/null."""

    def __init__(self, fixture, port):
        self.fixture, self.port, self.process = fixture, port, None

    def _is_capturing(self):
        """Whether the switch has another client than the one that asks."""
        return ask(self.fixture, "switch", "show")["clients"] == 2

    def start(self):
        """Start it, on the sender's core, and wait until it captures."""
        self.process = self.fixture.world.start(*tapctl(
            self.fixture, "capture", self.port, "-w", "/dev/null"))
        if os.cpu_count() > 1:
            pin([self.process.pid], CPU_SENDER)
        wait_for(self._is_capturing, "a capture", 10)

    def stop(self):
        """Stop it, if it runs."""
        if self.process:
            World.check_alive(self.process)
            self.process.terminate()
            self.process.wait()
            self.process = None


def capture_others(peer, seconds):
    """Frames of 64 bytes between two hosts, while two others send as many through a
    port that is not captured, and through one that is."""
    with Fixture(peer, hosts=4) as fixture:
        fixture.pin()
        fixture.announce(2)
        fixture.announce(4, 3)
        noise = fixture.keep_sending(3, "-D", fixture.mac(4))
        capture = Capture(fixture, "p3")

        # Not saturated, as the switch never sleeps beside the others.
        def frames_per_s():
            flow = burst(fixture, 1, lambda: received_packets(fixture.host(2)),
                         "-D", fixture.mac(2), "-d", seconds / FORWARD_TURNS)
            return flow.packets / flow.seconds

        result = figures(alternate(fixture, (capture.stop, capture.start),
                                   FORWARD_TURNS, frames_per_s))
        World.check_alive(noise)
        capture.stop()
        return result


def mirror_stalled(peer, seconds):
    """Frames of 64 bytes for a known station, without a mirror, and with one whose
    monitor does not read."""
    with Fixture(peer, hosts=2) as fixture, \
            socket.socket(socket.AF_UNIX) as monitor:
        path = fixture.world.path("monitor")
        peer.tell("port add mon stream listen " + path)
        monitor.connect(path)
        peer.tell("wait port mon up timeout 10")
        fixture.pin()
        fixture.announce(2)

        def frames_per_s():
            flow = burst(fixture, 1, lambda: received_packets(fixture.host(2)),
                         "-D", fixture.mac(2), "-d", seconds / FORWARD_TURNS,
                         saturate=True)
            return flow.packets / flow.seconds

        result = figures(alternate(fixture, MIRROR_OFF_ON, FORWARD_TURNS,
                                   frames_per_s))
        check_order(fixture)
        peer.tell("stats check")
        if not ask(fixture, "stats", "show", "port", "mon")[0]["tx_drops"]:
            raise BenchError("the monitor has not stalled: it took all copies")
        return result


def check_order(fixture):
    """BenchError if frames reach host 2 in another order than host 1 sends them, or
    twice.  The kernel may drop some on the way, as it does for all measurements."""
    with InNetns(fixture.host(2)):
        arriving = socket.socket(socket.AF_PACKET, socket.SOCK_RAW,
                                 socket.htons(ETHERTYPE))
    with arriving:
        arriving.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, BUFFER_SIZE)
        fixture.send(1, "-D", fixture.mac(2), "-S", FIRST_NUMBER,
                     "-n", NUMBERED, "-k", NUMBERED)
        settle(lambda: received_packets(fixture.host(2)))
        numbers = list(read_numbers(arriving))
    if numbers != sorted(set(numbers)):
        raise BenchError("frames do not arrive in the order in which they are sent")
    if len(numbers) < NUMBERED / 2:
        raise BenchError("of %d frames, %d arrive" % (NUMBERED, len(numbers)))


def read_numbers(arriving):
    """The numbers of the frames at a socket, which are in their source addresses."""
    while True:
        try:
            frame = arriving.recv(64, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return
        yield int.from_bytes(frame[8:12], "big")


def figures(alternated):
    """The result of a test."""
    return {"off": alternated.first, "on": alternated.second,
            "times": alternated.times}
