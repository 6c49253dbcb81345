# SPDX-License-Identifier: BSD-2-Clause
"""A client of the switch under test, at the socket TAPSWITCH_SOCKET."""

import json
import os
import socket
import sys
import time

SECONDS = 20


class Switch:
    def __init__(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(os.environ["TAPSWITCH_SOCKET"])
        self.answers = self.sock.makefile("rb")

    def ask(self, line):
        self.sock.sendall(line.encode() + b"\n")
        answer = json.loads(self.answers.readline())
        if not answer["ok"]:
            sys.exit(f"{line}: {answer['error']['message']}")
        return answer["result"]

    def received(self, port):
        return self.ask(f"stats show port {port}")[0]["rx_packets"]

    def stats(self):
        """The counters of each port, by the port's name."""
        return {port["port"]: port for port in self.ask("stats show")}

    def stats_when(self, is_true):
        """The counters, as soon as the condition is true for them."""
        deadline = time.monotonic() + SECONDS
        while not is_true(stats := self.stats()):
            if time.monotonic() > deadline:
                sys.exit(f"never came true: {stats}")
        return stats
