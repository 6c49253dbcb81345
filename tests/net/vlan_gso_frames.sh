#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# GSO frames get another tag and stay GSO frames: the offsets in their virtio-net header
# are adjusted, and where they are cut, each segment has the tag.
#
#	alice --p1 (access 10)----+ switch +--p2 (trunk 10,20,100)-- bob
#	carol --p3 (tunnel 100)---+--------+

. "$(dirname "$0")/lib.sh"
need jq

start_switch <<-CONF
	switch set vlan_filtering on
	port add p1 tap access 10
	port add p2 tap trunk 10,20,100
	port add p3 tap dot1q-tunnel 100
CONF
host alice p1 192.0.2.1/24
host bob   p2
host carol p3

crossed=0

# send_gso_frames FROM TO HOW... - run tools/gso_frames.py, and add the number of its
# frames to $crossed
send_gso_frames() {
	local count
	gso_frames.py "$(pid_of "$1")/${iface_of[$1]}" \
		"$(pid_of "$2")/${iface_of[$2]}" "${@:3}" >"$LAB/sent"
	read -r count _ <"$LAB/sent"
	crossed=$((crossed + count))
}

it "adds a tag to GSO frames, also before other tags"
send_gso_frames alice bob whole push 8100 10
send_gso_frames carol bob whole push 88a8 100 tagged

it "removes a tag from GSO frames, also before other tags"
send_gso_frames bob alice whole pop 8100 0xe00a
send_gso_frames bob carol whole pop 88a8 100 tagged

it "has cut no GSO frame when it added and removed tags"
is "0 0 0" show 'map(.tx_segmented) | join(" ")' stats show

it "cuts GSO frames for a port without offloads, behind the new tag"
tapctl stats reset
crossed=0
tapctl port set p2 offload off
send_gso_frames alice bob cut push 8100 10
send_gso_frames carol bob cut push 88a8 100 tagged
is "$crossed $((crossed * 21))" \
	show '.[0] | "\(.tx_segmented) \(.tx_segments)"' stats show port p2

it "cuts GSO frames without the tag that it removes"
tapctl port set p2 offload on
tapctl port set p1 offload off
tapctl port set p3 offload off
send_gso_frames bob alice cut pop 8100 10
send_gso_frames bob carol cut pop 88a8 0x7064 tagged

it "sends each port its own form of a flooded GSO frame"
tapctl port set p1 offload on
tapctl port add p4 tap access 10
tapctl port add p5 tap access 10 offload off
tapctl port add p6 tap trunk 10 offload off
host dave  p4
host erin  p5
host frank p6
tapctl switch set ageing_time 0
send_gso_frames alice bob whole push 8100 10
send_gso_frames alice dave whole plain
send_gso_frames alice erin cut plain
send_gso_frames alice frank cut push 8100 10
