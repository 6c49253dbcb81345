#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A partial checksum is never sent to a port that does not take it: neither to one
# with its offloads off, nor when a frame is flooded.

. "$(dirname "$0")/lib.sh"
need jq

start_switch <<-CONF
	port add p1 tap
	port add p2 tap
	port add p3 tap offload off
CONF
host alice p1 192.0.2.1/24 2001:db8::1/64
host bob   p2 192.0.2.2/24 2001:db8::2/64
host carol p3 192.0.2.3/24 2001:db8::3/64

# expect_complete_checksums CMD... - run a command; all checksums that reach carol
# meanwhile must be complete
expect_complete_checksums() {
	local listener
	rm -f "$LAB/heard"	# or the one before seems to be this one
	checksums.py "$(pid_of carol)/p3" >"$LAB/heard" &
	listener=$!
	until_true grep -q listening "$LAB/heard"
	"$@"
	kill $listener
	wait $listener
	tail -n1 "$LAB/heard"
}

it "completes the checksums of TCP and UDP"
expect_complete_checksums transfer tcp alice carol 192.0.2.3 4
expect_complete_checksums transfer udp alice carol 192.0.2.3 2
expect_complete_checksums transfer uso alice carol 2001:db8::3 4

it "completes the checksums of flooded frames"
tapctl switch set ageing_time 0
expect_complete_checksums transfer tcp alice bob 192.0.2.2 4
expect_complete_checksums transfer tcp bob alice 2001:db8::1 4

it "sends flooded frames as GSO frames to the ports that take those"
[ "$(counter p3 tx_segmented)" -gt 10 ]
is 0 counter p2 tx_segmented
