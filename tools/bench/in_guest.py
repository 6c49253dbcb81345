# SPDX-License-Identifier: BSD-2-Clause
"""The benchmark in a QEMU guest, whose kernel has features that this one may lack.

Without KVM the guest is emulated: then its ratios mean something, its figures do
not.
"""
import os
import shlex
import sys

from guests import BOOT_S, ROOT, VM, Guest, facts
from world import World, run, wait_for

PACK = os.path.join(ROOT, "tests/vm/pack")
MIB, CPUS = "512", "2"
LONGEST_S = 7200
MODULES = "tun mpls_router mpls_gso mpls_iptunnel"  # not loaded on demand
JSON = "/build/bench/last.json"


def measure(tests, args):
    """Run the same tests in a guest; the report goes to standard output, the
    figures go to the file that was asked for."""
    facts()                     # or the reason why there can be no guests here
    words = ["--rounds", str(args.rounds), "--secs", str(args.secs),
             "--peers", ",".join(args.peers), "--packet=" + args.packet,
             *tests]
    with World() as world:
        guest = boot(world)
        guest.shell.settimeout(LONGEST_S)
        print("a guest measures; its report comes in the end",
              file=sys.stderr, flush=True)
        print(guest.run("cd / && { PATH=/usr/bin:/bin python3 -B "
                        "tools/bench/bench " + shlex.join(words) +
                        " 2>/said || { tail -n 3 /said; false; }; }"))
        figures = guest.run("cat " + JSON)
    with open(args.json, "w") as f:
        f.write(figures)


def boot(world):
    """A guest with the benchmark and its programs."""
    programs, whole = world.path("programs"), world.path("initramfs")
    run(PACK, programs, "bench")
    with open(whole, "wb") as out:
        for path in (os.path.join(VM, "initramfs"), programs):
            with open(path, "rb") as part:
                out.write(part.read())
    guest = Guest(world, 1, world.netns("guest"), (), "-m", MIB, "-smp", CPUS)
    wait_for(guest.is_up, "the guest", BOOT_S, 0.1)
    guest.run("modprobe -a " + MODULES)
    return guest
