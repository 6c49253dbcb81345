# SPDX-License-Identifier: BSD-2-Clause
"""What is measured, and how.

A test takes a peer and a span of time, and returns {key: number}; METRICS says
what each key means.  All traffic is between network namespaces of our own, with
addresses of 198.18.0.0/15, which RFC 2544 sets aside for this.
"""
import json
import os
import subprocess
import time
from typing import Callable, NamedTuple

from peers import Port
from world import (BenchError, World, busy_s, cpu_ns, inside, mac_of, pin,
                   received_packets, rss_bytes, run, wait_for)

BUILD = ""                      # where gen and rr are; set by bench
CPU_SWITCH, CPU_SENDER = 0, 1   # one core each where there are two

FIRST_STATION = "02:10:00:00:00:00"
LEARN_SECONDS = 150             # enough for the slowest peer's million
SAMPLE = 20000                  # stations asked for, to see who is known
IDLE_SECONDS = 3


# ----------------------------------------------------------------------- bed

class Bed:
    """A running peer with hosts h1, h2 ... and further ports in one sink."""

    def __init__(self, peer, hosts=0, sinks=0):
        self.peer = peer
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
        """Keep the switch and the sender out of each other's way."""
        if os.cpu_count() > 1:
            pin(self.peer.pids(), CPU_SWITCH)

    def switch_ns(self):
        """CPU time that the switch has used, in ns."""
        return cpu_ns(self.peer.pids())

    def send(self, number, *options, saturate=False):
        """Send frames from a host with gen; what gen tells."""
        cmd = [os.path.join(BUILD, "gen"), "-N", self.host(number),
               *(str(option) for option in options)]
        if "-S" not in options:
            cmd += ["-S", self.mac(number)]
        if os.cpu_count() > 1:
            cmd += ["-c", str(CPU_SENDER)]
        if saturate and self.peer.pids():
            cmd += ["-P", str(self.peer.pids()[0])]
        return json.loads(run(*cmd))

    def say_hello(self, number, hearer=1):
        """Let the switch learn where a host is."""
        before = received_packets(self.host(hearer))
        self.send(number, "-k", 1)
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
    """Wait until a counter stands still; its value."""
    end = time.monotonic() + longest
    before = count()
    while True:
        time.sleep(every)
        now = count()
        if now == before or time.monotonic() > end:
            return now
        before = now


class Flow(NamedTuple):
    """What a burst of frames came to."""
    packets: int                # that arrived
    seconds: float              # in which the switch had frames to switch
    cpu_ns: int                 # that the switch used


def burst(bed, source, count, *options, saturate=False):
    """Send frames from a host, and see what arrives where COUNT looks."""
    packets, used = count(), bed.switch_ns()
    sent = bed.send(source, *options, saturate=saturate)
    packets = settle(count) - packets
    if not packets:
        raise BenchError("no frame arrived")
    return Flow(packets, sent["seconds"], bed.switch_ns() - used)


def cpu_per(bed, flow, key):
    """{key: ns per packet} where the switch is a process, else {}."""
    if not bed.peer.has_process:
        return {}
    return {key: flow.cpu_ns / flow.packets}


# --------------------------------------------------------------------- tests

def tcp(pairs):
    """TCP streams between pairs of hosts, all at once."""
    def test(peer, seconds):
        with Bed(peer, hosts=2 * pairs) as bed:
            return run_iperf(bed, range(1, 2 * pairs, 2), seconds)
    return test


def run_iperf(bed, sources, seconds):
    """One iperf3 stream from each source to the next host."""
    clients = []
    for source in sources:
        bed.wait_ping(source, source + 1)
        server = bed.world.start(*inside(bed.host(source + 1),
                                         "iperf3", "-s", "-1"))
        wait_for(lambda s=server, n=source + 1: is_listening(bed.host(n)),
                 "iperf3 to listen", 10)
    used, busy = bed.switch_ns(), busy_s()
    for source in sources:
        clients.append(bed.world.start(
            *inside(bed.host(source), "iperf3", "-J", "-t",
                    str(max(1, round(seconds))), "-c",
                    bed.address(source + 1)),
            stdout=subprocess.PIPE))
    ends = [iperf_end(client, seconds + 20) for client in clients]
    used, busy = bed.switch_ns() - used, busy_s() - busy
    gigabytes = sum(end["bytes"] for end in ends) / 1e9
    if not gigabytes:
        raise BenchError("no TCP data arrived")
    result = {"gbps": sum(end["bits_per_second"] for end in ends) / 1e9,
              "machine_s_per_gb": busy / gigabytes}
    if bed.peer.has_process:
        result["cpu_s_per_gb"] = used / 1e9 / gigabytes
    return result


def is_listening(netns):
    """Whether somebody listens for TCP in a namespace."""
    return bool(run("ss", "-N", netns, "-Hltn").strip())


def iperf_end(client, longest):
    """What the receiver of an iperf3 run got."""
    try:
        said = json.loads(client.communicate(timeout=longest)[0])
    except subprocess.TimeoutExpired as e:
        raise BenchError("iperf3 hangs") from e
    if "error" in said:
        raise BenchError("iperf3: " + said["error"])
    return said["end"]["sum_received"]


def pps64(peer, seconds):
    """64-byte frames from one host to another whose address is known."""
    with Bed(peer, hosts=2) as bed:
        bed.pin()
        bed.say_hello(2)

        def count():
            return received_packets(bed.host(2))

        burst(bed, 1, count, "-D", bed.mac(2), "-d", 0.2)
        flow = burst(bed, 1, count, "-D", bed.mac(2), "-d", seconds,
                     saturate=True)
        return {"frames_per_s": flow.packets / flow.seconds,
                **cpu_per(bed, flow, "ns_per_frame")}


def rr(peer, seconds):
    """One datagram there, one back, one at a time."""
    with Bed(peer, hosts=2) as bed:
        bed.wait_ping(1, 2)
        program = os.path.join(BUILD, "rr")
        server = bed.world.start(program, "-N", bed.host(2), "-l", "7000",
                                 stdout=subprocess.PIPE)
        if b"READY" not in server.stdout.readline():
            raise BenchError("rr does not answer")
        times = json.loads(run(program, "-N", bed.host(1), "-t",
                               bed.address(2), "-p", "7000",
                               "-d", str(seconds)))
        if not times["per_s"]:
            raise BenchError("no answer came back")
        return {"p50_us": times["p50_us"], "p99_us": times["p99_us"]}


def flood(ports):
    """Broadcasts from one host to all other ports."""
    def test(peer, seconds):
        with Bed(peer, hosts=1, sinks=ports - 1) as bed:
            bed.pin()

            def count():
                return received_packets(bed.sink)

            burst(bed, 1, count, "-k", 100)
            flow = burst(bed, 1, count, "-d", seconds, saturate=True)
            return {"copies_per_s": flow.packets / flow.seconds,
                    **cpu_per(bed, flow, "ns_per_copy")}
    return test


def stations(number):
    """Many stations behind one port: to learn, to hear, and to reach."""
    def test(peer, seconds):
        with Bed(peer, hosts=3) as bed:
            bed.pin()
            bed.say_hello(2)
            many = ("-D", bed.mac(2), "-S", FIRST_STATION, "-n", number)

            def count(host=2):
                return received_packets(bed.host(host))

            # Not saturated: to be stopped disturbs who learns in threads.
            learnt = burst(bed, 1, count, *many, "-k", number,
                           "-d", LEARN_SECONDS)
            heard = burst(bed, 1, count, *many, "-d", seconds, saturate=True)
            # What the switch does not know it floods, to host 3 as well.
            leaked = count(3)
            reached = burst(bed, 2, lambda: count(1), "-D", FIRST_STATION,
                            "-m", number, "-k", SAMPLE, "-d", LEARN_SECONDS)
            leaked = settle(lambda: count(3)) - leaked
            return {"frames_per_s": heard.packets / heard.seconds,
                    "learnt_per_s": learnt.packets / learnt.seconds,
                    "known_percent": 100 * (1 - leaked / reached.packets),
                    **cpu_per(bed, heard, "ns_per_frame")}
    return test


def start(ports):
    """From the start of the program until every interface exists, and until
    all are up in the namespace that they are for."""
    def test(peer, _seconds):
        with Bed(peer, sinks=ports) as bed:
            return {"exist_s": bed.start_s, "in_place_s": bed.attach_s}
    return test


def idle(ports):
    """What a switch with nothing to do takes."""
    def test(peer, _seconds):
        with Bed(peer, sinks=ports) as bed:
            settle(lambda: received_packets(bed.sink))
            settle(bed.switch_ns, every=0.5, longest=3)
            used = bed.switch_ns()
            time.sleep(IDLE_SECONDS)
            used = bed.switch_ns() - used
            return {"idle_percent": 100 * used / 1e9 / IDLE_SECONDS,
                    "rss_mib": rss_bytes(peer.pids()) / (1 << 20)}
    return test


# -------------------------------------------------------------------- tables

class Metric(NamedTuple):
    """One row of a table."""
    key: str
    label: str
    more_is_better: bool = True
    is_compared: bool = True    # worth a ratio


class Test(NamedTuple):
    """One test; those of a group share a table."""
    group: str
    run: Callable
    metrics: tuple
    needs_process: bool = False # nothing to measure without
    rounds_max: int = 1000


def flood_test(ports):
    """The test with so many ports."""
    return Test("Flood of 64-byte frames", flood(ports), (
        Metric("ns_per_copy", "%d ports: CPU ns per copy" % ports, False),
        Metric("copies_per_s", "%d ports: copies/s" % ports)))


def stations_test(number, word):
    """The test with so many stations; many take some peers minutes."""
    return Test("Stations", stations(number), (
        Metric("frames_per_s", "%s stations: frames/s" % word),
        Metric("learnt_per_s", "%s stations: learnt/s" % word),
        Metric("known_percent", "%s stations: known, %%" % word,
               is_compared=False)), rounds_max=1 if number > 1 << 17 else 1000)


def tcp_test(pairs, word):
    """The test with so many streams."""
    return Test("TCP", tcp(pairs), (
        Metric("gbps", "%s: Gbit/s" % word),
        Metric("cpu_s_per_gb", "%s: switch CPU s/GB" % word, False),
        Metric("machine_s_per_gb", "%s: all CPU s/GB" % word, False)))


TESTS = {
    "tcp1": tcp_test(1, "1 stream"),
    "tcp4": tcp_test(2, "2 streams"),
    "pps64": Test("64-byte frames", pps64, (
        Metric("frames_per_s", "64 bytes: frames/s"),
        Metric("ns_per_frame", "64 bytes: CPU ns per frame", False))),
    "rr": Test("Request and response", rr, (
        Metric("p50_us", "there and back, median: us", False),
        Metric("p99_us", "there and back, 99 %: us", False))),
    **{"flood%d" % ports: flood_test(ports) for ports in (2, 8, 32, 128, 512)},
    "fdb64k": stations_test(1 << 16, "64 k"),
    "fdb1M": stations_test(1 << 20, "1 M"),
    "start128": Test("Start and rest", start(128), (
        Metric("exist_s", "128 taps: s until they exist", False),
        Metric("in_place_s", "128 taps: s until in place, up", False))),
    "idle1000": Test("Start and rest", idle(1000), (
        Metric("idle_percent", "1,000 taps: idle CPU, %", False, False),
        Metric("rss_mib", "1,000 taps: RSS, MiB", False, False)),
        needs_process=True, rounds_max=1),
}


class Goal(NamedTuple):
    """What the switch is to reach: a ratio to a peer, or a figure."""
    test: str
    key: str
    text: str
    limit: float
    peer: str = ""              # "" for a figure
    is_met: Callable = float.__ge__


GOALS = (
    Goal("tcp1", "gbps", "TCP, one stream: >= 8 x vde_switch", 8, "vde"),
    Goal("tcp1", "gbps", "TCP, one stream: >= 8 x Open vSwitch", 8, "ovs"),
    Goal("tcp1", "gbps", "TCP, one stream: >= 0.75 x kernel bridge", 0.75,
         "bridge"),
    Goal("pps64", "ns_per_frame", "64 bytes, CPU: <= 0.65 x vde_switch", 0.65,
         "vde", float.__le__),
    Goal("flood128", "ns_per_copy", "128 ports, CPU: <= 0.95 x vde_switch",
         0.95, "vde", float.__le__),
    Goal("fdb64k", "frames_per_s", "64 k stations: >= 5 x vde_switch", 5,
         "vde"),
    Goal("fdb1M", "frames_per_s", "1 M stations: >= 60 x vde_switch", 60,
         "vde"),
    Goal("start128", "in_place_s", "128 taps in place: <= 1/50 x vde_switch",
         1 / 50, "vde", float.__le__),
    Goal("idle1000", "idle_percent", "1,000 taps, idle CPU: < 0.2 %", 0.2,
         is_met=float.__lt__),
    Goal("idle1000", "rss_mib", "1,000 taps, RSS: < 64 MiB", 64,
         is_met=float.__lt__),
)
