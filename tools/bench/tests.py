# SPDX-License-Identifier: BSD-2-Clause
"""What is measured, and how.

A test takes a peer and a span of time, and returns {key: number}; the metrics
of its row in TESTS say what each key means.

The words are those of RFC 2889 and, for its terms, of RFC 2285; sizes count the
frame check sequence, as there.  Other than there: traffic goes one way between
one pair of ports, and load is not stepped up until frames are lost, but always
the most that the sending port takes.
"""
import json
import subprocess
import time
from typing import Callable, NamedTuple

from bed import Bed, burst, cpu_per, settle
from peers import MTU
from world import (BenchError, World, busy_s, inside, received_bytes,
                   received_packets, rss_bytes, run, wait_for)

HEADER_SIZE, FCS_SIZE = 14, 4

FIRST_STATION = "02:10:00:00:00:00"
LEARN_SECONDS = 100             # enough for all but the slowest peer's million
SAMPLE = 20000                  # stations asked for, to see who is known
IDLE_SECONDS = 3
ANSWERS = 200
BUSY_POLL_US = 200


def tcp(pairs, *options):
    """TCP streams from host to host, all at once."""
    def test(peer, seconds):
        with Bed(peer, hosts=max(map(max, pairs))) as bed:
            return run_iperf(bed, pairs, seconds, options)
    return test


def run_iperf(bed, pairs, seconds, options):
    """One iperf3 client for each (source, target)."""
    clients = []
    for source, target in pairs:
        bed.wait_ping(source, target)
        bed.world.start(*inside(bed.host(target), "iperf3", "-s", "-1"))
        wait_for(lambda n=target: is_listening(bed.host(n)),
                 "iperf3 to listen", 10)
    used, busy = bed.switch_ns(), busy_s()
    for source, target in pairs:
        clients.append(bed.world.start(
            *inside(bed.host(source), "iperf3", "-J", "-t",
                    str(max(1, round(seconds))), "-c", bed.address(target),
                    *options),
            stdout=subprocess.PIPE))
    ends = [end for client in clients
            for end in iperf_ends(client, seconds + 20)]
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


def iperf_ends(client, longest):
    """What the receivers of an iperf3 run got, one for each direction."""
    try:
        said = json.loads(client.communicate(timeout=longest)[0])
    except subprocess.TimeoutExpired as e:
        raise BenchError("iperf3 hangs") from e
    if "error" in said:
        raise BenchError("iperf3: " + said["error"])
    return [end for key, end in said["end"].items()
            if key in ("sum_received", "sum_received_bidir_reverse")]


def mtu_for(size):
    """The MTU that lets frames of a size pass, the usual one at least."""
    return max(MTU, size - HEADER_SIZE - FCS_SIZE)


def forward(size):
    """Frames of one size from one host to another whose address is known."""
    def test(peer, seconds):
        with Bed(peer, hosts=2, mtu=mtu_for(size)) as bed:
            bed.pin()
            bed.say_hello(2)

            def count():
                return received_packets(bed.host(2))

            frames = ("-D", bed.mac(2), "-s", size - FCS_SIZE)
            burst(bed, 1, count, *frames, "-d", 0.2)
            before = received_bytes(bed.host(2))
            flow = burst(bed, 1, count, *frames, "-d", seconds, saturate=True)
            arrived = (received_bytes(bed.host(2)) - before) / flow.packets
            if arrived < size - FCS_SIZE - HEADER_SIZE:
                raise BenchError("of %d bytes of a frame, %d arrive" %
                                 (size - FCS_SIZE, arrived))
            return {"frames_per_s": flow.packets / flow.seconds,
                    **cpu_per(bed, flow, "ns_per_frame")}
    return test


def rr(busy_poll_us):
    """One datagram there, one back, one at a time."""
    def test(peer, seconds):
        with Bed(peer, hosts=2, busy_poll_us=busy_poll_us) as bed:
            bed.wait_ping(1, 2)
            bed.answer_requests(2)
            times = bed.ask(1, 2, seconds)
            return {key: times[key] for key in ("per_s", "p50_us", "p99_us")}
    return test


def fair(peer, seconds):
    """Requests between two hosts, alone and beside two that are never silent;
    and how long the switch then takes to answer at its socket."""
    with Bed(peer, hosts=4) as bed:
        bed.pin()
        bed.wait_ping(1, 2)
        bed.say_hello(4)
        bed.answer_requests(2, "-f")
        quiet = bed.ask(1, 2, seconds, "-f")
        before = received_packets(bed.host(4))
        noise = bed.keep_sending(3, "-D", bed.mac(4))
        wait_for(lambda: received_packets(bed.host(4)) > before + 1000,
                 "the noise", 10)
        beside = bed.ask(1, 2, seconds, "-f")
        result = {"quiet_us": quiet["p50_us"], "beside_us": beside["p50_us"],
                  "times": beside["p50_us"] / quiet["p50_us"]}
        if peer.is_ours:
            result["socket_ms"] = 1000 * max(
                peer.answer_s() for _ in range(ANSWERS))
        World.check_alive(noise)
        return result


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
            known = 1 - leaked / reached.packets
            # An address that made another one go was not learnt for long.
            kept = min(learnt.packets, known * number)
            return {"frames_per_s": heard.packets / heard.seconds,
                    "learnt_per_s": kept / learnt.seconds,
                    "known_percent": 100 * known,
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
    """One test; those of a group share a table.

    Those with many ports or stations take some peers a minute: rounds_max.  The
    last three say how long a run takes, see estimate().
    """
    group: str
    run: Callable
    metrics: tuple
    needs_process: bool = False # nothing to measure without
    mtu: int = MTU              # of all ports
    rounds_max: int = 1000
    ports: int = 2
    spans: float = 1            # of time, as asked for
    more_s: dict = {}           # beyond these, for some peers


GROUPS = {
    "TCP": "Bulk transfer with iperf3, MTU 1500. Nothing is pinned to a CPU.",
    "Forwarding rate": """\
Frames for a known station, from one port to another, at maximum offered load
(RFC 2285, 3.6.2): the sending port's queue is full when the switch is let go,
and only the time until it is empty counts. The switch runs on one CPU, the
sender on another; a kernel bridge works in the sender's time. 9,018 bytes: with
an MTU of 9000 on all ports; vde_switch cuts such frames, and Open vSwitch takes
them from taps in its own namespace only, where no host is.""",
    "Broadcast forwarding": """\
Broadcasts of 64 bytes from one port to all others, likewise (RFC 2889, 5.10).
A copy is what one of these ports received.""",
    "Stations": """\
Frames of 64 bytes, likewise, to one station from so many others in turn, behind
one port. Before, each spoke once: the address learning rate (RFC 2889, 5.8)
counts those that stayed known. Address caching (5.7): of so many, how many are
known in the end, by a sample of 20,000.""",
    "Request and response": """\
A UDP datagram in a frame of 64 bytes there, one back, one at a time. Nothing is
pinned to a CPU. Busy polling: tapswitch looks for frames for %d us before it
sleeps; the others as they are.""" % BUSY_POLL_US,
    "Fairness": """\
The same between two hosts, alone and while another sends 64-byte frames to a
fourth at full rate. Who asks and answers comes before all other work, for a free
CPU is not the switch's to give. Socket: the slowest of %d answers to "port
show" meanwhile.""" % ANSWERS,
    "Start and rest": """\
From the start of the program until all taps exist, and until they are up in
another namespace.""",
}


def tcp_test(pairs, word, *options):
    """The test with these clients and servers."""
    return Test("TCP", tcp(pairs, *options), (
        Metric("gbps", "%s: Gbit/s" % word),
        Metric("cpu_s_per_gb", "%s: switch CPU s/GB" % word, False),
        Metric("machine_s_per_gb", "%s: all CPU s/GB" % word, False)),
        ports=max(map(max, pairs)))


def forward_test(size):
    """The test with frames of a size."""
    return Test("Forwarding rate", forward(size), (
        Metric("frames_per_s", "%s bytes: frames/s" % f"{size:,}"),
        Metric("ns_per_frame", "%s bytes: CPU ns/frame" % f"{size:,}",
               False)), mtu=mtu_for(size), spans=1.4)


def flood_test(ports):
    """The test with so many ports."""
    return Test("Broadcast forwarding", flood(ports), (
        Metric("ns_per_copy", "%s ports: CPU ns/copy" % f"{ports:,}", False),
        Metric("copies_per_s", "%s ports: copies/s" % f"{ports:,}")),
        ports=ports, rounds_max=max(1, 1200 // ports), spans=1.2)


def stations_test(number, word):
    """The test with so many stations."""
    return Test("Stations", stations(number), (
        Metric("frames_per_s", "%s: forwarding, frames/s" % word),
        Metric("learnt_per_s", "%s: address learning, 1/s" % word),
        Metric("known_percent", "%s: address caching, %%" % word,
               is_compared=False)),
        rounds_max=1 if number > 1 << 17 else 1000, ports=3,
        more_s={"vde": 130, "ovs": 45, "*": 8} if number > 1 << 17 else {})


def rr_test(word, busy_poll_us):
    """The test with or without busy polling."""
    return Test("Request and response", rr(busy_poll_us), (
        Metric("per_s", "%s: round trips/s" % word),
        Metric("p50_us", "%s: median, us" % word, False),
        Metric("p99_us", "%s: 99 %%, us" % word, False)))


def start_test(ports):
    """The test with so many taps."""
    return Test("Start and rest", start(ports), (
        Metric("exist_s", "%s taps: s until they exist" % f"{ports:,}", False),
        Metric("in_place_s", "%s taps: s until in place" % f"{ports:,}",
               False)),
        rounds_max=1 if ports > 500 else 1000, ports=ports, spans=0)


TESTS = {
    "tcp1": tcp_test([(1, 2)], "1 stream"),
    "tcpboth": tcp_test([(1, 2)], "both ways", "--bidir"),
    "tcp4": tcp_test([(1, 2), (3, 4)], "4 hosts"),
    **{"fwd%d" % size: forward_test(size)
       for size in (64, 128, 256, 512, 1024, 1280, 1518, 9018)},
    **{"flood%d" % ports: flood_test(ports)
       for ports in (8, 32, 128, 512, 1000)},
    "fdb1k": stations_test(1 << 10, "1,024"),
    "fdb64k": stations_test(1 << 16, "65,536"),
    "fdb1M": stations_test(1 << 20, "1,048,576"),
    "rr": rr_test("asleep", 0),
    "rrbusy": rr_test("busy polling", BUSY_POLL_US),
    "fair": Test("Fairness", fair, (
        Metric("quiet_us", "alone: median, us", False),
        Metric("beside_us", "beside full rate: median, us", False),
        Metric("times", "so many times as long", False, False),
        Metric("socket_ms", "socket: slowest answer, ms", False, False)),
        needs_process=True, ports=4, spans=2.4),
    "start128": start_test(128),
    "start1000": start_test(1000),
    "idle1000": Test("Start and rest", idle(1000), (
        Metric("idle_percent", "1,000 taps: idle CPU, %", False, False),
        Metric("rss_mib", "1,000 taps: resident, MiB", False, False)),
        needs_process=True, rounds_max=1, ports=1000, spans=0,
        more_s={"*": IDLE_SECONDS + 1}),
}
ALIASES = {"pps64": "fwd64"}


def tests_named(word):
    """The tests that a word means: one, or all that begin with it."""
    word = ALIASES.get(word, word)
    if word in TESTS:
        return [word]
    return [name for name in TESTS if name.startswith(word)]


def rounds_of(test, rounds):
    """How often it runs."""
    return min(rounds, test.rounds_max)


def takes_part(test, peer):
    """Whether there is anything to measure of a peer."""
    return test.mtu <= peer.mtu_max and \
        (peer.has_process or not test.needs_process)


def estimate_s(words, peers, rounds, seconds):
    """About how long it all takes."""
    total = 0
    for test in map(TESTS.get, words):
        for peer in peers:
            if takes_part(test, peer):
                total += rounds_of(test, rounds) * (
                    2 + test.spans * seconds + test.ports * peer.port_s +
                    test.more_s.get(peer.word, test.more_s.get("*", 0)))
    return total
