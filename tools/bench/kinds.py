# SPDX-License-Identifier: BSD-2-Clause
"""Switches with other ports than taps, and how to connect to them.

Like Trunk, each replaces a peer, and starts it with other ports.
"""
import os
import socket
import struct
from typing import NamedTuple

from fixture import Fixture, Flow, cpu_per
from peers import Peer, Port, Trunk, bring_up, exist, veths
from world import BenchError, inside, ip_batch, wait_for

SOURCE, TARGET = "02:00:00:00:00:01", "02:00:00:00:00:02"
ETHERTYPE = 0x88b5              # IEEE 802 local experimental
FCS_SIZE = 4
HELLO_S = 0.05                  # time between two first frames
VDE_MAGIC, VDE_VERSION, VDE_NEW_CONTROL = 0xfeedface, 3, 0
VDE_ADDRESS = struct.Struct("=H108s")


class Way(NamedTuple):
    """How a socket port is added, and how its other end connects."""
    line: str                   # the command for a switch of ours
    plug: tuple                 # the arguments of plug


def stream(world, number):
    """As QEMU's -netdev stream."""
    path = world.path("stream%d" % number)
    return Way("port add stream%d stream listen %s" % (number, path),
               ("stream", "connect", path))


def dgram(world, number):
    """As QEMU's -netdev dgram."""
    path = world.path("dgram%d" % number)
    return Way("port add dgram%d dgram local %s remote %s.far" %
               (number, path, path), ("dgram", path + ".far", path))


def vde(world, _number):
    """As libvdeplug."""
    path = world.path("sock")
    return Way("port listen vde " + path, ("vde", path))


WAYS = {"stream": stream, "dgram": dgram, "vde": vde}


def connect_end(way, name):
    """The socket of the other end, and another that must stay open."""
    kind, *words = way.plug
    if kind == "vde":
        return connect_to_vde(words[0], name)
    end = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM
                        if kind == "stream" else socket.SOCK_DGRAM)
    if kind == "dgram":
        end.bind(words[0])
    end.connect(words[1])
    return end, None


def connect_to_vde(directory, name):
    """The same with the protocol of libvdeplug: each side names its socket."""
    control = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    control.settimeout(10)
    control.connect(os.path.join(directory, "ctl"))
    end = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    own = os.path.join(directory, "." + name)
    end.bind(own)
    control.sendall(
        struct.pack("=III", VDE_MAGIC, VDE_VERSION, VDE_NEW_CONTROL) +
        VDE_ADDRESS.pack(socket.AF_UNIX, own.encode()) + name.encode())
    answer = control.recv(VDE_ADDRESS.size, socket.MSG_WAITALL)
    if len(answer) != VDE_ADDRESS.size:
        raise BenchError("the VDE switch lets nobody in")
    end.connect(VDE_ADDRESS.unpack(answer)[1].split(b"\0")[0])
    return end, control


class Other(Peer):
    """A peer with other ports than its own."""

    def __init__(self, peer):
        super().__init__(peer.program)
        self.peer = peer
        self.is_ours, self.has_process = peer.is_ours, peer.has_process

    def attach(self, ports):
        bring_up(ports, self.mtu)

    def pids(self):
        return self.peer.pids()


class OnVeths(Other):
    """A switch of ours on veth pairs, like those of a kernel bridge."""
    options = ""                # options of its packet ports; set by bench

    def start(self, world, ports):
        netns = world.netns("switch")
        ip_batch(netns, veths(ports, self.mtu))
        self.peer.config = [
            "port add p%d packet dev s%d netns %s %s" % (
                number, number, netns, self.options)
            for number in range(len(ports))]
        self.peer.start(world, [])


class Sockets(Other):
    """A switch with two sockets as ports; plug connects hosts to them."""

    def __init__(self, peer, kind):
        super().__init__(peer)
        self.kind, self.ways = kind, ()

    def start(self, world, ports):
        self.ways = [WAYS[self.kind](world, number) for number in (1, 2)]
        self.peer.config = list(dict.fromkeys(way.line for way in self.ways))
        self.peer.start(world, [])
        plugs = [world.start(*inside(port.netns, Fixture.program("plug"),
                                     port.ifname, *way.plug))
                 for port, way in zip(ports, self.ways)]

        def are_there():
            for plug in plugs:
                world.check_alive(plug)
            return exist(ports)

        wait_for(are_there, "plug")


class Patched(Trunk):
    """Two switches of ours with a host each, connected by a patch."""

    def start(self, world, ports):
        names = [port.netns for port in ports]
        for switch, name, other in zip(self.switches, names, names[::-1]):
            switch.name = name
            switch.config = ["port add cable patch %s cable" % other]
            switch.start(world, [Port(name, "eth0")])


def on_veths(peer):
    """A peer with ports on veth pairs, as a kernel bridge has already."""
    return OnVeths(peer) if peer.is_ours else peer


def on_sockets(kind):
    """Hosts behind sockets of one kind."""
    return lambda peer: Sockets(peer, kind)


def frame_bytes(target, source, size, end):
    """A frame in the form in which it goes into a socket."""
    addresses = bytes.fromhex((target + source).replace(":", ""))
    frame = (addresses + struct.pack(">H", ETHERTYPE)).ljust(size, b"\0")
    if end.type == socket.SOCK_STREAM:
        return struct.pack(">I", size) + frame
    return frame


def introduce(target, source, size):
    """Send first frames from one socket until one arrives at another."""
    hello = frame_bytes("ff:ff:ff:ff:ff:ff", TARGET, size, target)
    source.settimeout(HELLO_S)

    def is_heard():
        target.send(hello)
        try:
            return source.recv(65536)
        except TimeoutError:
            return False

    wait_for(is_heard, "a first frame", 10)
    source.settimeout(None)


def forward_sockets(kind, size):
    """Frames from one socket to another, sent and counted there, without a host
    that would take longer than the switch."""
    size -= FCS_SIZE

    def test(peer, seconds):
        with Fixture(Sockets(peer, kind)) as fixture:
            fixture.pin()
            ends = [connect_end(way, "bench%d" % number)
                    for number, way in enumerate(fixture.peer.ways)]
            (source, _), (target, _) = ends
            introduce(target, source, size)
            frames = ("-D", TARGET, "-S", SOURCE, "-s", size)
            fixture.pass_through(source, target, *frames, "-d", 0.2, saturate=True)
            used = fixture.switch_ns()
            sent = fixture.pass_through(source, target, *frames, "-d", seconds,
                                    saturate=True)
            flow = Flow(sent["arrived"], sent["seconds"],
                        fixture.switch_ns() - used)
            if not flow.packets:
                raise BenchError("no frame arrived")
            return {"frames_per_s": flow.packets / flow.seconds,
                    "lost_percent": 100 - 100 * flow.packets / sent["sent"],
                    **cpu_per(fixture, flow, "ns_per_frame")}
    return test
