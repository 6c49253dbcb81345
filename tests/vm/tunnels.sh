#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# TCP in the tunnels that hosts on veths have between them, and in a provider's
# tags: net/tunnels, with a kernel that knows all of them.

. "$(dirname "$0")/lib.sh"

boot_lab
in_lab tunnels 2 vxlan vxlan_v6 geneve gre gretap ipip sit qinq mpls
refute grep 'has no' "$LAB/said"
