#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""What this kernel can do and older ones cannot.

kernel_ability.py ABILITY   exit status 0 if it can

The version is the only way to know: without the ability, a call fails as it does for
other reasons.
"""

import os
import re
import sys

SINCE = {
    # Packet sockets can describe GSO frames of UDP (GSO_UDP_L4).
    "packet_uso": (6, 2),
    # UDP_SEGMENT works on a device without checksum offload.
    "uso_without_checksums": (6, 11),
}


def can(ability):
    version = re.match(r"(\d+)\.(\d+)", os.uname().release)
    return tuple(map(int, version.groups())) >= SINCE[ability]


if __name__ == "__main__":
    sys.exit(not can(sys.argv[1]))
