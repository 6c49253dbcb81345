# SPDX-License-Identifier: BSD-2-Clause
"""Two hosts with a tunnel between them, and the kinds of tunnels that Linux has.

The switch has to cut the GSO frames that the hosts send inside the tunnel.
"""
from typing import NamedTuple

from fixture import Fixture
from peers import MTU
from world import BenchError, InNetns, World, ip_batch, run, write

TAGS_SIZE = 8                   # two tags, for which the interfaces need room
LABEL = 100                     # plus the number of the host


def outer(host):
    """The address of a host at the switch."""
    return Fixture.address(host)


def inner(host):
    """Its address inside the tunnel."""
    return "198.51.100.%d" % host


def ends_of(options):
    """The lines for ip(8) that create an end of a tunnel whose options may name
    both addresses."""
    def lines(here, there):
        words = {"here": outer(here), "there": outer(there)}
        return ["link add inside type " + options.format(**words),
                "address add %s/24 dev inside" % inner(here),
                "link set inside up"]
    return lines


def tags(here, _there):
    """A provider's tag with a customer's tag inside."""
    return ["link add link eth0 name outside type vlan proto 802.1ad id 100",
            "link set outside up",
            "link add link outside name inside type vlan id 10",
            "link set inside mtu %d up" % MTU,
            "address add %s/24 dev inside" % inner(here)]


def labels(here, there):
    """An MPLS label before each packet."""
    return ["address add %s/32 dev lo" % inner(here),
            "route add %s/32 encap mpls %d via inet %s dev eth0 src %s "
            "mtu 1400" % (inner(there), LABEL + there, outer(there),
                          inner(here))]


class Kind(NamedTuple):
    """A kind of tunnel."""
    title: str
    lines: object               # for the numbers of both hosts
    room: int = 0               # more than the usual MTU


KINDS = {
    "qinq": Kind("QinQ", tags, TAGS_SIZE),
    "vxlan": Kind("VXLAN", ends_of(
        "vxlan id 5 local {here} remote {there} dstport 4789 dev eth0")),
    "geneve": Kind("GENEVE", ends_of("geneve id 5 remote {there}")),
    "gre": Kind("GRE", ends_of("gre local {here} remote {there} ttl 64")),
    "gretap": Kind("gretap", ends_of(
        "gretap local {here} remote {there} ttl 64")),
    "ipip": Kind("IP in IP", ends_of("ipip local {here} remote {there} ttl 64")),
    "mpls": Kind("MPLS", labels),
}


def make_end(kind, netns, here, there):
    """Create a host's end; BenchError if this kernel has no such tunnel."""
    if kind.lines is labels:
        take_label(netns, LABEL + here)
    ip_batch(netns, kind.lines(here, there))


def take_label(netns, label):
    """Let a host accept MPLS packets with this label."""
    try:
        with InNetns(netns):
            write("/proc/sys/net/mpls/platform_labels", "1000")
            write("/proc/sys/net/mpls/conf/eth0/input", "1")
    except OSError as e:
        raise BenchError("no /proc/sys/net/mpls") from e
    run("ip", "-n", netns, "-f", "mpls", "route", "add", str(label), "dev",
        "lo")


def facts_of(kind):
    """No facts for the report's head; BenchError if this kernel has no such
    tunnel."""
    def facts():
        with World() as world:
            netns = world.netns("tunnel")
            ip_batch(netns, ["link add eth0 type veth peer name far",
                             "link set eth0 up",
                             "address add %s/15 dev eth0" % outer(1)])
            try:
                make_end(kind, netns, 1, 2)
            except BenchError as e:
                said = str(e).splitlines()[0].rpartition("Error: ")[2]
                raise BenchError("this kernel has no %s: %s" % (
                    kind.title, said)) from e
        return {}
    return facts


class Tunnelled(Fixture):
    """A fixture of two hosts, whose addresses are those inside the tunnel."""

    def __init__(self, peer, kind):
        self.kind = kind
        super().__init__(peer, hosts=2, mtu=MTU + kind.room)

    def _set_up(self):
        super()._set_up()
        for here, there in ((1, 2), (2, 1)):
            make_end(self.kind, self.host(here), here, there)
        self.address = inner
