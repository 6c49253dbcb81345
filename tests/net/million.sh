#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A million stations: all known, all listed while frames flow, all forgotten
# without anybody noticing.

. "$(dirname "$0")/lib.sh"
need jq python3

COUNT=1048576
WORST_MS=200		# a pause longer than this would be the table's doing

start_switch <<-CONF
	switch set fdb_limit $COUNT
	port add p1 tap
	port add p2 tap
	port add p3 tap
	fdb add 02:00:00:00:00:99 port p3 local
CONF
host alice p1 192.0.2.1/24
host bob   p2 192.0.2.2/24
host crowd p3
reaches alice 192.0.2.2

they_talk() {
	[ "$(grep -c 'bytes from' "$LAB/ping")" -gt 10 ]
}

# unnoticed CMD... - alice and bob talk all the while, without a pause
unnoticed() {
	local worst lost
	behind alice ping -i0.002 192.0.2.2 >"$LAB/ping"
	until_true they_talk
	"$@"
	kill -INT "$behind"
	wait "$behind"
	# What is on its way in the end is no loss.
	lost=$(awk '/packets transmitted/ { print $1 - $4 }' "$LAB/ping")
	worst=$(sed -n 's|^rtt.* = [^/]*/[^/]*/\([0-9]*\).*|\1|p' "$LAB/ping")
	[ "$lost" -lt 50 ] || die "$(tail -n3 "$LAB/ping")"
	echo "    longest round trip: $worst ms"
	[[ $O = *asan* ]] || [ "$worst" -lt $WORST_MS ] || die "$worst ms"
}

# The two who talk take two of the places.
it "learns them"
arrive() {
	crowd.py "$(pid_of crowd)/p3" p3 "$1" "$2" 02:00:00:00:00:99
}
unnoticed arrive 0 $((COUNT - 2))
is $COUNT show .fdb_used switch show
is p3 show '.[0].port' fdb show mac 02:01:00:00:00:00
is p3 show '.[0].port' fdb show mac 02:01:00:0f:ff:fd

it "takes no more, and forwards all the same"
is 0 show .fdb_count.refused switch show
arrive $COUNT 10
is 10 show .fdb_count.refused switch show
transfer tcp alice bob 192.0.2.2 20

it "lists them while frames flow"
list() {
	tapctl -j fdb show learned | tr '{' '\n' | grep -c '"mac"' >"$LAB/listed"
}
unnoticed list
is $COUNT cat "$LAB/listed"
unnoticed sh -c "tapctl fdb show | tail -n1 >/dev/null"
echo "    $(awk '/VmRSS/ { print $2 }' "/proc/$SWITCH/status") KiB resident"

it "forgets them"
forget() {
	tapctl switch set ageing_time 2
	until_true is_nearly_empty
}
is_nearly_empty() {
	[ "$(show .fdb_used switch show)" -le 2 ]
}
unnoticed forget

it "flushes them"
tapctl switch set ageing_time 300
arrive 0 100000
unnoticed tapctl fdb flush port p3 >/dev/null
is 0 show length fdb show port p3 learned
