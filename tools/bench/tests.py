# SPDX-License-Identifier: BSD-2-Clause
"""What is measured, and how.

A test takes a peer and a duration, and returns {key: number}; the metrics of its row
in TESTS say what each key means.

The terms are those of RFC 2889 and of RFC 2285; sizes count the frame check sequence,
as there.  Different from there, traffic goes one way between one pair of ports, and
the load is not increased until frames are lost, but is always the most that the
sending port takes.
"""
import time
from typing import Callable, NamedTuple

import guests
import tunnels
import watch
from fixture import Fixture, alternate, burst, cpu_per, settle
from iperf import run_iperf
from kinds import Patched, forward_sockets, on_sockets, on_veths
from peers import MTU, OURS, Trunk
from world import (BenchError, World, received_bytes, received_packets,
                   rss_bytes, wait_for)

HEADER_SIZE, FCS_SIZE = 14, 4

FIRST_STATION = "02:10:00:00:00:00"
LEARN_SECONDS = 100             # enough for a million, except for the slowest peer
SAMPLE = 20000                  # stations to which frames are sent, to see if known
IDLE_SECONDS = 3
ANSWERS = 200
BUSY_POLL_US = 200
VLANS = 4094                    # all there are
VLANS_OFF_ON = ("switch set vlan_filtering off", "switch set vlan_filtering on")
VLAN_TURNS = 16                 # without and with them, in one round
VLAN_TCP_TURNS = 5              # of at least a second
PAUSE = "01:80:c2:00:00:01"     # its source is learned, but it is never forwarded


def itself(peer):
    """A peer with its own ports."""
    return peer


def tcp(pairs, *options, ports=itself):
    """TCP streams between pairs of hosts, all at once."""
    def test(peer, seconds):
        with Fixture(ports(peer), hosts=max(map(max, pairs))) as fixture:
            return run_iperf(fixture, pairs, seconds, options)
    return test


def tcp_tunnel(kind):
    """A TCP stream inside a tunnel between two hosts on veth pairs."""
    def test(peer, seconds):
        with tunnels.Tunnelled(on_veths(peer), kind) as fixture:
            return run_iperf(fixture, [(1, 2)], seconds, ())
    return test


def mtu_for(size):
    """The MTU that frames of a size need, at least the usual one."""
    return max(MTU, size - HEADER_SIZE - FCS_SIZE)


def forward(size, ports=itself):
    """Frames of one size from one host to another, which is a known station."""
    def test(peer, seconds):
        with Fixture(ports(peer), hosts=2, mtu=mtu_for(size)) as fixture:
            fixture.pin()
            fixture.announce(2)

            def count():
                return received_packets(fixture.host(2))

            frames = ("-D", fixture.mac(2), "-s", size - FCS_SIZE)
            burst(fixture, 1, count, *frames, "-d", 0.2)
            before = received_bytes(fixture.host(2))
            flow = burst(fixture, 1, count, *frames, "-d", seconds, saturate=True)
            arrived = (received_bytes(fixture.host(2)) - before) / flow.packets
            if arrived < size - FCS_SIZE - HEADER_SIZE:
                raise BenchError("of %d bytes of a frame, %d arrive" %
                                 (size - FCS_SIZE, arrived))
            return {"frames_per_s": flow.packets / flow.seconds,
                    **cpu_per(fixture, flow, "ns_per_frame")}
    return test


def rr(busy_poll_us):
    """One datagram there, one back, one at a time."""
    def test(peer, seconds):
        with Fixture(peer, hosts=2, busy_poll_us=busy_poll_us) as fixture:
            fixture.wait_ping(1, 2)
            fixture.answer_requests(2)
            times = fixture.ask(1, 2, seconds)
            return {key: times[key] for key in ("per_s", "p50_us", "p99_us")}
    return test


def fair(peer, seconds):
    """Requests between two hosts, alone and while two others send all the time; and
    how long the switch takes then to answer at its socket."""
    with Fixture(peer, hosts=4) as fixture:
        fixture.pin()
        fixture.wait_ping(1, 2)
        fixture.announce(4)
        fixture.answer_requests(2, "-f")
        quiet = fixture.ask(1, 2, seconds, "-f")
        before = received_packets(fixture.host(4))
        noise = fixture.keep_sending(3, "-D", fixture.mac(4))
        wait_for(lambda: received_packets(fixture.host(4)) > before + 1000,
                 "the noise", 10)
        beside = fixture.ask(1, 2, seconds, "-f")
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
        with Fixture(peer, hosts=1, sinks=ports - 1) as fixture:
            fixture.pin()

            def count():
                return received_packets(fixture.sink)

            burst(fixture, 1, count, "-k", 100)
            flow = burst(fixture, 1, count, "-d", seconds, saturate=True)
            return {"copies_per_s": flow.packets / flow.seconds,
                    **cpu_per(fixture, flow, "ns_per_copy")}
    return test


def stations(number):
    """Many stations behind one port: to learn, to receive from, and to send to."""
    def test(peer, seconds):
        with Fixture(peer, hosts=3) as fixture:
            fixture.pin()
            fixture.announce(2)
            many = ("-D", fixture.mac(2), "-S", FIRST_STATION, "-n", number)

            def count(host=2):
                return received_packets(fixture.host(host))

            # Not saturated, because stopping disturbs peers that learn in threads.
            learnt = burst(fixture, 1, count, *many, "-k", number,
                           "-d", LEARN_SECONDS)
            heard = burst(fixture, 1, count, *many, "-d", seconds, saturate=True)
            # Frames for unknown stations are flooded, to host 3 as well.
            leaked = count(3)
            reached = burst(fixture, 2, lambda: count(1), "-D", FIRST_STATION,
                            "-m", number, "-k", SAMPLE, "-d", LEARN_SECONDS)
            leaked = settle(lambda: count(3)) - leaked
            known = 1 - leaked / reached.packets
            # An address for which another was evicted was not kept for long.
            kept = min(learnt.packets, known * number)
            return {"frames_per_s": heard.packets / heard.seconds,
                    "learnt_per_s": kept / learnt.seconds,
                    "known_percent": 100 * known,
                    **cpu_per(fixture, heard, "ns_per_frame")}
    return test


def start(ports):
    """The time from the program's start until every interface exists, and until all
    are up in their namespaces."""
    def test(peer, _seconds):
        with Fixture(peer, sinks=ports) as fixture:
            return {"exist_s": fixture.start_s, "in_place_s": fixture.attach_s}
    return test


def idle(ports):
    """What a switch uses while it has nothing to do."""
    def test(peer, _seconds):
        with Fixture(peer, sinks=ports) as fixture:
            settle(lambda: received_packets(fixture.sink))
            settle(fixture.switch_ns, every=0.5, longest=3)
            used = fixture.switch_ns()
            time.sleep(IDLE_SECONDS)
            used = fixture.switch_ns() - used
            return {"idle_percent": 100 * used / 1e9 / IDLE_SECONDS,
                    "rss_mib": rss_bytes(peer.pids()) / (1 << 20)}
    return test


def vlan_tcp(peer, seconds):
    """A TCP stream from an access port over a trunk to another switch's access
    port."""
    config = ("port set p1 access 10", "port set p2 trunk 10")
    with Fixture(Trunk(peer), hosts=2, config=config) as fixture:
        result = alternate(fixture, VLANS_OFF_ON, VLAN_TCP_TURNS,
                           lambda: run_iperf(fixture, [(1, 2)], seconds /
                                             VLAN_TCP_TURNS, ())["gbps"])
        return {"plain": result.first, "tagged": result.second,
                "times": result.times}


def vlan_forward(nulls):
    """Tagged frames for a known station, without VLANs, and with all VLANs on all
    ports; and the memory that these take."""
    names = ["null%d" % number for number in range(nulls)]
    in_each = ("-v", VLANS, "-k", VLANS, "-d", LEARN_SECONDS)

    def test(peer, seconds):
        config = ["port add %s null" % name for name in names]
        with Fixture(peer, hosts=2, config=config) as fixture:
            fixture.pin()
            before = resident_mib(fixture)
            peer.tell(*("port set %s trunk 1-%d" % (name, VLANS)
                        for name in ("p1", "p2", *names)))
            result = {"table_mib": resident_mib(fixture) - before}
            costs = alternate(fixture, VLANS_OFF_ON, VLAN_TURNS,
                              lambda: ns_per_tagged(fixture,
                                                    seconds / VLAN_TURNS))
            result.update(plain=costs.first, tagged=costs.second,
                          times=costs.times)
            for host in (1, 2):
                fixture.send(host, "-D", PAUSE, *in_each)
            result["stations_mib"] = resident_mib(fixture) - before
            fixture.send(1, *in_each)
            result["flooded_mib"] = resident_mib(fixture) - before
            return result
    return test


def ns_per_tagged(fixture, seconds):
    """CPU time for a frame of VLAN 1 to a known station."""
    fixture.announce(2, 1, "-v", 1)
    flow = burst(fixture, 1, lambda: received_packets(fixture.host(2)),
                 "-D", fixture.mac(2), "-v", 1, "-d", seconds, saturate=True)
    return flow.cpu_ns / flow.packets


def resident_mib(fixture):
    """Resident memory when the switch has finished all its work."""
    settle(fixture.switch_ns)
    return rss_bytes(fixture.peer.pids()) / (1 << 20)


# -------------------------------------------------------------------- tables

class Metric(NamedTuple):
    """One row of a table."""
    key: str
    label: str
    more_is_better: bool = True
    is_compared: bool = True    # a ratio makes sense


class Test(NamedTuple):
    """One test; the tests of a group share a table.

    Tests with many ports or stations take a minute with some peers: rounds_max.  Ports,
    spans and more_s say how long a run takes, see estimate_s().
    """
    group: str
    run: Callable
    metrics: tuple
    needs_process: bool = False # without one, there is nothing to measure
    peers: tuple = ()           # the peers that take part; all by default
    takes_hub: bool = False     # a switch would send each frame to the same ports
    mtu: int = MTU              # of all ports
    rounds_max: int = 1000
    ports: int = 2
    spans: float = 1            # number of durations that a run takes
    more_s: dict = {}           # more seconds, for some peers
    facts: Callable = dict      # for the head; BenchError if it cannot run


GROUPS = {
    "TCP": "Bulk transfer with iperf3, MTU 1500. Nothing is pinned to a CPU.",
    "Forwarding rate": """\
    Frames for a known station, from one port to another, at maximum offered load
    (RFC 2285, 3.6.2): the sending port's queue is full when the switch is continued,
    and only the time until it is empty counts. The switch runs on one CPU, the
    sender on another; a kernel bridge works in the sender's time. 9,018 bytes: with
    an MTU of 9000 on all ports; vde_switch truncates such frames, and Open vSwitch
    takes them only from taps in its own namespace, where there are no hosts.""",
    "Broadcast forwarding": """\
Broadcasts of 64 bytes from one port to all others, likewise (RFC 2889, 5.10).
A copy is what one of these ports received.""",
    "Stations": """\
    Frames of 64 bytes, likewise, to one station from many others in turn, behind one
    port. Before that, each station sent once: the address learning rate (RFC 2889,
    5.8) counts those that stayed known. Address caching (5.7): how many of the stations
    are known in the end, by a sample of 20,000.""",
    "Request and response": """\
A UDP datagram in a frame of 64 bytes there, one back, one at a time. Nothing is
pinned to a CPU. Busy polling: tapswitch polls for frames for %d us before it
sleeps; the other switches have no such setting.""" % BUSY_POLL_US,
    "Fairness": """\
The same between two hosts, alone and while another host sends 64-byte frames to
a fourth at full rate. Client and server run before all other processes, since a
free CPU is not the switch's to give. Socket: the slowest of %d answers to "port
show" meanwhile.""" % ANSWERS,
    "VLANs": """\
The switch compared with itself, alternately without and with VLANs; each ratio is
of two neighbouring measurements. TCP: from an access port over a trunk to another
switch's access port; a kernel bridge is the wire. Frames of 64 bytes: as above, to a
known station, with a tag on both ports; all ports are members of %s VLANs. Resident,
more than without VLANs: the tables; with a station in each VLAN behind each of two
ports; after a frame was flooded in each VLAN.""" %
    f"{VLANS:,}",
    "Watching": """\
The switch compared with itself, alternately not watched and watched; each ratio is of
two neighbouring measurements. Frames of 64 bytes: as above, to a known station.
Recorded: by the flight recorder. Captured: two hosts send at full rate, each to
another; the port of one is captured to /dev/null, and the frames of the other are
counted. Mirrored: the port that receives the frames is mirrored to one whose peer
does not read.""",
    "Kinds of ports": """\
Packet: on veth pairs, like those of the kernel bridge beside it. Stream, dgram and
vde: Unix sockets. Frames of 64 bytes: as above; for sockets, they are sent and
counted at the other ends. TCP: between hosts, with iperf3; hosts behind sockets
have taps, which a second process (plug) connects with the socket, so that "all CPU"
includes more than the switch and the hosts. Patch: a host on a tap of each of two
switches, with a patch between them.""",
    "Tunnels": """\
TCP with iperf3 inside a tunnel between two hosts on veth pairs: over packet ports,
and over a kernel bridge. Tunnels that this kernel lacks are left out; the kernel of
a guest may have them, see --guest.""",
    "Guests": """\
TCP from one QEMU guest to another, each with a card for every kind of port, one
kind after the other. Packet: on taps that QEMU holds, which take GSO frames.
Without KVM the guests are emulated (tcg), and take most of the time. No switch:
two guests, connected with each other.""",
    "Start and rest": """\
From the start of the program until all taps exist, and until they are up in
another namespace.""",
}


def tcp_test(pairs, word, *options):
    """The test with these pairs of clients and servers."""
    return Test("TCP", tcp(pairs, *options), (
        Metric("gbps", "%s: Gbit/s" % word),
        Metric("cpu_s_per_gb", "%s: switch CPU s/GB" % word, False),
        Metric("machine_s_per_gb", "%s: all CPU s/GB" % word, False)),
        ports=max(map(max, pairs)), takes_hub=len(pairs) == 1)


def forward_test(size):
    """The test with frames of this size."""
    return Test("Forwarding rate", forward(size), (
        Metric("frames_per_s", "%s bytes: frames/s" % f"{size:,}"),
        Metric("ns_per_frame", "%s bytes: CPU ns/frame" % f"{size:,}",
               False)), mtu=mtu_for(size), spans=1.4, takes_hub=True)


def flood_test(ports):
    """The test with this number of ports."""
    return Test("Broadcast forwarding", flood(ports), (
        Metric("ns_per_copy", "%s ports: CPU ns/copy" % f"{ports:,}", False),
        Metric("copies_per_s", "%s ports: copies/s" % f"{ports:,}")),
        ports=ports, rounds_max=max(1, 1200 // ports), spans=1.2,
        takes_hub=True)


def stations_test(number, word):
    """The test with this number of stations."""
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
        Metric("p99_us", "%s: 99 %%, us" % word, False)),
        takes_hub=not busy_poll_us)


def kind_forward_test(kind, *peers):
    """The test with small frames between two ports of this kind."""
    run_it = forward(64, on_veths) if kind == "packet" else \
        forward_sockets(kind, 64)
    return Test("Kinds of ports", run_it, (
        Metric("frames_per_s", kind + ", 64 bytes: frames/s"),
        Metric("ns_per_frame", kind + ", 64 bytes: CPU ns/frame", False)),
        peers=(*OURS, *peers), spans=1.4)


def kind_tcp_test(kind, ports, *peers):
    """The test with a TCP stream between two hosts behind ports of this kind."""
    return Test("Kinds of ports", tcp([(1, 2)], ports=ports), (
        Metric("gbps", kind + ", TCP: Gbit/s"),
        Metric("cpu_s_per_gb", kind + ", TCP: switch CPU s/GB", False),
        Metric("machine_s_per_gb", kind + ", TCP: all CPU s/GB", False)),
        peers=(*OURS, *peers))


def tunnel_test(kind):
    """The test with a TCP stream inside this kind of tunnel."""
    return Test("Tunnels", tcp_tunnel(kind), (
        Metric("gbps", kind.title + ": Gbit/s"),),
        peers=(*OURS, "bridge"), facts=tunnels.facts_of(kind))


def guests_test():
    """The test with a TCP stream between two guests."""
    return Test("Guests", guests.tcp_guests, tuple(
        metric for kind in guests.WithGuests.ALL for metric in (
            Metric(kind + "_gbps", "guests, %s: Gbit/s" % kind),
            Metric(kind + "_cpu_s_per_gb",
                   "guests, %s: switch CPU s/GB" % kind, False))),
        peers=(*OURS, *guests.WithGuests.KINDS), spans=1,
        more_s={**dict.fromkeys(OURS, 15), "*": 7}, facts=guests.facts)


def vlan_forward_test(nulls):
    """The test with this number of ports besides the two."""
    word = "%s ports: " % f"{nulls + 2:,}"
    return Test("VLANs", vlan_forward(nulls), (
        Metric("plain", word + "off, CPU ns/frame", False, False),
        Metric("tagged", word + "on, CPU ns/frame", False, False),
        Metric("times", word + "so many times as long", False, False),
        Metric("table_mib", word + "tables, MiB", False, False),
        Metric("stations_mib", word + "stations in all, MiB", False, False),
        Metric("flooded_mib", word + "flooded in all, MiB", False, False)),
        peers=OURS, spans=3)


def start_test(ports):
    """The test with this number of taps."""
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
    "vlan_tcp1": Test("VLANs", vlan_tcp, (
        Metric("plain", "TCP, off: Gbit/s", is_compared=False),
        Metric("tagged", "TCP, on: Gbit/s", is_compared=False),
        Metric("times", "TCP: so many times as fast", is_compared=False)),
        peers=OURS, ports=8, spans=9),
    "vlan_pps64": vlan_forward_test(512),
    "watch_fwd64": Test("Watching", watch.recorder_forward, (
        Metric("off", "64 bytes, not recorded: CPU ns/frame", False, False),
        Metric("on", "64 bytes, recorded: CPU ns/frame", False, False),
        Metric("times", "64 bytes: so many times as long", False, False)),
        peers=OURS, spans=3),
    "watch_tcp1": Test("Watching", watch.recorder_tcp, (
        Metric("off", "TCP, not recorded: Gbit/s", is_compared=False),
        Metric("on", "TCP, recorded: Gbit/s", is_compared=False),
        Metric("times", "TCP: so many times as fast", is_compared=False)),
        peers=OURS, spans=9),
    "watch_capture": Test("Watching", watch.capture_others, (
        Metric("off", "64 bytes, no port captured: frames/s",
               is_compared=False),
        Metric("on", "64 bytes, another captured: frames/s",
               is_compared=False),
        Metric("times", "64 bytes, captured: so many times as fast",
               is_compared=False)),
        peers=OURS, ports=4, spans=3),
    "watch_mirror": Test("Watching", watch.mirror_stalled, (
        Metric("off", "64 bytes, not mirrored: frames/s", is_compared=False),
        Metric("on", "64 bytes, to a stalled monitor: frames/s",
               is_compared=False),
        Metric("times", "64 bytes, mirrored: so many times as fast",
               is_compared=False)),
        peers=OURS, spans=3),
    "kinds_fwd_packet": kind_forward_test("packet", "bridge"),
    "kinds_fwd_stream": kind_forward_test("stream"),
    "kinds_fwd_dgram": kind_forward_test("dgram"),
    "kinds_fwd_vde": kind_forward_test("vde", "vde"),
    "kinds_tcp_packet": kind_tcp_test("packet", on_veths, "bridge"),
    "kinds_tcp_stream": kind_tcp_test("stream", on_sockets("stream")),
    "kinds_tcp_dgram": kind_tcp_test("dgram", on_sockets("dgram")),
    "kinds_tcp_vde": kind_tcp_test("vde", on_sockets("vde"), "vde"),
    "kinds_tcp_patch": kind_tcp_test("patch", Patched),
    "kinds_guests": guests_test(),
    **{"tunnel_" + word: tunnel_test(kind)
       for word, kind in tunnels.KINDS.items()},
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
    """The tests that a word selects: one, or all that begin with it."""
    word = ALIASES.get(word, word)
    if word in TESTS:
        return [word]
    return [name for name in TESTS if name.startswith(word)]


def rounds_of(test, rounds):
    """The number of rounds of a test."""
    return min(rounds, test.rounds_max)


def takes_part(test, peer):
    """Whether the test has anything to measure with this peer."""
    return test.mtu <= peer.mtu_max and \
        (test.takes_hub or not peer.is_hub) and \
        (peer.has_process or not test.needs_process) and \
        (peer.word in test.peers if test.peers else peer.is_switch)


def estimate_s(words, peers, rounds, seconds):
    """About how long everything takes."""
    total = 0
    for test in map(TESTS.get, words):
        for peer in peers:
            if takes_part(test, peer):
                total += rounds_of(test, rounds) * (
                    2 + test.spans * seconds + test.ports * peer.port_s +
                    test.more_s.get(peer.word, test.more_s.get("*", 0)))
    return total
