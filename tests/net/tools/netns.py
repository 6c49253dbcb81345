# SPDX-License-Identifier: BSD-2-Clause
"""Sockets in other network namespaces, and complete frames from AF_PACKET."""

import ctypes
import errno
import fcntl
import os
import socket
import struct
import time
from contextlib import contextmanager

CLONE_NEWNET = 0x40000000
CARRIER_SECONDS = 5
ETH_P_ALL = 0x0003
IFF_RUNNING = 1 << 6
PACKET_AUXDATA = 8
PACKET_VNET_HDR = 15
SIOCGIFFLAGS = 0x8913
SOL_PACKET = 263
SO_RCVBUFFORCE = 33
TP_STATUS_VLAN_VALID = 1 << 4
VNET_HDR = "=BBHHHH"  # flags, gso_type, hdr_len, gso_size, csum_start, ..._offset
VNET_HDR_SIZE = struct.calcsize(VNET_HDR)

_libc = ctypes.CDLL(None, use_errno=True)


def _enter(fd):
    if _libc.setns(fd, CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "setns")


@contextmanager
def netns_of(pid):
    """Enter the network namespace of a process; sockets opened there stay there."""
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
    """One end of a wire: the interface of a host, given as PID/IFACE.

    With has_header, there is a virtio-net header in front of each frame that is sent,
    and self.header is that of the last frame received.
    """

    def __init__(self, where, has_header=False):
        pid, ifname = where.split("/")
        with netns_of(pid):
            self.sock = socket.socket(
                socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL)
            )
            self.sock.bind((ifname, ETH_P_ALL))
        self.sock.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
        if has_header:
            self.sock.setsockopt(SOL_PACKET, PACKET_VNET_HDR, 1)
        self.header_size = VNET_HDR_SIZE if has_header else 0
        self.header = b""
        self.ifname = ifname
        self.was_running = False
        self._make_room(8 << 20)

    def _make_room(self, size):
        """Without CAP_NET_ADMIN, the size is limited to net.core.rmem_max: 4 MiB by
        default, on older kernels a twentieth of that."""
        try:
            self.sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, size)
        except PermissionError:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, size)

    def is_running(self):
        request = struct.pack("16sH22x", self.ifname.encode(), 0)
        flags = fcntl.ioctl(self.sock, SIOCGIFFLAGS, request)[16:18]
        return bool(struct.unpack("=H", flags)[0] & IFF_RUNNING)

    def wait_until_running(self):
        """Until some time after the carrier is on, Linux drops what is sent."""
        deadline = time.monotonic() + CARRIER_SECONDS
        while not self.is_running():
            if time.monotonic() > deadline:
                raise OSError(errno.ENETDOWN, f"{self.ifname} has no carrier")
            time.sleep(0.01)
        self.was_running = True

    def send(self, frame):
        if not self.was_running:
            self.wait_until_running()
        self.sock.send(frame)

    def receive(self, seconds):
        """The next frame received, with its VLAN tag; None if there is none."""
        self.sock.settimeout(seconds)
        while True:
            try:
                frame, aux, _, address = self.sock.recvmsg(1 << 17, 256)
            except (TimeoutError, BlockingIOError):
                return None
            if address[2] == socket.PACKET_OUTGOING:
                continue
            self.header = frame[: self.header_size]
            frame = frame[self.header_size :]
            tag = outer_tag(aux)
            if tag and self.header:
                self.header = moved(self.header, len(tag))
            return frame[:12] + tag + frame[12:]


def outer_tag(aux):
    """The tag that the kernel removed from a frame and reports separately."""
    for level, kind, data in aux:
        if (level, kind) != (SOL_PACKET, PACKET_AUXDATA):
            continue
        status, _, _, _, _, tci, tpid = struct.unpack("=IIIHHHH", data[:20])
        if status & TP_STATUS_VLAN_VALID:
            return struct.pack("!HH", tpid, tci)
    return b""


def moved(header, by):
    """The header of a frame that has so many bytes more in front of its packet."""
    flags, kind, size, gso, start, offset = struct.unpack(VNET_HDR, header)
    if start:
        start += by
    if size:
        size += by
    return struct.pack(VNET_HDR, flags, kind, size, gso, start, offset)
