#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Send chosen bytes, valid or not, to a socket that a switch serves.

raw.py stream ADDR STEP...
raw.py dgram LOCAL REMOTE STEP...

An ADDR is /path, @abstract or HOST:PORT.  The STEPs run one after the other:
bytes:HEX           send these bytes at once
text:TEXT           send this text at once
len:N               send the length that is in front of a frame of a stream
frames:N:FRAME      send N frames, written as for wire.py; in a stream with lengths
cut:SIZE            send whatever follows in pieces of this many bytes
request:PATH[:DESC] send the request of a VDE client whose socket is PATH
more:N              connect N times more, and send nothing there
eof                 send the end of the stream
ended               wait until the other side has closed the connection
hears:NAME          wait for a frame from this station
hold                stay, and read nothing
"""

import os
import signal
import socket
import struct
import sys

from wire import read_frame, station

SECONDS = 10
PATH_SIZE = 108  # in a struct sockaddr_un
VDE_REQUEST = "=IIIH108s"


def address_of(text):
    if text.startswith("/"):
        return socket.AF_UNIX, text
    if text.startswith("@"):
        return socket.AF_UNIX, "\0" + text[1:]
    host, _, port = text.rpartition(":")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The address includes the interface's index if the text has one after a '%'.
    found = socket.getaddrinfo(host.strip("[]"), int(port), family, socket.SOCK_DGRAM)
    return family, found[0][4]


class Raw:
    def __init__(self, remote, local=None):
        family, address = address_of(remote)
        self.is_stream = local is None
        kind = socket.SOCK_STREAM if self.is_stream else socket.SOCK_DGRAM
        self.sock = socket.socket(family, kind)
        self.sock.settimeout(SECONDS)
        if local:
            self.sock.bind(address_of(local)[1])
        self.sock.connect(address)
        self.piece_size = None
        self.more = []

    def connect_more(self, count):
        remote = self.sock.getpeername()
        for _ in range(count):
            sock = socket.socket(self.sock.family, self.sock.type)
            sock.connect(remote)
            self.more.append(sock)

    def send(self, data):
        """If the peer has closed the connection, later steps will notice."""
        size = self.piece_size or max(1, len(data))
        try:
            for at in range(0, max(1, len(data)), size):
                self.sock.send(data[at : at + size])
        except (BrokenPipeError, ConnectionResetError):
            pass

    def send_frames(self, text):
        count, _, frame = text.partition(":")
        data = read_frame(frame)
        if self.is_stream:
            self.send((struct.pack("!I", len(data)) + data) * int(count))
            return
        for _ in range(int(count)):
            self.send(data)

    def request(self, text):
        path, _, description = text.partition(":")
        head = (0xFEEDFACE, 3, 0, socket.AF_UNIX, path.encode())
        words = os.fsencode(description)
        self.send(struct.pack(VDE_REQUEST, *head) + words)

    def receive(self, size):
        """So many bytes of a stream; none if the stream has ended."""
        data = b""
        while len(data) < size:
            try:
                some = self.sock.recv(size - len(data))
            except ConnectionResetError:
                some = b""
            if not some:
                return b""
            data += some
        return data

    def receive_frame(self):
        if not self.is_stream:
            return self.sock.recv(1 << 17)
        head = self.receive(4)
        return head and self.receive(struct.unpack("!I", head)[0])

    def wait_for_frame_of(self, name):
        while frame := self.receive_frame():
            if frame[6:12] == station(name):
                return
        sys.exit(f"the connection ended before a frame from {name} came")

    def wait_for_end(self):
        while self.receive(1):
            pass

    def step(self, text):
        word, _, rest = text.partition(":")
        match word:
            case "bytes":
                self.send(bytes.fromhex(rest))
            case "text":
                self.send(rest.encode())
            case "len":
                self.send(struct.pack("!I", int(rest)))
            case "frames":
                self.send_frames(rest)
            case "cut":
                self.piece_size = int(rest)
            case "request":
                self.request(rest)
            case "more":
                self.connect_more(int(rest))
            case "eof":
                self.sock.shutdown(socket.SHUT_WR)
            case "ended":
                self.wait_for_end()
            case "hears":
                self.wait_for_frame_of(rest)
            case "hold":
                signal.pause()
            case _:
                sys.exit(__doc__)


def main():
    match sys.argv[1:]:
        case ["stream", remote, *steps]:
            raw = Raw(remote)
        case ["dgram", local, remote, *steps]:
            raw = Raw(remote, local)
        case _:
            sys.exit(__doc__)
    for text in steps:
        raw.step(text)


if __name__ == "__main__":
    main()
