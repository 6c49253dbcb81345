# SPDX-License-Identifier: BSD-2-Clause
"""Network namespaces, processes and their counters.

The names of the namespaces and all files are in a mount namespace of our own, and
every process that we start is killed when we end: nothing is left behind, even when
the benchmark itself is killed, and no name can collide with one of somebody else.
"""
import contextlib
import ctypes
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from typing import NamedTuple

NETNS_DIR = "/run/netns"
COMMAND_SECONDS = 300   # some peers' tools are slow with a thousand ports
DATAGRAMS_MAX = 512     # in the queue of a socket
EXIT_SECONDS = 60       # the kernel removes a tap in about 10 ms

CLONE_NEWNS, CLONE_NEWNET = 0x00020000, 0x40000000
MS_REC, MS_PRIVATE = 0x4000, 1 << 18
PR_SET_PDEATHSIG = 1

LIBC = ctypes.CDLL(None, use_errno=True)


class BenchError(Exception):
    """A command, a peer or a measurement failed; the text says which."""


def check_call(name, *args):
    """Call a function of libc that returns 0 or sets errno."""
    if getattr(LIBC, name)(*args):
        errno = ctypes.get_errno()
        raise BenchError("%s: %s" % (name, os.strerror(errno)))


def hide_namespaces():
    """From here on, NETNS_DIR is ours alone, and ends with us."""
    os.makedirs(NETNS_DIR, exist_ok=True)
    check_call("unshare", CLONE_NEWNS)
    check_call("mount", b"none", b"/", None, MS_REC | MS_PRIVATE, None)
    check_call("mount", b"tmpfs", NETNS_DIR.encode(), b"tmpfs", 0, None)


def die_with_parent():
    """Run in a child before exec."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def run(*cmd, **options):
    """Run a command until it ends; its output, or BenchError with its message."""
    try:
        done = subprocess.run(cmd, capture_output=True, text=True,
                              timeout=COMMAND_SECONDS,
                              preexec_fn=die_with_parent, **options)
    except subprocess.TimeoutExpired as e:
        raise BenchError("%s: not done in %d s" % (cmd[0], e.timeout)) from e
    if done.returncode:
        said = (done.stderr or done.stdout).strip()[-300:]
        raise BenchError("%s: %s" % (" ".join(cmd[:6]), said))
    return done.stdout


def ip_batch(netns, lines):
    """Run many ip(8) commands in one process, inside a namespace."""
    if lines:
        run("ip", "-n", netns, "-batch", "-", input="\n".join(lines) + "\n")


def inside(netns, *cmd):
    """The command line that runs a command in a namespace."""
    return ["ip", "netns", "exec", netns, *cmd]


def write(path, text):
    """Write to a file that exists."""
    with open(path, "w") as f:
        f.write(text)


def wait_for(condition, what, seconds=60, every=0.002):
    """Wait until a condition holds."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise BenchError("waited %d s for %s" % (seconds, what))
        time.sleep(every)


class InNetns:
    """Inside the with block, this thread is in a network namespace."""

    def __init__(self, name):
        self.path = os.path.join(NETNS_DIR, name)
        self.home = None

    def __enter__(self):
        self.home = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        there = os.open(self.path, os.O_RDONLY)
        try:
            check_call("setns", there, CLONE_NEWNET)
        finally:
            os.close(there)

    def __exit__(self, *exc):
        check_call("setns", self.home, CLONE_NEWNET)
        os.close(self.home)


# ------------------------------------------------------------------ counters

class Traffic(NamedTuple):
    """The traffic that an interface has received."""
    packets: int
    bytes: int                  # with the Ethernet header


def received(netns):
    """{ifname: its Traffic} of a namespace, without its loopback."""
    with InNetns(netns), open("/proc/thread-self/net/dev") as f:
        lines = f.readlines()[2:]
    traffic = {}
    for line in lines:
        ifname, counters = line.split(":")
        size, packets = counters.split()[:2]
        traffic[ifname.strip()] = Traffic(int(packets), int(size))
    traffic.pop("lo", None)
    return traffic


def received_packets(netns):
    """The packets that all interfaces of a namespace have received."""
    return sum(traffic.packets for traffic in received(netns).values())


def received_bytes(netns):
    """The bytes of these packets."""
    return sum(traffic.bytes for traffic in received(netns).values())


def mac_of(netns, ifname):
    """The address of an interface, as text."""
    shown = run("ip", "-n", netns, "-j", "link", "show", ifname)
    return json.loads(shown)[0]["address"]


def cpu_ns(pids):
    """The CPU time in ns that all threads of some processes have used.

    It includes the kernel's work for them: the receiver's network stack runs inside
    the switch's write().
    """
    total = 0
    for pid in pids:
        for thread in os.listdir("/proc/%d/task" % pid):
            with open("/proc/%d/task/%s/schedstat" % (pid, thread)) as f:
                total += int(f.read().split()[0])
    return total


def rss_bytes(pids):
    """The resident memory of some processes."""
    pages = 0
    for pid in pids:
        with open("/proc/%d/statm" % pid) as f:
            pages += int(f.read().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def busy_s():
    """Seconds of CPU time that the whole machine has been busy."""
    with open("/proc/stat") as f:
        ticks = [int(word) for word in f.readline().split()[1:]]
    return (sum(ticks[:8]) - ticks[3] - ticks[4]) / os.sysconf("SC_CLK_TCK")


def wait_until_quiet(load=0.15, longest=1.5, interval=0.25):
    """Give the kernel time to remove what the last run has left.

    A machine with other users never gets quiet: then continue nevertheless.  Returns
    how many CPUs were busy in the end.
    """
    end = time.monotonic() + longest
    while True:
        begin, before = time.monotonic(), busy_s()
        time.sleep(interval)
        busy = (busy_s() - before) / (time.monotonic() - begin)
        if busy < load or time.monotonic() > end:
            return busy


def pin(pids, cpu):
    """Let all threads of some processes run on one CPU only."""
    for pid in pids:
        for thread in os.listdir("/proc/%d/task" % pid):
            os.sched_setaffinity(int(thread), {cpu})


# --------------------------------------------------------------------- world

class World:
    """The namespaces and processes of one run; leaving the block ends them."""

    def __init__(self):
        self.dir = tempfile.mkdtemp(prefix=".bench-", dir=NETNS_DIR)
        self.namespaces = []
        self.processes = []

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        # A signal that ends the benchmark waits until everything is removed.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, (
            signal.SIGINT, signal.SIGTERM, signal.SIGHUP))
        try:
            self._end_all()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _end_all(self):
        for process in self.processes:
            if process.poll() is None:
                # If gen was killed, the process may still be stopped.
                process.send_signal(signal.SIGCONT)
                process.terminate()
        for process in self.processes:
            try:
                process.wait(EXIT_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    pipe.close()
        for name in self.namespaces:
            with contextlib.suppress(BenchError):
                run("ip", "netns", "delete", name)
        shutil.rmtree(self.dir)

    def path(self, name):
        """A path in a directory that is removed with the world."""
        return os.path.join(self.dir, name)

    def netns(self, name):
        """Create a network namespace in which nothing is sent unasked, and Unix sockets
        queue as many datagrams as systemd permits on the host."""
        run("ip", "netns", "add", name)
        self.namespaces.append(name)
        with InNetns(name):
            for which in ("all", "default"):
                path = "/proc/sys/net/ipv6/conf/%s/disable_ipv6" % which
                if os.path.exists(path):
                    write(path, "1")
            write("/proc/sys/net/unix/max_dgram_qlen", str(DATAGRAMS_MAX))
        run("ip", "-n", name, "link", "set", "lo", "up")
        return name

    def start(self, *cmd, **options):
        """Start a process whose output goes to a log."""
        number = len(self.processes)
        with open(self.path("log.%d" % number), "wb") as log:
            options.setdefault("stdout", log)
            options.setdefault("stdin", subprocess.DEVNULL)
            process = subprocess.Popen(cmd, stderr=log,
                                       preexec_fn=die_with_parent, **options)
        process.log = log.name
        self.processes.append(process)
        return process

    @staticmethod
    def check_alive(process):
        """BenchError with its last output if a process has ended."""
        if process.poll() is None:
            return
        with open(process.log, errors="replace") as log:
            said = log.read().strip()[-300:]
        raise BenchError("%s ended: %s" %
                         (os.path.basename(process.args[0]), said))
