#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# GSO frames of TCP and UDP over IPv4 and IPv6, with CWR, behind no, one and two VLAN
# tags: sent whole to ports that take them, and correctly cut for those that do not.

. "$(dirname "$0")/lib.sh"
need jq

start_switch <<-CONF
	switch set loop_probe off
	port add p1 tap
	port add p2 tap
CONF
host alice p1
host bob   p2

ends=("$(pid_of alice)/p1" "$(pid_of bob)/p2")

it "forwards GSO frames whole between ports with offloads"
gso_frames.py "${ends[@]}" whole >"$LAB/sent"
read -r count _ <"$LAB/sent"
is 0 counter p2 tx_segmented

it "cuts GSO frames for a port without offloads"
tapctl port set p2 offload off
gso_frames.py "${ends[@]}" cut
is "$count" counter p2 tx_segmented
is $((count * 21)) counter p2 tx_segments
