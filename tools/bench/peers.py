# SPDX-License-Identifier: BSD-2-Clause
"""The switches that are compared, and how each is started.

Each has its default settings, except limits that a test would reach: the number of
ports and of stations.
"""
import json
import os
import shutil
import socket
import subprocess
import time
from typing import NamedTuple

from world import (BenchError, World, inside, ip_batch, received, run,
                   wait_for)

STATIONS_MAX = 2097152          # more than any test uses
STATIONS_MAX_OVS = 1000000      # the most that Open vSwitch permits
MTU = 1500
OVS_SCHEMA = "/usr/share/openvswitch/vswitch.ovsschema"


class Port(NamedTuple):
    """Where a port of the switch must appear."""
    netns: str
    ifname: str


def by_netns(ports):
    """{netns: its ports}"""
    groups = {}
    for port in ports:
        groups.setdefault(port.netns, []).append(port)
    return groups


def exist(ports):
    """Whether all these interfaces exist."""
    return all({port.ifname for port in group} <= set(received(netns))
               for netns, group in by_netns(ports).items())


def bring_up(ports, mtu):
    """Set all these interfaces up."""
    for netns, group in by_netns(ports).items():
        ip_batch(netns, ["link set %s mtu %d up" % (port.ifname, mtu)
                         for port in group])


def hand_over(netns, ifnames, ports, mtu):
    """Move interfaces to where the ports must appear, and set them up."""
    ip_batch(netns, ["link set %s netns %s name %s" %
                     (ifname, port.netns, port.ifname)
                     for ifname, port in zip(ifnames, ports)])
    bring_up(ports, mtu)


def veths(ports, mtu):
    """The lines for ip(8) that create veth pairs: s0, s1 ... and the ports."""
    lines = []
    for number, port in enumerate(ports):
        lines += ["link add s%d mtu %d type veth peer name %s netns %s" %
                  (number, mtu, port.ifname, port.netns),
                  "link set s%d up" % number]
    return lines


def first_line(*cmd):
    """The first line that a command prints."""
    return run(*cmd).splitlines()[0]


class Peer:
    """A switch; each run starts its own."""
    word = title = ""
    is_ours = False
    commands = ()               # that must be installed
    package = ""                # Debian's package with them
    is_switch = True            # else it takes part in some tests only
    is_hub = False              # it learns no stations, and floods
    has_process = True          # whose CPU time can be measured
    mtu_max = 9000
    port_s = 0.016              # to create and remove a port, for the estimate

    # What a run may set before start().
    mtu = MTU                   # of all ports
    busy_poll_us = 0            # if the switch has busy polling
    config = ()                 # more lines for a switch of ours

    def __init__(self, program=None):
        self.program = program
        self.process = None

    def missing(self):
        """What is missing to run it; None if nothing is."""
        for command in self.commands:
            if not shutil.which(command):
                return "no %s here (Debian: %s)" % (command, self.package)
        return None

    def version(self):
        """One line for the head of the report."""
        raise NotImplementedError

    def start(self, world, ports):
        """Start the switch; return when every port's interface exists."""
        raise NotImplementedError

    def attach(self, ports):
        """Put the interfaces where they must be, and set them up."""
        raise NotImplementedError

    def pids(self):
        """The processes that forward frames."""
        return [self.process.pid] if self.process else []


class Tapswitch(Peer):
    """The switch of this repository, with one of its engines."""
    is_ours = True
    name = "sw"                 # the base name of its files
    engine = ""

    def missing(self):
        if not os.access(self.program, os.X_OK):
            return "no %s here: make it, or name it with --switch" % \
                self.program
        # Only the switch knows whether its engine runs on this kernel.
        with World() as world:
            try:
                self.start(world, [])
            except BenchError as e:
                return str(e)
        return None

    def version(self):
        return "%s, engine %s" % (first_line(self.program, "-V"), self.engine)

    def start(self, world, ports):
        config, self.control = (world.path("%s.%s" % (self.name, what))
                                for what in ("config", "socket"))
        with open(config, "w") as f:
            f.write("switch set fdb_limit %d\n" % STATIONS_MAX)
            if self.busy_poll_us:
                f.write("switch set busy_poll %d\n" % self.busy_poll_us)
            for number, port in enumerate(ports, 1):
                f.write("port add p%d tap netns %s ifname %s mtu %d up\n" %
                        (number, port.netns, port.ifname, self.mtu))
            f.writelines(line + "\n" for line in self.config)
        self.process = world.start(self.program, "--engine", self.engine,
                                   "-n", self.name, "-s", self.control,
                                   "-f", config)

        def is_ready():
            world.check_alive(self.process)
            return tell(self.control, "port show")

        wait_for(is_ready, "tapswitch to answer", every=0.001)
        if not exist(ports):
            raise BenchError("tapswitch answers, but a port is missing")

    def attach(self, ports):
        """The switch has done so itself."""

    def tell(self, *lines):
        """Send it commands."""
        for line in lines:
            tell(self.control, line)

    def answer_s(self):
        """How long it takes to answer at its socket.  The client runs before all
        other processes."""
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
        try:
            begin = time.monotonic()
            self.tell("port show")
            return time.monotonic() - begin
        finally:
            os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))


class TapswitchUring(Tapswitch):
    """With io_uring."""
    word = engine = "uring"
    title = "tapswitch uring"


class TapswitchRw(Tapswitch):
    """With read() and write()."""
    word = engine = "rw"
    title = "tapswitch rw"


class TapswitchBefore(TapswitchUring):
    """Another build of it, to measure a change within one run."""
    word, title = "before", "tapswitch before"
    path = None                 # to the program

    def __init__(self, _program=None):
        super().__init__(self.path)


class Trunk(Peer):
    """Two switches of ours with a host each, connected by a trunk: a tap of each in a
    kernel bridge, which forwards frames with and without tags."""
    is_ours = True

    def __init__(self, peer):
        super().__init__(peer.program)
        self.switches = [type(peer)(peer.program) for _ in range(2)]

    def start(self, world, ports):
        trunk = world.netns("trunk")
        lines = ["link add br0 type bridge mcast_snooping 0",
                 "link set br0 up"]
        for switch, port in zip(self.switches, ports):
            tap = Port(trunk, "to_" + port.netns)
            switch.name, switch.config = port.netns, self.config
            switch.start(world, [port, tap])
            lines.append("link set %s master br0" % tap.ifname)
        ip_batch(trunk, lines)

    def attach(self, ports):
        """The switches have done so themselves."""

    def tell(self, *lines):
        """Send commands to both."""
        for switch in self.switches:
            switch.tell(*lines)

    def pids(self):
        return [pid for switch in self.switches for pid in switch.pids()]


def tell(path, line):
    """Send a command to the tapswitch at a socket; whether there is one."""
    with socket.socket(socket.AF_UNIX) as control:
        control.settimeout(10)
        try:
            control.connect(path)
        except (FileNotFoundError, ConnectionRefusedError):
            return False
        control.sendall(line.encode() + b"\n")
        with control.makefile() as lines:
            answer = lines.readline()
    if not answer or not json.loads(answer)["ok"]:
        raise BenchError("tapswitch answered %r" % answer[:200])
    return True


class Bare(Peer):
    """A loop instead of a switch that reads one tap and writes all others: the limit
    that taps set for all switches."""
    word, title = "bare", "bare taps"
    path = None                 # to the program
    is_hub = True

    def version(self):
        return "a loop that reads and writes, no switch"

    def start(self, world, ports):
        words = [word for port in ports for word in port]
        self.process = world.start(self.path, *words)

        def is_ready():
            world.check_alive(self.process)
            return exist(ports)

        wait_for(is_ready, "bare", every=0.001)

    def attach(self, ports):
        bring_up(ports, self.mtu)


class KernelBridge(Peer):
    """veth pairs in a bridge: no process, and no copy to user space."""
    word, title, commands = "bridge", "kernel bridge", ("ip",)
    package, has_process, port_s = "iproute2", False, 0.01

    def __init__(self, program=None):
        super().__init__(program)
        self.netns = None

    def version(self):
        return "kernel bridge of Linux " + os.uname().release

    def start(self, world, ports):
        self.netns = world.netns("switch")
        ip_batch(self.netns, [
            "link add br0 type bridge mcast_snooping 0", "link set br0 up",
            *veths(ports, self.mtu),
            *("link set s%d master br0" % number
              for number in range(len(ports)))])

    def attach(self, ports):
        bring_up(ports, self.mtu)


class Vde(Peer):
    """vde_switch with taps of its own."""
    word, title, commands = "vde", "vde_switch", ("vde_switch",)
    package, port_s = "vde2", 0.035
    mtu_max = MTU               # the size of its buffers
    SOCKETS_MAX = 32            # the number of clients besides its taps

    def __init__(self, program=None):
        super().__init__(program)
        self.netns = None
        self.ifnames = []

    def version(self):
        return "vde_switch of " + first_line("vde_switch", "--version")

    def start(self, world, ports):
        self.netns, control = world.netns("switch"), world.path("control")
        self.ifnames = ["v%d" % number for number in range(len(ports))]
        taps = [word for ifname in self.ifnames for word in ("-t", ifname)]
        cmd = ["vde_switch", "-s", world.path("sock"), "-M", control,
               "-n", str(len(ports) + self.SOCKETS_MAX), *taps]
        # Its console must stay open: it ends at the end of its input.
        self.process = world.start(*inside(self.netns, *cmd),
                                   stdin=subprocess.PIPE)
        own = [Port(self.netns, ifname) for ifname in self.ifnames]

        def is_ready():
            world.check_alive(self.process)
            return os.path.exists(control) and exist(own)

        wait_for(is_ready, "vde_switch", seconds=300, every=0.01)

    def attach(self, ports):
        hand_over(self.netns, self.ifnames, ports, self.mtu)


class Ovs(Peer):
    """Open vSwitch's userspace datapath, with a database of its own."""
    word, title = "ovs", "Open vSwitch"
    commands = ("ovs-vswitchd", "ovsdb-server", "ovsdb-tool", "ovs-vsctl")
    package, port_s = "openvswitch-switch", 0.04
    # It looks up a tap's MTU by name, and the tap is in another namespace.
    mtu_max = MTU

    PORTS_A_CALL = 64           # to limit the length of the command line

    def __init__(self, program=None):
        super().__init__(program)
        self.netns = None
        self.ifnames = []

    def version(self):
        return first_line("ovs-vswitchd", "--version") + ", userspace datapath"

    def start(self, world, ports):
        self.netns, home = world.netns("switch"), world.dir
        env = dict(os.environ, OVS_RUNDIR=home, OVS_LOGDIR=home,
                   OVS_DBDIR=home)
        database, remote = world.path("conf.db"), world.path("db.sock")
        run("ovsdb-tool", "create", database, OVS_SCHEMA, env=env)
        world.start("ovsdb-server", database, "--remote=punix:" + remote,
                    "--unixctl=" + world.path("db.ctl"), env=env)
        wait_for(lambda: os.path.exists(remote), "ovsdb-server")

        def vsctl(*words):
            run("ovs-vsctl", "--db=unix:" + remote, *words, env=env)

        vsctl("--no-wait", "init")
        self.process = world.start(
            *inside(self.netns, "ovs-vswitchd", "unix:" + remote,
                    "--disable-system",
                    "--unixctl=" + world.path("switch.ctl")), env=env)
        vsctl("add-br", "br0", "--", "set", "bridge", "br0",
              "datapath_type=netdev",
              "other_config:mac-table-size=%d" % STATIONS_MAX_OVS)
        self.ifnames = ["o%d" % number for number in range(len(ports))]
        for first in range(0, len(ports), self.PORTS_A_CALL):
            words = []
            for ifname in self.ifnames[first:first + self.PORTS_A_CALL]:
                words += ["--", "add-port", "br0", ifname,
                          "--", "set", "interface", ifname, "type=tap"]
            vsctl(*words[1:])
        own = [Port(self.netns, ifname) for ifname in self.ifnames]
        wait_for(lambda: exist(own), "Open vSwitch")

    def attach(self, ports):
        hand_over(self.netns, self.ifnames, ports, self.mtu)


class NoSwitch(Peer):
    """No switch: two QEMU guests, connected with each other."""
    word, title, is_switch, has_process = "qemu", "no switch", False, False
    commands, package = ("qemu-system-x86_64",), "qemu-system-x86"

    def version(self):
        return "two guests back to back"

    def start(self, world, ports):
        """There is nothing to start."""

    def attach(self, ports):
        """There is nothing to attach."""


PEERS = {peer.word: peer for peer in (
    TapswitchUring, TapswitchRw, TapswitchBefore, Bare, KernelBridge, Vde,
    Ovs, NoSwitch)}
OURS = tuple(word for word, peer in PEERS.items() if peer.is_ours)
