# SPDX-License-Identifier: BSD-2-Clause
"""A running switch with hosts at its ports, and frames sent through it.

All traffic stays between network namespaces of our own, with addresses of
198.18.0.0/15, which RFC 2544 reserves for benchmarks.
"""
import json
import os
import statistics
import subprocess
import time
from typing import NamedTuple

from peers import MTU, Port
from world import (BenchError, World, cpu_ns, inside, mac_of, pin,
                   received_packets, run, wait_for)

BUILD = ""                      # directory of our programs; set by bench
CPU_SWITCH, CPU_SENDER = 0, 1   # one core each if there are two
RR_PORT = 7000


class Fixture:
    """A running peer with hosts h1, h2 ..., and more ports in one sink."""

    def __init__(self, peer, hosts=0, sinks=0, mtu=MTU, busy_poll_us=0,
                 config=()):
        self.peer = peer
        peer.mtu, peer.busy_poll_us, peer.config = mtu, busy_poll_us, config
        self.world = World()
        self.host_count, self.sink_count = hosts, sinks
        self.hosts, self.macs, self.sink = [], [], None
        self.start_s = self.attach_s = None

    def __enter__(self):
        try:
            self._set_up()
        except BaseException:
            self.world.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, *exc):
        self.world.__exit__(*exc)

    def _set_up(self):
        for number in range(1, self.host_count + 1):
            self.hosts.append(self.world.netns("h%d" % number))
        ports = [Port(host, "eth0") for host in self.hosts]
        if self.sink_count:
            self.sink = self.world.netns("sink")
            ports += [Port(self.sink, "eth%d" % number)
                      for number in range(self.sink_count)]
        begin = time.monotonic()
        self.peer.start(self.world, ports)
        self.start_s = time.monotonic() - begin
        self.peer.attach(ports)
        self.attach_s = time.monotonic() - begin
        for number, host in enumerate(self.hosts, 1):
            run("ip", "-n", host, "address", "add",
                self.address(number) + "/15", "dev", "eth0")
            self.macs.append(mac_of(host, "eth0"))

    @staticmethod
    def program(name):
        """The path of a program of the benchmark itself."""
        return os.path.join(BUILD, name)

    @staticmethod
    def address(host):
        """The address of a host, counted from 1."""
        return "198.18.0.%d" % host

    def host(self, number):
        """The namespace of a host, counted from 1."""
        return self.hosts[number - 1]

    def mac(self, number):
        """The Ethernet address of a host, counted from 1."""
        return self.macs[number - 1]

    def pin(self):
        """Keep the switch off the sender's core."""
        if os.cpu_count() > 1:
            pin(self.peer.pids(), CPU_SWITCH)

    def switch_ns(self):
        """CPU time that the switch has used, in ns."""
        return cpu_ns(self.peer.pids())

    def _gen(self, options, saturate=False):
        """The command line of gen."""
        cmd = [self.program("bench/gen"), *map(str, options)]
        if os.cpu_count() > 1:
            cmd += ["-c", str(CPU_SENDER)]
        if saturate and self.peer.pids():
            cmd += ["-P", str(self.peer.pids()[0])]
        return cmd

    def _from_host(self, number, options):
        """The options that let gen send from a host."""
        options = ("-N", self.host(number), *options)
        if "-S" not in options:
            options += ("-S", self.mac(number))
        return options

    def send(self, number, *options, saturate=False):
        """Send frames from a host with gen; returns what gen prints."""
        return json.loads(run(*self._gen(self._from_host(number, options),
                                         saturate)))

    def pass_through(self, source, target, *options, saturate=False):
        """Send frames into a socket with gen, and count those that arrive at
        another; returns what gen prints."""
        ends = (source.fileno(), target.fileno())
        # The counting must not be delayed, or the switch would lose frames.
        options = ("-f", "-o", ends[0], "-r", ends[1], *options)
        return json.loads(run(*self._gen(options, saturate), pass_fds=ends))

    def keep_sending(self, number, *options):
        """Send frames from a host until the returned process is ended."""
        return self.world.start(*self._gen(
            self._from_host(number, ("-d", 3600, *options))))

    def answer_requests(self, number, *options):
        """Let a host answer the requests of ask()."""
        server = self.world.start(self.program("bench/rr"), *options, "-N",
                                  self.host(number), "-l", str(RR_PORT),
                                  stdout=subprocess.PIPE)
        if b"READY" not in server.stdout.readline():
            raise BenchError("rr does not answer")

    def ask(self, source, target, seconds, *options):
        """Send requests from one host to another, one at a time; their times."""
        times = json.loads(run(self.program("bench/rr"), *options, "-N",
                               self.host(source), "-t", self.address(target),
                               "-p", str(RR_PORT), "-d", str(seconds)))
        if not times["per_s"]:
            raise BenchError("no answer came back")
        return times

    def announce(self, number, hearer=1, *options):
        """Send one frame, so that the switch learns a host's port."""
        before = received_packets(self.host(hearer))
        self.send(number, *options, "-k", 1)
        wait_for(lambda: received_packets(self.host(hearer)) > before,
                 "a first frame", 5)

    def wait_ping(self, source, target):
        """Wait until two hosts reach each other."""
        cmd = inside(self.host(source), "ping", "-c1", "-W1", "-q",
                     self.address(target))
        wait_for(lambda: subprocess.run(
            cmd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            check=False).returncode == 0, "a first ping", 15)


def settle(count, every=0.05, longest=30):
    """Wait until a counter no longer changes; its value."""
    end = time.monotonic() + longest
    before = count()
    while True:
        time.sleep(every)
        now = count()
        if now == before or time.monotonic() > end:
            return now
        before = now


class Flow(NamedTuple):
    """The result of a burst of frames."""
    packets: int                # frames that arrived
    seconds: float              # time in which the switch had frames to forward
    cpu_ns: int                 # CPU time that the switch used


def burst(fixture, source, count, *options, saturate=False):
    """Send frames from a host, and count those that arrive with count()."""
    packets, used = count(), fixture.switch_ns()
    sent = fixture.send(source, *options, saturate=saturate)
    packets = settle(count) - packets
    if not packets:
        raise BenchError("no frame arrived")
    return Flow(packets, sent["seconds"], fixture.switch_ns() - used)


def cpu_per(fixture, flow, key):
    """{key: ns per packet} if the switch is a process, else {}."""
    if not fixture.peer.has_process:
        return {}
    return {key: flow.cpu_ns / flow.packets}


class Alternated(NamedTuple):
    """Medians of what was measured in two states of a switch."""
    first: float
    second: float
    times: float                # of the ratios of neighbours, second to first


def alternate(fixture, steps, turns, measure):
    """Measure after one step and after another, and compare: alternately, since the
    speed of a shared machine changes more than that from one second to the next.  A
    step is a line for our switch, or a function."""
    def value(step):
        if callable(step):
            step()
        else:
            fixture.peer.tell(step)
        return measure()

    pairs = [(value(steps[0]), value(steps[1])) for _ in range(1 + turns)]
    pairs = pairs[1:]           # the first pair only warms up
    return Alternated(statistics.median(first for first, _ in pairs),
                      statistics.median(second for _, second in pairs),
                      statistics.median(second / first
                                        for first, second in pairs))
