# SPDX-License-Identifier: BSD-2-Clause
"""Sockets in other network namespaces, and whole frames from AF_PACKET."""

import ctypes
import os
import socket
import struct
from contextlib import contextmanager

CLONE_NEWNET = 0x40000000
ETH_P_ALL = 0x0003
PACKET_AUXDATA = 8
SOL_PACKET = 263
TP_STATUS_VLAN_VALID = 1 << 4

_libc = ctypes.CDLL(None, use_errno=True)


def _enter(fd):
    if _libc.setns(fd, CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "setns")


@contextmanager
def netns_of(pid):
    """Be in the network namespace of a process; sockets made there stay."""
    here = os.open("/proc/self/ns/net", os.O_RDONLY)
    there = os.open(f"/proc/{pid}/ns/net", os.O_RDONLY)
    try:
        _enter(there)
        yield
    finally:
        _enter(here)
        os.close(here)
        os.close(there)


class Wire:
    """One end of a wire: the interface of a host, given as PID/IFACE."""

    def __init__(self, where):
        pid, ifname = where.split("/")
        with netns_of(pid):
            self.sock = socket.socket(
                socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL)
            )
            self.sock.bind((ifname, ETH_P_ALL))
        self.sock.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)

    def send(self, frame):
        self.sock.send(frame)

    def receive(self, seconds):
        """The next frame that came in, its VLAN tag put back; None if none."""
        self.sock.settimeout(seconds)
        while True:
            try:
                frame, aux, _, address = self.sock.recvmsg(1 << 17, 256)
            except (TimeoutError, BlockingIOError):
                return None
            if address[2] != socket.PACKET_OUTGOING:
                return with_tag(frame, aux)


def with_tag(frame, aux):
    """The kernel takes a frame's outer tag off, and tells it beside."""
    for level, kind, data in aux:
        if (level, kind) != (SOL_PACKET, PACKET_AUXDATA):
            continue
        status, _, _, _, _, tci, tpid = struct.unpack("=IIIHHHH", data[:20])
        if status & TP_STATUS_VLAN_VALID:
            return frame[:12] + struct.pack("!HH", tpid, tci) + frame[12:]
    return frame
