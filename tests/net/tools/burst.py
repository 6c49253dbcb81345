#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Send a burst of frames from the other end of a port, whatever its kind.

burst.py wire PID/IFACE N        from a host's interface
burst.py stream ADDR N           over a stream socket
burst.py dgram LOCAL REMOTE N    over a datagram socket, Unix or UDP
burst.py vfkit LOCAL REMOTE N    the same, after the greeting of vfkit
burst.py vde CTL LOCAL N         as a VDE client
burst.py tap IFNAME N            from a tap that it creates; every other frame is a GSO
                                 frame of UDP fragments

Prints "ready" when it is connected, waits for a line, and sends up to N frames
without blocking.  Then it prints how many frames were taken from it, and waits for a
number: it must receive so many frames, and no more.
"""

import fcntl
import os
import signal
import socket
import struct
import sys

from netns import VNET_HDR, Wire
from raw import VDE_REQUEST, address_of
from wire import build, station

FRAME = build(station("alice"), station("all"), bytes(1386))
TUNSETIFF = 0x400454CA
IFF_TAP, IFF_NO_PI, IFF_VNET_HDR = 0x0002, 0x1000, 0x4000
VIRTIO_NET_HDR_GSO_UDP = 3
STAY = []
SECONDS = 10
QUIET = 0.2


def taken(send, frames):
    """How many frames a socket takes without blocking."""
    count = 0
    for frame in frames:
        try:
            send(frame)
        except BlockingIOError:
            break
        count += 1
    return count


def wire(where, count):
    sock = Wire(where).sock
    return sock, lambda: taken(sock.send, [FRAME] * count)


def dgram(local, remote, count, greeting=None):
    family, address = address_of(remote)
    sock = socket.socket(family, socket.SOCK_DGRAM)
    sock.bind(address_of(local)[1])
    sock.connect(address)
    if greeting:
        sock.send(greeting)
    sock.setblocking(False)
    return sock, lambda: taken(sock.send, [FRAME] * count)


def vfkit(local, remote, count):
    return dgram(local, remote, count, b"VFKT")


def stream(remote, count):
    family, address = address_of(remote)
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.connect(address)
    data = struct.pack("!I", len(FRAME)) + FRAME

    def burst():
        for i in range(count):
            try:
                sent = sock.send(data, socket.MSG_DONTWAIT)
            except BlockingIOError:
                return i
            if sent < len(data):
                return Rest(sock, data[sent:], i + 1)
        return count

    return sock, burst


class Rest(int):
    """A number of frames, of which the last has not been sent completely."""

    def __new__(cls, sock, data, count):
        self = super().__new__(cls, count)
        self.sock, self.data = sock, data
        return self

    def finish(self):
        self.sock.sendall(self.data)


def vde(ctl, local, count):
    control = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    control.connect(ctl)
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    sock.bind(local)
    control.send(
        struct.pack(
            VDE_REQUEST, 0xFEEDFACE, 3, 0, socket.AF_UNIX, local.encode()
        )
    )
    remote = control.recv(110)[2:].rstrip(b"\0").decode()
    sock.connect(remote)
    sock.setblocking(False)
    STAY.append(control)  # closing it would disconnect the client
    return sock, lambda: taken(sock.send, [FRAME] * count)


def tap(ifname, count):
    fd = os.open("/dev/net/tun", os.O_RDWR)
    flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR
    fcntl.ioctl(fd, TUNSETIFF, struct.pack("16sH14x", ifname.encode(), flags))
    plain = bytes(10) + FRAME
    datagram = struct.pack("!HHHH", 1000, 2000, 3008, 0) + bytes(3000)
    packet = struct.pack(
        "!BBHHHBBH8s", 0x45, 0, 20 + len(datagram), 1, 0, 64, 17, 0, bytes(8)
    )
    header = struct.pack(VNET_HDR, 1, VIRTIO_NET_HDR_GSO_UDP, 42, 1480, 34, 6)
    super_ = header + FRAME[:12] + b"\x08\0" + packet + datagram

    def send(frame):
        os.write(fd, frame)

    return None, lambda: taken(send, [super_, plain] * (count // 2))


def received(sock, data):
    """How many complete frames arrived; for a stream, data keeps the rest."""
    some = sock.recv(1 << 17)
    if sock.type == socket.SOCK_DGRAM:
        return 1
    data += some
    count = 0
    while len(data) >= 4:
        whole = 4 + struct.unpack_from("!I", data)[0]
        if len(data) < whole:
            break
        del data[:whole]
        count += 1
    return count


def count_received(sock, wanted):
    """Waits long for the frames that are wanted, and then shortly for others."""
    count, data = 0, bytearray()
    try:
        while True:
            sock.settimeout(SECONDS if count < wanted else QUIET)
            count += received(sock, data)
    except TimeoutError:
        print(count, flush=True)


KINDS = {
    "wire": wire,
    "stream": stream,
    "dgram": dgram,
    "vfkit": vfkit,
    "vde": vde,
    "tap": tap,
}


def main():
    if len(sys.argv) < 3 or sys.argv[1] not in KINDS:
        sys.exit(__doc__)
    sock, burst = KINDS[sys.argv[1]](*sys.argv[2:-1], int(sys.argv[-1]))
    print("ready", flush=True)
    sys.stdin.readline()
    count = burst()
    print(int(count), flush=True)
    if isinstance(count, Rest):
        count.finish()
    if line := sys.stdin.readline():
        count_received(sock, int(line))
    signal.pause()


main()
