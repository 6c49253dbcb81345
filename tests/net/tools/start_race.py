#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Check that one of several switches that start on one old socket wins.

start_race.py SOCKET TRIES SWITCHES
"""

import os
import socket
import subprocess
import sys


def leave_old_socket(path):
    with socket.socket(socket.AF_UNIX) as sock:
        sock.bind(path)


def start(path):
    return subprocess.Popen(["tapswitch", "-s", path], stderr=subprocess.PIPE)


def says(switch):
    """The log lines up to "ready", or all if the switch fails; others may come
    first, as the one about the engine."""
    lines = []
    for line in switch.stderr:
        lines.append(line)
        if b"ready" in line:
            break
    return b"".join(lines)


def main():
    path, tries, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    for number in range(tries):
        leave_old_socket(path)
        switches = [start(path) for _ in range(count)]
        said = [says(switch) for switch in switches]
        for switch in switches:
            switch.terminate()
        ends = [switch.wait() for switch in switches]
        if sum(b"ready" in line for line in said) != 1:
            sys.exit(f"try {number}: {said} {ends}")
        if os.path.exists(path):
            sys.exit(f"try {number}: the socket is left")
    print(f"{tries} times one of {count}")


main()
