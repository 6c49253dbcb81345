#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Send TCP from each host to each other one, and compare what arrives.

mesh.py MEGABYTES NAME=PID/ADDRESS,ADDRESS...

Each pair has a connection for each address; some run at the same time.
"""

import hashlib
import socket
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations

from netns import netns_of
from transfer import MEGABYTE, SECONDS, bytes_to_send, family_of

AT_A_TIME = 6


class Host:
    def __init__(self, text):
        self.name, _, rest = text.partition("=")
        self.pid, _, addresses = rest.partition("/")
        self.addresses = addresses.split(",")


class Pair:
    """A connection; its sockets are created in the namespaces of their hosts."""

    def __init__(self, source, target, address):
        self.text = f"{source.name} > {target.name}, {address}"
        family = family_of(address)
        with netns_of(source.pid):
            self.client = socket.socket(family)
        with netns_of(target.pid):
            self.listener = socket.socket(family)
            self.listener.bind((address, 0))
            self.listener.listen()
        self.client.settimeout(SECONDS)
        self.listener.settimeout(SECONDS)

    def send(self, megabytes, digest):
        for block in bytes_to_send(megabytes):
            self.client.sendall(block)
            digest.update(block)
        self.client.shutdown(socket.SHUT_WR)

    def receive(self, server, digest):
        server.settimeout(SECONDS)
        while block := server.recv(MEGABYTE):
            digest.update(block)

    def run(self, megabytes):
        """Returns None, or the error."""
        sent, arrived = hashlib.sha256(), hashlib.sha256()
        try:
            self.client.connect(self.listener.getsockname()[:2])
            server, _ = self.listener.accept()
            sender = threading.Thread(target=self.send, args=(megabytes, sent))
            sender.start()
            self.receive(server, arrived)
            sender.join()
        except OSError as e:
            return f"{self.text}: {e}"
        if sent.digest() != arrived.digest():
            return f"{self.text}: the data that arrived differs"
        return None


def main():
    megabytes, hosts = int(sys.argv[1]), [Host(text) for text in sys.argv[2:]]
    pairs = [
        Pair(source, target, address)
        for source, target in permutations(hosts, 2)
        for address in target.addresses
    ]
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        said = pool.map(lambda pair: pair.run(megabytes), pairs)
        wrong = [text for text in said if text]
    if wrong:
        sys.exit("\n".join(wrong[:10]))
    print(f"    {len(pairs)} connections of {megabytes} MB")


main()
