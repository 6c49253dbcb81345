#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Checksums that a host left incomplete are completed as their protocol requires,
# whatever ports a frame passes between, or the frame is dropped.
#
#	alice, bob --tap--+--------+--packet==veth== dave
#	carol --no offloads--------+--patch
#	                  | switch |
#	                  +--------+

. "$(dirname "$0")/lib.sh"
need jq

make_veth dave
start_switch <<-CONF
	switch set loop_probe off
	port add alice tap
	port add bob tap
	port add carol tap offload off
	port add dave packet dev up_dave
CONF
for name in alice bob carol dave; do
	host $name $name
done

# interface_of NAME - print a host's interface, as the tools take it
interface_of() {
	echo "$(pid_of "$1")/$1"
}

it "completes the checksums of all protocols for a port without offloads"
tapctl port set bob down
tapctl port set dave down
partial_checksums.py finished "$(interface_of alice)" "$(interface_of carol)"

it "completes the checksum of SCTP for all ports, since Linux would not recognise it"
tapctl port set bob up
tapctl port set carol down
partial_checksums.py sctp "$(interface_of alice)" "$(interface_of bob)"
tapctl port set bob down
tapctl port set dave up
tapctl wait port dave up timeout 5
partial_checksums.py sctp "$(interface_of alice)" "$(interface_of dave)"
tapctl port set bob up
tapctl port set alice down
partial_checksums.py sctp "$(interface_of dave)" "$(interface_of bob)"

# drop_counts PORT - print the number of drops for each of the two reasons
drop_counts() {
	show '.[0].drops | "\(.["bad-csum"]) \(.["bad-offload"])"' stats show port "$1"
}

# all_drops_counted PORT - true if two frames were dropped for each reason
all_drops_counted() {
	[ "$(drop_counts "$1")" = "2 2" ]
}

it "drops frames whose checksum cannot be completed, or that are not IP"
tapctl port set alice up
for name in alice dave; do
	tapctl stats reset
	partial_checksums.py bad "$(interface_of $name)"
	until_true all_drops_counted $name
done

it "drops such frames also when their virtio-net header comes from another switch"
tapctl port add one patch zz two
partial_checksums.py bad_patch "$(echo "$LAB"/*.patch)"
until_true all_drops_counted one
