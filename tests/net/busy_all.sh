#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# When all ports are busy at once, each frame for all of them, a client still
# gets its answer soon: what a turn of the loop does is bounded.

. "$(dirname "$0")/lib.sh"
need jq python3

COUNT=400
MOST_MS=150

for n in $(seq $COUNT); do
	echo "port add p$n tap up"
done | start_switch

shout.py p $COUNT &
shouting=$!

# heard - frames that arrived, of all ports
heard() {
	show 'map(.rx_packets) | add' stats show
}

# hears_more THAN
hears_more() {
	[ "$(heard)" -gt "$1" ]
}
until_true hears_more $COUNT

# answer_ms - how long a client waits: the middle one of nine
answer_ms() {
	local before n
	for n in $(seq 9); do
		before=${EPOCHREALTIME/./}
		tapctl switch show >/dev/null
		echo $(((${EPOCHREALTIME/./} - before) / 1000))
	done | sort -n | sed -n 5p
}

it "answers a client soon"
took=$(answer_ms)
echo "    $took ms"
[ "$took" -le $MOST_MS ] || die "it took $took ms"

it "goes on meanwhile"
until_true hears_more "$(heard)"
kill $shouting
wait $shouting || true
