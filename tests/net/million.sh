#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A million stations: all known, all listed while frames flow, all forgotten
# without anybody noticing.

. "$(dirname "$0")/lib.sh"
need jq python3

COUNT=1048576
WORST_MS=200		# a pause longer than this would be the table's doing
TURN_US=10000		# no turn of the loop may be longer
BYTES=128		# of memory for each station, all in all

start_switch <<-CONF
	switch set fdb_limit $COUNT
	port add p1 tap
	port add p2 tap
	fdb add 02:00:00:00:00:99 port p2 local
CONF
host alice p1 192.0.2.1/24
host bob   p2 192.0.2.2/24
reaches alice 192.0.2.2

# The crowd's tap stays ours when its port goes: the kernel takes longer to
# remove an interface than a turn may.
plug_crowd() {
	[ -z "$holder" ] || kill "$holder"
	with_tap.py crowd 9 vnet \
		sh -c 'tapctl port add p3 tap fd 9 && exec sleep infinity' &
	holder=$!
	until_true is_there p3
	host crowd crowd
}
is_there() {
	tapctl port show "$1" >/dev/null 2>&1
}
holder=
plug_crowd

# A turn is long by the clock also when others had the processor meanwhile,
# which is not the switch's fault.  So it goes before them all, where we may say
# so; what is left, the host of a virtual machine for one, does not come thrice.
# So does ping, whose round trips are to tell of the switch alone.
alone=
[[ $O = *asan* ]] || ! chrt -f -p 1 "$SWITCH" 2>/dev/null || alone=yes

they_talk() {
	[ "$(grep -c 'bytes from' "$LAB/ping")" -gt 10 ]
}

# unnoticed CMD... - alice and bob talk all the while; $worst is the longest pause
unnoticed() {
	local lost
	behind alice ${alone:+chrt -f 1} ping -i0.002 192.0.2.2 >"$LAB/ping"
	until_true they_talk
	"$@"
	kill -INT "$behind"
	wait "$behind"
	# What is on its way in the end is no loss.
	lost=$(awk '/packets transmitted/ { print $1 - $4 }' "$LAB/ping")
	worst=$(sed -n 's|^rtt.* = [^/]*/[^/]*/\([0-9]*\).*|\1|p' "$LAB/ping")
	[ "$lost" -lt 50 ] || die "$(tail -n3 "$LAB/ping")"
	echo "    longest round trip: $worst ms"
}

# is_short LONGEST - the turn, if it can be told, and the pause
is_short() {
	[ -z "$alone" ] || [ "$1" -lt "$TURN_US" ] || return 1
	[[ $O = *asan* ]] || [ "$worst" -lt $WORST_MS ]
}

# in_short_turns BEFORE CMD... - unnoticed, and no turn of it is long, nor a pause;
# one that is must be long each of three times, and comes after BEFORE each time
in_short_turns() {
	local longest
	for _ in 1 2 3; do
		"$1"
		tapctl switch reset
		unnoticed "${@:2}"
		longest=$(show .turns.max_us switch show)
		echo "    longest turn: $longest us"
		! is_short "$longest" || return 0
	done
	tapctl switch show
	die "a turn of $longest us, or a pause of $worst ms"
}

resident() {
	awk '/VmRSS/ { print $2 }' "/proc/$SWITCH/status"
}

# arrive FIRST COUNT - who was heard already may be heard again
arrive() {
	crowd.py "$(pid_of crowd)/crowd" p3 "$1" "$2" 02:00:00:00:00:99
}

# The two who talk take two of the places.
all_arrive() {
	tapctl switch set ageing_time 300
	arrive 0 $((COUNT - 2))
	is $COUNT show .fdb_used switch show
}

it "learns them"
before=$(resident)
forget_crowd() {
	tapctl fdb flush port p3 >/dev/null
}
# A switch that is busy all the while, the kernel stops now and then for others.
TURN_US=1000000 in_short_turns forget_crowd all_arrive
is p3 show '.[0].port' fdb show mac 02:01:00:00:00:00
is p3 show '.[0].port' fdb show mac 02:01:00:0f:ff:fd
each=$((($(resident) - before) * 1024 / COUNT))
echo "    $each bytes for each"
[[ $O = *asan* ]] || [ $each -lt $BYTES ] || die "$each bytes"

it "takes no more, and forwards all the same"
is 0 show .fdb_count.refused switch show
arrive $COUNT 10
is 10 show .fdb_count.refused switch show
transfer tcp alice bob 192.0.2.2 20

it "lists them while frames flow"
list() {
	tapctl -j fdb show learned | tr '{' '\n' | grep -c '"mac"' >"$LAB/listed"
}
in_short_turns true list
is $COUNT cat "$LAB/listed"
in_short_turns true sh -c "tapctl fdb show | tail -n1 >/dev/null"

it "flushes them at once, and learns others in their places"
flush() {
	is $((COUNT - 2)) show .flushed fdb flush port p3
	is 0 show length fdb show mac 02:01:00:00:00:00
	[ "$(show .fdb_used switch show)" -le 2 ]
	arrive $COUNT 1000
	is p3 show '.[0].port' fdb show mac "$(printf 02:01:00:10:03:e7)"
	# Sweeping them takes longer than walking through what is left.
	is 1000 show length fdb show port p3 learned
}
flush_rest() {
	forget_crowd
	all_arrive
}
in_short_turns flush_rest flush

it "forgets them with their port, whose number others get"
unplug() {
	tapctl port del p3
	[ "$(show .fdb_used switch show)" -le 2 ]
	tapctl port add p4 null
	is 3 show '.[0].no' port show p4
	is 0 show length fdb show port p4
	is 0 show length fdb show mac 02:01:00:00:00:00
}
plug_again() {
	! is_there p4 || tapctl port del p4
	is_there p3 || plug_crowd
	flush_rest
}
in_short_turns plug_again unplug

it "forgets them when they are silent"
is_nearly_empty() {
	[ "$(show .fdb_used switch show)" -le 2 ]
}
forget() {
	tapctl switch set ageing_time 2
	until_true is_nearly_empty
}
in_short_turns plug_again forget
