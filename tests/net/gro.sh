#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# TCP that arrives in single frames leaves in GSO frames at ports that take them; its
# bytes and their order do not change, and a wrong checksum stays wrong.
#
#	alice --p1 (offload off)--+--------+--p2 (offloads)-- bob
#	erin  --p5 (offload off)--+ switch +--p6 (offloads)-- frank
#	dave  --p3 (no header)----+--------+

. "$(dirname "$0")/lib.sh"
need jq

start_switch <<-CONF
	port add p1 tap offload off
	port add p2 tap
CONF
host alice p1 192.0.2.1/24 2001:db8::1/64
host bob   p2 192.0.2.2/24 2001:db8::2/64

# segments_per_frame WHAT... - print how many segments each frame has that arrives:
# see tools/segments.py
segments_per_frame() {
	segments.py "$SWITCH" "$(pid_of alice)/p1" "$(pid_of bob)/p2" "$@"
}

it "merges consecutive segments of a connection"
is 5 segments_per_frame ipv4
is 5 segments_per_frame ipv6
is 5 segments_per_frame tagged
is 15 counter p2 tx_merged
is 3 counter p2 tx_merges

it "neither merges segments without data nor lets others overtake them"
is "2 1 2" segments_per_frame acks

it "forwards a segment with a wrong checksum as it came, and does not merge it"
is "1 4" segments_per_frame ipv4 0
is "2 1 2" segments_per_frame ipv6 2
is "4 1" segments_per_frame tagged 4

it "carries TCP both ways, and merges its segments"
tapctl stats reset
transfer tcp alice bob 192.0.2.2 50
transfer tcp bob alice 192.0.2.1 20
transfer tcp alice bob 2001:db8::2 50
[ "$(counter p2 tx_merged)" -gt 10000 ]
[ "$(counter p2 tx_merges)" -lt $(($(counter p2 tx_merged) / 2)) ] ||
	die "GSO frames of fewer than two segments"
[ "$(counter p2 tx_packets)" -lt "$(counter p1 rx_packets)" ]
is 0 counter p1 tx_merged

it "keeps connections of different hosts apart when both send at once"
tapctl port add p5 tap offload off
tapctl port add p6 tap
host erin  p5 192.0.2.5/24
host frank p6 192.0.2.6/24
	# A host that sends something of its own meanwhile makes the batches shorter.

# both_connections_merge - true if two connections that send at once are both merged
# into one frame
both_connections_merge() {
	[ "$(segments.py "$SWITCH" "$(pid_of alice)/p1,$(pid_of erin)/p5" \
		"$(pid_of bob)/p2,$(pid_of frank)/p6" ipv4)" = "5 5" ]
}
until_true both_connections_merge
tapctl port del p5
tapctl port del p6

it "does not merge UDP"
tapctl stats reset
transfer udp alice bob 192.0.2.2 5
is 0 counter p2 tx_merged

it "merges what comes from a tap that was adopted without a virtio-net header"
with_tap.py simple 5 plain tapctl port add p3 tap fd 5
host dave simple 192.0.2.4/24
transfer tcp dave bob 192.0.2.2 20
[ "$(counter p2 tx_merged)" -gt 1000 ]

it "merges in flooded frames, for the ports that take GSO frames"
tapctl switch set ageing_time 0
tapctl stats reset
transfer tcp alice bob 192.0.2.2 10
[ "$(counter p2 tx_merged)" -gt 1000 ]
is 0 counter p3 tx_merged
[ "$(counter p3 tx_packets)" -ge "$(counter p1 rx_packets)" ]
tapctl switch set ageing_time 300
tapctl port del p3

it "merges nothing for a port without offloads"
tapctl port set p2 offload off
is "1 1 1 1 1" segments_per_frame ipv4
tapctl port set p2 offload on

it "merges nothing from a port with gro off"
tapctl port set p1 gro off
tapctl stats reset
is "1 1 1 1 1" segments_per_frame ipv4
transfer tcp alice bob 192.0.2.2 10
is 0 counter p2 tx_merged
is false show '.[0].gro' port show p1
tapctl config show | grep -q "^port add p1 tap .*gro off$"

it "reads the setting gro from a file, and prints it again"
reload <<-CONF
	port add p1 tap offload off
	port add p2 tap gro off
	port add p4 null gro off
CONF
is "true false false" show 'map(.gro) | join(" ")' port show
is 5 segments_per_frame ipv4
tapctl config show >"$LAB/lines"
reload <"$LAB/lines"
is "true false false" show 'map(.gro) | join(" ")' port show
