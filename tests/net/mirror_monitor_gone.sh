#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A monitor that disappears while frames are copied to it costs copies, which are
# counted, and nothing else.

. "$(dirname "$0")/lib.sh"
need jq

start_switch <<-CONF
	switch set loop_probe off
	port add alice tap
	port add bob tap
	mirror add all from all to carol
CONF
host alice alice
host bob   bob
tapctl wait port alice,bob up timeout 10
held=$(descriptors)

# holds_what_it_held - true if the switch has as many descriptors as at first: taps are
# closed in the background
holds_what_it_held() {
	[ "$(descriptors)" = "$held" ]
}

# missed WORD - print how many copies were not made, and why
missed() {
	show ".[0].missed[\"$1\"] // 0" mirror show all
}

# add_carol - add the monitor, and wait until it gets copies
add_carol() {
	tapctl port add carol tap
	ip link set carol up
	tapctl wait port carol up timeout 10
	until_true copies_are_made
}

# copies_are_made - send some frames; true if carol got copies of them
copies_are_made() {
	local before
	before=$(show '.[0].copies' mirror show all)
	bob_receives_all_of_alice
	[ "$(show '.[0].copies' mirror show all)" -ge $((before + 300)) ]
}

it "goes on without copies when its monitor is deleted, again and again"
bob_receives_all_of_alice
for _ in {1..3}; do
	add_carol
	before=$(missed no-port)
	tapctl port del carol
	bob_receives_all_of_alice
	[ "$(missed no-port)" -ge $((before + 600)) ] || die "$(tapctl mirror show)"
done
until_true holds_what_it_held

it "goes on when the device of its monitor is deleted"
add_carol
before=$(missed port-down)
ip link del carol
tapctl wait port carol not-present timeout 10
bob_receives_all_of_alice
[ "$(missed port-down)" -ge $((before + 600)) ] || die "$(tapctl mirror show)"
until_true holds_what_it_held

it "deletes its monitor while frames are copied to it"
tapctl port del carol
add_carol
for _ in {1..3}; do
	bob_receives_all_of_alice &
	sender=$!
	tapctl port del carol
	tapctl port add carol tap
	wait $sender
done
tapctl port del carol
until_true holds_what_it_held
tapctl stats check >/dev/null
