#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A tap is moved to another namespace as soon as it exists, while its port is still
# being added: the result is the same as if it were moved right after.

. "$(dirname "$0")/lib.sh"
need jq python3

start_switch <<-CONF
	switch set loop_probe off
CONF
host alice
host bob
there=$(in_host bob readlink /proc/self/ns/net)
names=$(echo t{1..30})
# Many addresses, so that each port takes some time to be added.
addresses=$(printf ' address 192.0.2.%d/24' {1..40})

# tap_has_moved PORT NAMESPACE - true if the port's tap is there, with its settings
tap_has_moved() {
	is "$2 1400 02:00:00:00:00:07" show \
		'.[0] | "\(.netns) \(.mtu) \(.mac)"' port show "$1"
}

# add_moving_ports HOST WORDS... - add ports whose taps are created in the namespace
# of alice or of the switch, and moved to bob's at once
add_moving_ports() {
	local name
	# shellcheck disable=SC2086 # names
	in_host "$1" move_interfaces.py "/proc/$(pid_of bob)/ns/net" $names &
	for name in $names; do
		# shellcheck disable=SC2086 # words
		tapctl port add "$name" tap "${@:2}" mtu 1400 \
			mac 02:00:00:00:00:07 $addresses up
	done
	wait $!
	for name in $names; do
		until_true tap_has_moved "$name" "$there"
		refute in_host "$1" ip link show "$name" 2>/dev/null
		in_host bob ip link show "$name" >/dev/null
	done
	tapctl port del 't*'
}

it "follows a tap that was created in a namespace named by the port"
add_moving_ports alice netns "/proc/$(pid_of alice)/ns/net"

it "follows a tap that was created in the switch's namespace"

# shellcheck disable=SC2034 # pid_of reads it
pid_here=$$
add_moving_ports here

it "shows the namespace that was asked for when the tap is not moved"
tapctl port add calm tap netns "/proc/$(pid_of alice)/ns/net" up
is "/proc/$(pid_of alice)/ns/net" show '.[0].netns' port show calm
