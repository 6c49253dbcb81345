#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Clients of the control socket that misbehave.

abuse.py CASE - a function below, at the socket TAPSWITCH_SOCKET
"""

import array
import json
import os
import random
import resource
import socket
import sys
import time

LINE_MAX = 65536  # bytes, with the newline
CLIENTS_MAX = 512
SECONDS = 20


class Client:
    def __init__(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(os.environ["TAPSWITCH_SOCKET"])
        self.sock.settimeout(SECONDS)
        self.answers = self.sock.makefile("rb")

    def send(self, data):
        self.sock.sendall(data)

    def answer(self):
        """The next answer, which must be JSON in UTF-8; None at the end."""
        line = self.answers.readline()
        return json.loads(line.decode()) if line else None

    def ask(self, line):
        self.send(line + b"\n")
        return self.answer()

    def close(self):
        self.answers.close()
        self.sock.close()


def expect(condition, what):
    if not condition:
        sys.exit(what)


def expect_refusal(answer, code):
    expect(answer, f"no answer, {code} expected")
    expect(not answer["ok"], f"not refused, {code} expected")
    found = answer["error"]["code"]
    expect(found == code, f"{found}, {code} expected")


def partial_lines():
    """A line that comes a byte at a time, and two lines sent as one and a half."""
    client = Client()
    for byte in b"switch show\n":
        client.send(bytes([byte]))
        time.sleep(0.001)
    expect(client.answer()["ok"], "a slow line was refused")
    client.send(b"switch show\nswitch sh")
    expect(client.answer()["ok"], "the first line was refused")
    client.send(b"ow\n")
    expect(client.answer()["ok"], "the second line was refused")


def unterminated_line():
    """A last line without a newline, and the end of the connection."""
    client = Client()
    client.send(b"switch show")
    client.sock.shutdown(socket.SHUT_WR)
    expect_refusal(client.answer(), "syntax")
    expect(client.answer() is None, "the connection is still open")
    client = Client()
    client.send(b"port del p1")
    client.close()


def long_lines():
    """A line of the greatest length, and one longer by a byte."""
    client = Client()
    filler = b" #" + b"x" * (LINE_MAX - len(b"switch show #\n"))
    line = b"switch show" + filler
    expect(len(line) + 1 == LINE_MAX, "this test cannot count")
    expect(client.ask(line)["ok"], "64 KiB were refused")
    client.send(line + b"x")
    expect_refusal(client.answer(), "line-too-long")
    expect(client.answer() is None, "the connection is still open")


def endless_line():
    client = Client()
    try:
        for _ in range(1000):
            client.send(b"x" * LINE_MAX)
    except (BrokenPipeError, ConnectionResetError):
        return
    sys.exit("65 MB without a newline were taken")


def binary():
    """Bytes that are not text, every byte value among them."""
    noise = random.Random(7)
    client = Client()
    lines = [bytes([n]) * 3 for n in range(256) if n not in b"\n\t\r #"]
    lines += [noise.randbytes(noise.randrange(1, 3000)) for _ in range(300)]
    for line in lines:
        line = b"@" + line.replace(b"\n", b"").replace(b"\0", b"\1")
        expect(not client.ask(line)["ok"], f"{line[:40]} was taken")
    expect(not client.ask(b"switch show\0")["ok"], "a zero byte was taken")
    expect(not client.ask(b"switch \xff\xfe")["ok"], "bad UTF-8 was taken")
    expect(client.ask(b"switch show")["ok"], "a right line is refused after that")


def unfinished_quotes():
    client = Client()
    for line in (b"port add 'p9", b'port add "p9 null', b"port add p9 null \\"):
        expect(not client.ask(line)["ok"], f"{line} was taken")
    names = [port["name"] for port in client.ask(b"port show")["result"]]
    expect("p9" not in names, "half a line made a port")


def pipeline():
    """Ten thousand requests at once: as many answers come, in the same order."""
    count = 10000
    client = Client()
    if not os.fork():
        for n in range(count):
            client.send(b"port show port nobody%d\n" % n)
        os._exit(0)
    for n in range(count):
        text = client.answer()["error"]["message"]
        expect(f'"nobody{n}"' in text, f"answer {n} is {text}")
    os.wait()


def many_clients():
    """200 clients at once are all served; then as many as there can be, and no more."""
    clients = [Client() for _ in range(200)]
    for client in clients:
        client.send(b"port show\n")
    for client in clients:
        expect(client.answer()["ok"], "one of 200 was refused")
    for client in reversed(clients):
        expect(client.ask(b"switch show")["ok"], "one of 200 was refused")
    clients += [Client() for _ in range(CLIENTS_MAX - 200)]
    expect(clients[-1].ask(b"switch show")["ok"], "the last had no room")
    expect_refusal(Client().answer(), "too-many-clients")
    for client in clients:
        client.close()


def ignore_answers():
    """Send more requests than fit, read no answer, and stay connected."""
    clients = [Client() for _ in range(20)]
    for client in clients:
        client.sock.setblocking(False)
        try:
            while True:
                client.sock.send(b"help\n" * 1000)
        except BlockingIOError:
            pass
    print("ready", flush=True)
    sys.stdin.read()


def hold_connections():
    """Open as many connections as possible, print how many, and stay."""
    clients = []
    while True:
        client = Client()
        try:
            client.send(b"switch show\n")
        except BrokenPipeError:
            pass  # rejected already
        answer = client.answer()
        if not answer["ok"]:
            expect_refusal(answer, "too-many-clients")
            break
        clients.append(client)
    print(len(clients), flush=True)
    sys.stdin.read()


def disconnect_early():
    """Send many requests, and disconnect before the answers come."""
    for _ in range(200):
        client = Client()
        client.send(b"help\n" * 50)
        client.sock.recv(1)
        client.close()


def disconnect_while_waiting():
    """Wait for a condition that never comes true, and disconnect."""
    for _ in range(200):
        client = Client()
        client.send(b"wait port nobody up timeout 1000\n")
        client.close()


def descriptors():
    """Send descriptors that are not wanted, several, or of the wrong kind."""
    client = Client()
    ends = [fd for _ in range(20) for fd in os.pipe()]

    def send(line, *fds):
        rights = (socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", fds))
        client.sock.sendmsg([line], [rights])
        return client.answer()

    for _ in range(100):
        expect(send(b"switch show\n", ends[0])["ok"], "a spare descriptor matters")
    expect(not send(b"port add p9 tap fd 3\n", ends[0])["ok"], "a pipe is no tap")
    for _ in range(10):
        expect(not send(b"port add p9 tap fd 3\n", *ends)["ok"], "40 pipes")
    expect(client.ask(b"switch show")["ok"], "a right line is refused after that")


_, most = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
globals()[sys.argv[1]]()
