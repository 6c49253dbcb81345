#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A tap that somebody takes to another namespace as soon as it is there, while its
# port is still being made: it is as if that had come right behind.

. "$(dirname "$0")/lib.sh"
need jq python3

start_switch <<-CONF
	switch set loop_probe off
CONF
host alice
host bob
there=$(in_host bob readlink /proc/self/ns/net)
names=$(echo t{1..30})
# Each takes some time to be added.
addresses=$(printf ' address 192.0.2.%d/24' {1..40})

# is_there PORT NAMESPACE
is_there() {
	is "$2 1400 02:00:00:00:00:07" show \
		'.[0] | "\(.netns) \(.mtu) \(.mac)"' port show "$1"
}

# all_move WORDS... - ports of taps in alice's namespace, which go to bob's
all_move() {
	local name
	# shellcheck disable=SC2086 # names
	in_host "$1" mover.py "/proc/$(pid_of bob)/ns/net" $names &
	for name in $names; do
		# shellcheck disable=SC2086 # words
		tapctl port add "$name" tap "${@:2}" mtu 1400 \
			mac 02:00:00:00:00:07 $addresses up
	done
	wait $!
	for name in $names; do
		until_true is_there "$name" "$there"
		refute in_host "$1" ip link show "$name" 2>/dev/null
		in_host bob ip link show "$name" >/dev/null
	done
	tapctl port del 't*'
}

it "goes with one from a namespace of the port's own"
all_move alice netns "/proc/$(pid_of alice)/ns/net"

it "goes with one from the switch's namespace"

# shellcheck disable=SC2034 # pid_of reads it
pid_here=$$
all_move here

it "has what was asked for where nobody moves it"
tapctl port add calm tap netns "/proc/$(pid_of alice)/ns/net" up
is "/proc/$(pid_of alice)/ns/net" show '.[0].netns' port show calm
