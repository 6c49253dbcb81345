# SPDX-License-Identifier: BSD-2-Clause
"""The goals for the switch, and whether it meets them."""
import operator
from typing import NamedTuple

from figures import cell, ratios_of, spread_of, table, values_of
from peers import OURS, PEERS
from tunnels import KINDS

SIGNS = {">=": operator.ge, "<=": operator.le, "<": operator.lt}


class Goal(NamedTuple):
    """A limit for the ratio to a peer, or for a figure of our own."""
    what: str
    test: str
    key: str
    sign: str
    limit: float
    peer: str = ""              # "" for a figure
    unit: str = ""              # of the figure
    is_sooner: bool = False     # the ratio of theirs to ours

    def text(self):
        """The goal in words."""
        if not self.peer:
            return "%s %s %g %s" % (self.what, self.sign, self.limit,
                                    self.unit)
        return "%s %s %g x %s%s" % (
            self.what, self.sign, self.limit,
            "sooner than " if self.is_sooner else "", PEERS[self.peer].title)

    def values(self, results, ours):
        """The values that were reached, round by round."""
        if not self.peer:
            return values_of(results, self.test, ours, self.key)
        ratios = ratios_of(results, self.test, self.key, ours, self.peer)
        return [1 / ratio for ratio in ratios] if self.is_sooner else ratios

    def is_met(self, value):
        """Whether a value is within the limit."""
        return SIGNS[self.sign](value, self.limit)


def against(what, test, key, sign, **limits):
    """The goals for several peers."""
    return [Goal(what, test, key, sign, limit, peer)
            for peer, limit in limits.items()]


GOALS = (
    # A loop that only reads and writes shows what taps allow.
    *against("TCP, one stream", "tcp1", "gbps", ">=", bare=0.98),
    *against("TCP, both ways", "tcpboth", "gbps", ">=", bare=0.98),
    *against("64 bytes, CPU per frame", "fwd64", "ns_per_frame", "<=",
             bare=1.05),
    *(goal for ports in (8, 32, 128, 512, 1000)
      for goal in against("%s ports, CPU per copy" % f"{ports:,}",
                          "flood%d" % ports, "ns_per_copy", "<=",
                          bare=1.05)),
    # With many hosts that loop is a hub, and no limit.
    *against("TCP, four hosts", "tcp4", "gbps", ">=",
             vde=18, ovs=11, bridge=0.5),
    *against("65,536 stations, frames/s", "fdb64k", "frames_per_s", ">=",
             vde=7, ovs=14, bridge=1.3),
    *against("1,048,576 stations, frames/s", "fdb1M", "frames_per_s", ">=",
             vde=85, ovs=14, bridge=1.3),
    *against("Round trips/s, busy polling", "rrbusy", "per_s", ">=", vde=2),
    Goal("Round trip beside full rate", "fair", "times", "<=", 3,
         unit="x alone"),
    Goal("Socket under full load", "fair", "socket_ms", "<=", 20, unit="ms"),
    *against("TCP over veths", "kinds_tcp_packet", "gbps", ">=", bridge=0.7),
    *(goal for word, kind in KINDS.items()
      for goal in against("TCP in " + kind.title, "tunnel_" + word, "gbps",
                          ">=", bridge=0.5)),
    *against("VDE's sockets, CPU per frame", "kinds_fwd_vde", "ns_per_frame",
             "<=", vde=0.667),
    Goal("TCP over a trunk", "vlan_tcp1", "times", ">=", 0.9,
         unit="x without VLANs"),
    Goal("64 bytes in 4,094 VLANs, CPU", "vlan_pps64", "times", "<=", 1.05,
         unit="x without VLANs"),
    Goal("4,094 VLANs on 514 ports", "vlan_pps64", "table_mib", "<", 32,
         unit="MiB"),
    Goal("64 bytes, recorded, CPU", "watch_fwd64", "times", "<=", 1.02,
         unit="x not recorded"),
    Goal("TCP, recorded", "watch_tcp1", "times", ">=", 0.98,
         unit="x not recorded"),
    Goal("64 bytes, another port captured", "watch_capture", "times", ">=",
         0.95, unit="x not captured"),
    Goal("64 bytes, to a stalled monitor", "watch_mirror", "times", ">=", 0.98,
         unit="x not mirrored"),
    Goal("128 taps in place", "start128", "in_place_s", ">=", 100, "vde",
         is_sooner=True),
    Goal("1,000 taps in place", "start1000", "in_place_s", ">=", 50, "vde",
         is_sooner=True),
    Goal("1,000 taps, idle CPU", "idle1000", "idle_percent", "<", 0.1,
         unit="%"),
    Goal("1,000 taps, resident", "idle1000", "rss_mib", "<=", 16, unit="MiB"),
)


def judged(peers):
    """The first of our engines that ran, to which the goals apply; None if none."""
    words = [peer.word for peer in peers]
    return next((word for word in OURS if word in words), None)


def verdict(goal, values):
    """Met, missed, or not measured."""
    if not values:
        return "not measured"
    met = sum(map(goal.is_met, values))
    word = "met" if goal.is_met(spread_of(values).median) else "MISSED"
    if met in (0, len(values)):
        return word
    return "%s (%d of %d rounds)" % (word, met, len(values))


def report(results, peers):
    """The verdicts as text; "" if there are none."""
    ours = judged(peers)
    rows = [("Goal", "reached", "verdict")]
    for goal in GOALS:
        if ours and goal.test in results and goal.peer != ours:
            values = goal.values(results, ours)
            rows.append((goal.text(), cell(values), verdict(goal, values)))
    if len(rows) == 1:
        return ""
    best = OURS[0]
    lines = ["Judged: %s%s. The median decides." % (
        PEERS[ours].title, "" if ours == best else
        ", for %s did not run" % PEERS[best].title), "", table(rows), ""]
    words = [row[2].split()[0] for row in rows[1:]]
    lines.append("Goals met: %d, missed: %d, not measured: %d." % (
        words.count("met"), words.count("MISSED"), words.count("not")))
    return "\n".join(lines)
