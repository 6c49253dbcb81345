#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""screen.py COLUMNSxLINES STEP... -- CMD... - run it on a terminal of its own that is
an xterm of this size, take the steps, and print the lines that are on the screen at
the end.  The command must leave the terminal as it was.

	see TEXT	wait until the text is on the screen
	miss TEXT	wait until it is not
	type KEYS	type; with the escapes of Python
	size CxL	change the size of the terminal
	mode cbreak	wait until the command receives each key at once
	signal NAME	send a signal to the command
	run LINE	run a command of the shell, and wait until it has ended
	end STATUS	wait until it has ended, with this status; -15 for SIGTERM"""

import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time

SECONDS = int(os.environ.get("PATIENCE", "20"))
SEQUENCE = re.compile(r"\x1b(?:\[([?>]?)([\d;]*)([@-~])|[()]([0-9A-B])|([=>78M]))")
CURSOR = 25  # the mode in which it is visible


class Screen:
    """What an xterm would show: as much of one as curses makes use of."""

    def __init__(self, columns, lines):
        self.text = ""
        self.modes = {CURSOR}
        self.resize(columns, lines)

    def resize(self, columns, lines):
        self.columns, self.lines = columns, lines
        self.top, self.bottom = 0, lines - 1  # of the region that scrolls
        self.cells = [[" "] * columns for _ in range(lines)]
        self.x = self.y = 0
        self.last = " "

    def shown(self):
        return "\n".join("".join(line).rstrip() for line in self.cells)

    def feed(self, text):
        self.text += text
        while self.text:
            match = SEQUENCE.match(self.text)
            if match:
                self.text = self.text[match.end():]
                self.control(match)
            elif self.text[0] == "\x1b" and len(self.text) < 16:
                break  # the rest has yet to come
            else:
                self.character(self.text[0])
                self.text = self.text[1:]

    def character(self, c):
        if c == "\r":
            self.x = 0
        elif c == "\n":
            self.down()
        elif c == "\b":
            self.x = max(self.x - 1, 0)
        elif c >= " ":
            if self.x >= self.columns:
                self.x = 0
                self.down()
            self.cells[self.y][self.x] = self.last = c
            self.x += 1

    def down(self):
        if self.y == self.bottom:
            self.scroll(self.top, 1)
        elif self.y < self.lines - 1:
            self.y += 1

    def scroll(self, first, n):
        """Move the lines from the first to the last of the region up, or down if
        n is negative."""
        for _ in range(abs(n)):
            gone, new = (first, self.bottom) if n > 0 else (self.bottom, first)
            self.cells.pop(gone)
            self.cells.insert(new, [" "] * self.columns)

    def blank(self, line, first, end):
        for x in range(first, min(end, self.columns)):
            self.cells[line][x] = " "

    def erase(self, what):
        """From the cursor (0), up to it (1), or everything (2)."""
        for y in range(self.lines):
            if what == 2 or (y > self.y if what == 0 else y < self.y):
                self.blank(y, 0, self.columns)
        self.erase_line(what)

    def erase_line(self, what):
        self.blank(self.y, self.x if what == 0 else 0,
                   self.x + 1 if what == 1 else self.columns)

    def control(self, match):
        private, digits, final = match[1], match[2], match[3]
        values = [int(d or 0) for d in digits.split(";")] if final else []
        n = max(values[0], 1) if values else 1
        line = self.cells[self.y]
        if private and final in "hl":
            (self.modes.add if final == "h" else self.modes.discard)(values[0])
        elif private or not final or final in "mtnc":
            pass
        elif final == "r":
            top, bottom = values if len(values) == 2 else (1, self.lines)
            self.top, self.bottom = max(top, 1) - 1, min(bottom, self.lines) - 1
            self.x = self.y = 0
        elif final == "H":
            self.y = min(n, self.lines) - 1
            self.x = min(max((values + [1])[1], 1), self.columns) - 1
        elif final in "Gd":
            if final == "G":
                self.x = min(n, self.columns) - 1
            else:
                self.y = min(n, self.lines) - 1
        elif final in "ABCD":
            self.y += {"A": -n, "B": n}.get(final, 0)
            self.x += {"C": n, "D": -n}.get(final, 0)
        elif final == "J":
            self.erase(values[0])
        elif final == "K":
            self.erase_line(values[0])
        elif final == "X":
            self.blank(self.y, self.x, self.x + n)
        elif final == "b":
            for _ in range(n):
                self.character(self.last)
        elif final == "@":
            line[self.x:] = ([" "] * n + line[self.x:])[:self.columns - self.x]
        elif final == "P":
            line[self.x:] = line[self.x + n:] + [" "] * min(n, self.columns - self.x)
        elif final in "LM":
            self.scroll(self.y, n if final == "M" else -n)
        elif final in "ST":
            self.scroll(self.top, n if final == "S" else -n)
        elif final in "hl":
            pass
        else:
            sys.exit(f"screen.py does not know the sequence {match[0]!r}")


class Terminal:
    def __init__(self, columns, lines, command):
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.screen = Screen(columns, lines)
        self.master, slave = pty.openpty()
        self.slave = slave  # kept open: its attributes are compared at the end
        self.resize(columns, lines)
        self.before = termios.tcgetattr(slave)
        self.status = None
        self.child = os.fork()
        if self.child == 0:
            os.setsid()
            fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
            for fd in range(3):
                os.dup2(slave, fd)
            os.close(self.master)
            os.environ["TERM"] = "xterm"
            os.execvp(command[0], command)

    def resize(self, columns, lines):
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ,
                    struct.pack("HHHH", lines, columns, 0, 0))

    def read(self):
        """Take what has been written; returns whether there was something."""
        if not select.select([self.master], [], [], 0.05)[0]:
            return False
        self.screen.feed(self.decoder.decode(os.read(self.master, 65536)))
        return True

    def wait(self, what, is_true):
        deadline = time.monotonic() + SECONDS
        while not is_true():
            if time.monotonic() > deadline:
                sys.exit(f"never came true: {what}\n{self.screen.shown()}")
            self.read()

    def has_ended(self):
        if self.status is None:
            pid, status = os.waitpid(self.child, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
        return self.status is not None

    def take(self, step, value):
        if step == "see":
            self.wait(f"see {value}", lambda: value in self.screen.shown())
        elif step == "miss":
            self.wait(f"miss {value}", lambda: value not in self.screen.shown())
        elif step == "type":
            os.write(self.master, codecs.decode(value, "unicode_escape").encode())
        elif step == "size":
            size = [int(n) for n in value.split("x")]
            self.screen.resize(*size)
            self.resize(*size)
        elif step == "mode":
            self.wait("mode cbreak", lambda: not
                      termios.tcgetattr(self.slave)[3] & termios.ICANON)
        elif step == "signal":
            os.kill(self.child, signal.Signals[f"SIG{value}"])
        elif step == "run":
            subprocess.run(value, shell=True, check=True)
        elif step == "end":
            self.wait(f"end {value}", self.has_ended)
            while self.read():
                pass
            if self.status != int(value):
                sys.exit(f"ended with {self.status}, not {value}\n"
                         f"{self.screen.shown()}")
            self.check_restored()
        else:
            sys.exit(f"no such step: {step}")

    def check_restored(self):
        if termios.tcgetattr(self.slave) != self.before:
            sys.exit("the terminal has other settings than before")
        if 1049 in self.screen.modes:
            sys.exit("the terminal still shows the alternate screen")
        if CURSOR not in self.screen.modes:
            sys.exit("the cursor is invisible")
        if self.screen.modes & {1}:
            sys.exit("the keypad is still in application mode")


def main():
    split = sys.argv.index("--")
    columns, lines = [int(n) for n in sys.argv[1].split("x")]
    steps = sys.argv[2:split]
    terminal = Terminal(columns, lines, sys.argv[split + 1:])
    try:
        for step, value in zip(steps[::2], steps[1::2]):
            terminal.take(step, value)
    finally:
        if not terminal.has_ended():
            os.kill(terminal.child, signal.SIGKILL)
    print(terminal.screen.shown())


main()
