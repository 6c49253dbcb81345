#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Some virtual machine monitors remove the virtio-net header from the frames of their
# guests, so that nothing marks GSO frames and partial checksums as such.

. "$(dirname "$0")/lib.sh"
need jq

start_switch <<-CONF
	switch set loop_probe off
	port add alice tap
	port add carol tap offload off
	port add vm1 stream listen $LAB/vm1 mtu 1040 offload implied
	port add vm2 dgram local $LAB/vm2 mtu 1040 offload implied
	port add vm3 stream listen $LAB/vm3 mtu 1040
	port add vm4 stream listen $LAB/vm4
	port listen stream $LAB/all name guest%d mtu 1040 offload implied
CONF
host alice alice
host carol carol
alice=$(pid_of alice)/alice
carol=$(pid_of carol)/carol

# count_warnings PORT - print how often the log has named the remedy for the port
count_warnings() {
	grep -c "port $1: .*offload implied" "$LOG" || true
}

for guest in "stream $LAB/vm1" "dgram $LAB/vm2" "stream $LAB/all"; do
	# shellcheck disable=SC2086 # two words
	set -- $guest
	it "forwards GSO frames without a header whole: $1 ${2##*/}"
	offload_implied.py "$1" "$2" 3 "$alice" whole
	rm -f "$2.guest"
	it "cuts GSO frames and completes checksums for other ports: $1 ${2##*/}"
	offload_implied.py "$1" "$2" 3 "$carol" cut
	rm -f "$2.guest"
done

it "warns once of frames longer than the MTU, and names the remedy"
offload_implied.py stream "$LAB/vm3" 5
offload_implied.py stream "$LAB/vm3" 5

# has_warned PORT - true if the log has named the remedy for the port once
has_warned() {
	[ "$(count_warnings "$1")" = 1 ]
}
until_true has_warned vm3

it "warns of checksums that are not complete, also without an MTU"
offload_implied.py stream "$LAB/vm4" 2
offload_implied.py stream "$LAB/vm4" 5
until_true has_warned vm4
is 0 count_warnings vm1

it "prints offload implied with its MTU, which is 1500 by default"
tapctl port add vm5 stream listen "$LAB/vm5" offload implied
matches "port add vm5 stream listen $LAB/vm5 mtu 1500 offload implied" \
	tapctl config show
matches "port listen stream $LAB/all .*offload implied" tapctl config show
status 2 tapctl port listen vde "$LAB/vde" offload implied
