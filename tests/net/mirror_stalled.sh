#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A monitor that does not read delays, drops and reorders nothing that is watched.

. "$(dirname "$0")/lib.sh"
need jq

start_switch <<-CONF
	switch set loop_probe off
	port add alice tap
	port add bob tap
	port add carol stream listen $LAB/carol.sock
	mirror add all from all to carol
CONF
host alice alice
host bob   bob
plug_in carol stream connect "$LAB/carol.sock"
host carol carol
tapctl wait port carol up timeout 10

HOSTS=(alice bob)

# received_by_carol - print how many frames have arrived at her interface
received_by_carol() {
	in_host carol ip -j -s link show carol | jq '.[0].stats64.rx.packets'
}

# carol_has MORE - true if she has received so many since the last line "before="
carol_has() {
	[ "$(received_by_carol)" -ge $((before + $1)) ]
}

it "sends a copy of each frame as it came, and of each as it leaves"
before=$(received_by_carol)
bob_receives_all_of_alice
until_true carol_has 600
[ "$(counter alice mirrored)" -ge 300 ] || die "$(tapctl stats show)"
[ "$(counter bob mirrored)" -ge 300 ] || die "$(tapctl stats show)"

it "forwards all frames while the monitor does not read, and counts what it misses"
kill -STOP "${plug_of[carol]}"
does_not_hold_up_others carol
tapctl stats check >/dev/null

it "goes on copying when the monitor reads again"
kill -CONT "${plug_of[carol]}"
before=$(received_by_carol)

# copies_arrive - send some more; true if carol has received one since she reads
copies_arrive() {
	bob_receives_all_of_alice
	carol_has 1
}
until_true copies_arrive
tapctl stats check >/dev/null
