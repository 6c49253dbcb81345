#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Open a tap, as a launcher would, and run a program that inherits it.

with_tap.py IFNAME FD plain|vnet|info|tun COMMAND...
"""

import fcntl
import os
import struct
import sys

TUNSETIFF = 0x400454CA
FLAGS = {
    "tun": 0x0001 | 0x1000,  # IFF_TUN | IFF_NO_PI
    "info": 0x0002,  # IFF_TAP: packet information in front of each frame
    "plain": 0x0002 | 0x1000,  # IFF_TAP | IFF_NO_PI
    "vnet": 0x0002 | 0x1000 | 0x4000,  # and IFF_VNET_HDR
}

ifname, fd, kind, *command = sys.argv[1:]
tap = os.open("/dev/net/tun", os.O_RDWR)
request = struct.pack("16sH22x", ifname.encode(), FLAGS[kind])
fcntl.ioctl(tap, TUNSETIFF, request)
os.dup2(tap, int(fd), inheritable=True)
os.execvp(command[0], command)
