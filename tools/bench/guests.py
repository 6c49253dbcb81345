# SPDX-License-Identifier: BSD-2-Clause
"""QEMU guests behind each kind of port, and TCP between them.

They boot the image of tests/vm, with a program for TCP added.
"""
import base64
import glob
import os
import socket
import subprocess

from fixture import Fixture
from kinds import WAYS, Other
from peers import first_line
from world import BenchError, World, inside, ip_batch, run, wait_for

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
IMAGE = os.path.join(ROOT, "tests/vm/image")
VM = os.path.join(ROOT, "build/vm")
QEMU = ("qemu-system-x86_64", "-M", "q35", "-cpu", "max", "-m", "96",
        "-nodefaults", "-no-user-config", "-no-reboot", "-display", "none",
        "-serial", "stdio", "-kernel", os.path.join(VM, "parts/vmlinuz"),
        "-append", "console=ttyS0 quiet panic=-1 mitigations=off "
        "rcupdate.rcu_expedited=1 cryptomgr.notests")
BOOT_S = 120                    # for an emulated guest on a busy machine
PORT = 9000


def facts():
    """What runs the guests; BenchError with the reason if nothing does."""
    done = subprocess.run([IMAGE], capture_output=True, text=True, check=False)
    if done.returncode:
        raise BenchError((done.stdout + done.stderr).strip()[-300:])
    return {"guests": "%s, %s" % (first_line(QEMU[0], "--version"),
                                  accelerator())}


def accelerator():
    """kvm or tcg, as tests/vm/image has found out."""
    with open(glob.glob(os.path.join(VM, "accel.*"))[0]) as f:
        return f.read().strip()


def initramfs(world):
    """That of the tests, with our program appended."""
    path = world.path("initramfs")
    run("sh", "-c", 'cp "$1" "$2" && cd "$3" && '
        'echo pour | cpio --quiet -o -H newc -R 0:0 >>"$2"', "sh",
        os.path.join(VM, "initramfs"), path, Fixture.program("bench"))
    return path


class Guest:
    """A guest with a card for each netdev, the first in net 1, where the guest G
    has 198.18.1.G."""

    def __init__(self, world, number, netns, netdevs, *options):
        self.number = number
        self.shell, theirs = socket.socketpair()
        self.shell.settimeout(BOOT_S)
        cards = []
        for net, netdev in enumerate(netdevs, 1):
            cards += ["-netdev", "%s,id=net%d" % (netdev, net), "-device",
                      "virtio-net-pci,romfile=,netdev=net%d,"
                      "mac=02:00:00:00:%02x:%02x" % (net, net, number)]
        with theirs:
            self.process = world.start(
                *inside(netns, *QEMU, "-accel", accelerator(),
                        "-initrd", world.path("initramfs"),
                        "-chardev", "socket,id=shell,fd=%d" % theirs.fileno(),
                        "-device", "virtio-serial",
                        "-device", "virtserialport,chardev=shell", *cards,
                        *options),
                pass_fds=(theirs.fileno(),))

    def is_up(self):
        """Whether it takes commands."""
        World.check_alive(self.process)
        with open(self.process.log, errors="replace") as log:
            return any(line.startswith("ready") for line in log)

    def address(self, net):
        """Its address in a net."""
        return "198.18.%d.%d" % (net, self.number)

    def ask(self, command):
        """Let its shell run a command; its status and output."""
        self.shell.sendall(b"1 %s\n" % command.encode())
        answer = b""
        while not answer.endswith(b"\n"):
            part = self.shell.recv(65536)
            if not part:
                World.check_alive(self.process)
                raise BenchError("guest %d is silent" % self.number)
            answer += part
        _, status, *said = answer.split()
        return int(status), base64.b64decode(b"".join(said)).decode()

    def run(self, command):
        """Run a command that must succeed; its output."""
        status, said = self.ask(command)
        if status:
            raise BenchError("guest %d: %s: %s" % (
                self.number, command.split()[0], said.strip()))
        return said


def netdev(way):
    """The connection in the form that QEMU takes."""
    kind, *words = way.plug
    if kind == "stream":
        return "stream,server=off,addr.type=unix,addr.path=" + words[-1]
    if kind == "dgram":
        return "dgram,local.type=unix,local.path=%s," \
            "remote.type=unix,remote.path=%s" % tuple(words)
    return "vde,sock=" + words[0]


class WithGuests(Other):
    """A peer with two ports of each kind that it has, for two guests."""
    ALL = ("packet", "stream", "dgram", "vde")
    KINDS = {"bridge": ("packet",), "vde": ("vde",), "qemu": ("stream",)}

    def __init__(self, peer):
        super().__init__(peer)
        self.kinds = self.KINDS.get(peer.word, self.ALL)
        self.netns = None           # where the guests are
        self.netdevs = ([], [])     # of each guest, in the order of the kinds
        self.first_listens_at = None

    def start(self, world, ports):
        {"bridge": self.start_bridge, "qemu": self.start_pair}.get(
            self.peer.word, self.start_switch)(world)

    def start_switch(self, world):
        """A switch with sockets."""
        self.netns = world.netns("guests")
        lines = []
        for kind in self.kinds:
            for number, netdevs in enumerate(self.netdevs, 1):
                if kind == "packet":
                    lines.append(
                        "port add t%d packet dev t%d netns %s" %
                        (number, number, self.netns))
                    netdevs.append(self.tap(number))
                else:
                    way = WAYS[kind](world, number)
                    lines.append(way.line)
                    netdevs.append(netdev(way))
        if self.is_ours:
            self.peer.config = list(dict.fromkeys(lines))
        self.peer.start(world, [])

    def start_bridge(self, world):
        """The kernel's bridge, with the guests' taps."""
        self.peer.start(world, [])
        self.netns = self.peer.netns
        for number, netdevs in enumerate(self.netdevs, 1):
            netdevs.append(self.tap(number, "master br0"))

    def start_pair(self, world):
        """No switch: the second guest connects to the first."""
        self.netns = world.netns("guests")
        self.first_listens_at = world.path("pair")
        for word, netdevs in zip(("on", "off"), self.netdevs):
            netdevs.append("stream,server=%s,addr.type=unix,addr.path=%s" %
                           (word, self.first_listens_at))

    def tap(self, number, *words):
        """Create a tap for a guest; the netdev that uses it."""
        ip_batch(self.netns, [
            "tuntap add dev t%d mode tap vnet_hdr" % number,
            " ".join(("link set t%d up" % number, *words))])
        return "tap,ifname=t%d,script=no,downscript=no" % number

    def boot(self, world):
        """Two guests that are up."""
        initramfs(world)
        first = Guest(world, 1, self.netns, self.netdevs[0])
        if self.first_listens_at:
            wait_for(lambda: os.path.exists(self.first_listens_at), "QEMU")
        second = Guest(world, 2, self.netns, self.netdevs[1])
        wait_for(lambda: first.is_up() and second.is_up(), "the guests",
                 BOOT_S, 0.1)
        return first, second


def tcp_guests(peer, seconds):
    """TCP from one guest to another, over one kind of port after the other."""
    with Fixture(WithGuests(peer)) as fixture:
        guests = fixture.peer.boot(fixture.world)
        return {"%s_%s" % (kind, key): value
                for net, kind in enumerate(fixture.peer.kinds, 1)
                for key, value in pour(fixture, guests, net, seconds).items()}


def pour(fixture, guests, net, seconds):
    """TCP from the first guest to the second in one net."""
    giver, taker = guests
    address = taker.address(net)
    wait_for(lambda: not giver.ask("ping -q -c1 -W1 " + address)[0],
             "a first ping", BOOT_S)
    taker.run("/pour %d >/tmp/poured" % PORT)
    used = fixture.switch_ns()
    giver.run("/pour %s %d %g" % (address, PORT, seconds))
    taker.run("while [ ! -s /tmp/poured ]; do sleep 0.01; done")
    used = fixture.switch_ns() - used
    count, took = map(float, taker.run("cat /tmp/poured").split())
    result = {"gbps": count * 8 / took / 1e9}
    if fixture.peer.has_process:
        result["cpu_s_per_gb"] = used / count
    return result
