#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""page.py FILE - run the commands of a page of exercises, and compare their output.

A command is a line of an indented block that begins with "# ", and the lines after it
that begin with "> "; the lines that follow are its output.  All commands run in one
bash, as a reader's do.

"*" stands for anything within a line, a line "..." for any number of lines, blanks for
as many as a table needs, and a time of day for any other.  What is printed in the
background may come at any time: the lines of each watcher, those of a monitor, which
begin with the time of day, and those of the switch's log are compared separately, in
order, and waited for.  A page shows only the relevant lines of the log; of everything
else, every line.  A command that only shows something is repeated until its output is
as wanted, because frames sent before it may still be on their way.
"""

import os
import re
import signal
import subprocess
import sys
import threading
import time

SECONDS = 30
AGAIN_SECONDS = 0.2
CODE = " " * 4
MORE = "> "
PROMPT = re.compile(f"({CODE} *)# ")
LOG = "tapswitch: "
MONITOR = "monitor"
TIME_OF_DAY = re.compile(r"\b\d\d:\d\d:\d\d\.\d{3}\b")
DONE = "-- done --"
SHOWS = re.compile(r"tapctl [^|;&>]*\b(\w+ show|fdb stats)\b[^;&>]*")
# What bash prints about jobs that end, in an interactive shell at once; what QEMU
# prints when it is ended, and tshark when root runs it.
JOBS = re.compile(
    r"(\[\d+\]|.*: line \d+: +\d+ (Terminated|Killed)"
    r"|qemu-system-\w+: terminating on signal"
    r'|Running as user "root" and group "root"\.) .*'
)


class Command:
    def __init__(self, number, text):
        self.number = number
        self.text = text
        self.wanted = []


def read_page(path):
    """Its commands, each with the output that it should have."""
    commands, indent, command = [], "", None
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = line.rstrip()
            if prompt := PROMPT.match(line):
                indent = prompt[1]
                command = Command(number, line.removeprefix(prompt[0]))
                commands.append(command)
            elif command and line.startswith(indent + MORE):
                command.text += "\n" + line.removeprefix(indent + MORE)
            elif line and not line.startswith(CODE):
                command = None
            elif command:
                command.wanted.append(line.removeprefix(indent))
    return commands


def without_empty_end(lines):
    while lines and not lines[-1]:
        lines = lines[:-1]
    return lines


def same_line(wanted, found):
    wanted = TIME_OF_DAY.sub("*", " ".join(wanted.split()))
    parts = [re.escape(part) for part in wanted.split("*")]
    return re.fullmatch(".*".join(parts), " ".join(found.split())) is not None


def same_lines(wanted, found):
    if not wanted:
        return not found
    if wanted[0] == "...":
        return any(
            same_lines(wanted[1:], found[n:]) for n in range(len(found) + 1)
        )
    return (
        bool(found)
        and same_line(wanted[0], found[0])
        and same_lines(wanted[1:], found[1:])
    )


def same_log(wanted, found):
    """All wanted lines are there, in this order, among others."""
    rest = iter(found)
    return all(any(same_line(w, f) for f in rest) for w in wanted)


class Shell:
    """One bash, and all that it and its children have printed."""

    def __init__(self):
        self.process = subprocess.Popen(
            ["bash", "--norc"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.lines = []
        self.news = threading.Condition()
        self.watchers = set()
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        for line in self.process.stdout:
            with self.news:
                self.lines.append(line.rstrip())
                self.news.notify()

    def stream_of(self, line):
        if line.startswith(LOG):
            return LOG
        if TIME_OF_DAY.match(line):
            return MONITOR
        name, colon, rest = line.partition(": ")
        if colon and rest == "watching":
            self.watchers.add(name)
        return name if name in self.watchers else ""

    def by_stream(self, lines):
        streams = {}
        for line in lines:
            if line != DONE and not JOBS.fullmatch(line):
                streams.setdefault(self.stream_of(line), []).append(line)
        return streams

    def is_as_wanted(self, lines):
        if DONE not in self.lines:
            return False
        found, wanted = self.by_stream(self.lines), self.by_stream(lines)
        log, wanted_log = found.pop(LOG, []), wanted.pop(LOG, [])
        return same_log(wanted_log, log) and all(
            same_lines(
                without_empty_end(wanted.get(name, [])),
                without_empty_end(found.get(name, [])),
            )
            for name in {*found, *wanted}
        )

    def kill(self):
        """With all that runs in the background, which holds our output open."""
        os.killpg(self.process.pid, signal.SIGKILL)

    def start(self, command):
        self.process.stdin.write(f"{command.text}\necho '{DONE}'\n")
        self.process.stdin.flush()

    def is_to_be_repeated(self, command):
        return DONE in self.lines and SHOWS.fullmatch(command.text)

    def run(self, command):
        """Returns the output if it is not as wanted, else None."""
        end = time.monotonic() + SECONDS
        self.start(command)
        with self.news:
            while not self.news.wait_for(
                lambda: self.is_as_wanted(command.wanted), AGAIN_SECONDS
            ):
                if time.monotonic() > end:
                    return [line for line in self.lines if line != DONE]
                if self.is_to_be_repeated(command):
                    self.lines = [n for n in self.lines if self.stream_of(n)]
                    self.start(command)
            self.lines.clear()
        return None


def show(title, lines):
    print(f"{title}:")
    for line in lines:
        print(CODE + line)


def main():
    path = sys.argv[1]
    shell = Shell()
    commands = read_page(path)
    if not commands:
        sys.exit(f"{path}: no commands")
    for command in commands:
        found = shell.run(command)
        if found is None:
            continue
        print(f"{path}:{command.number}: # {command.text}")
        show("wanted", without_empty_end(command.wanted))
        show("found", found)
        sys.stdout.flush()
        shell.kill()
        os._exit(1)


if __name__ == "__main__":
    main()
