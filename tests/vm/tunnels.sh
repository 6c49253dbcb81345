#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# TCP inside tunnels between hosts on veths, and inside a provider's tags: net/tunnels,
# in a guest whose kernel has all of them.

. "$(dirname "$0")/lib.sh"

boot_test_guest
run_net_test tunnels 2 vxlan vxlan_v6 geneve gre gretap ipip sit qinq mpls
refute grep 'which this kernel lacks' "$LAB/output"
