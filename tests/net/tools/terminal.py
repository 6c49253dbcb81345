#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""terminal.py CMD... - run it on a terminal of its own, which is closed when standard
input ends.  Its output is copied to standard output, and standard input is typed."""

import os
import pty
import select
import sys

child, terminal = pty.fork()
if child == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
while True:
    ready, _, _ = select.select([0, terminal], [], [])
    if 0 in ready:
        typed = os.read(0, 4096)
        if not typed:
            break
        os.write(terminal, typed)
    if terminal in ready:
        try:
            os.write(1, os.read(terminal, 4096))
        except OSError:
            break  # no process has the other side open any more
os.close(terminal)
os.waitpid(child, 0)
