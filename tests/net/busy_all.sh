#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# When all ports are busy at once, each frame for all of them, a client still
# gets its answer soon: what a turn of the loop does is bounded.

. "$(dirname "$0")/lib.sh"
need jq python3

COUNT=400
MOST_US=20000		# of CPU that a turn takes, all in all

start_switch < <(seq -f 'port add p%g tap up' $COUNT)

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

# The switch's own time on a CPU, which others that are busy do not add to
cpu_us() {
	awk '{ printf "%d\n", $1 / 1000 }' "/proc/$SWITCH/schedstat"
}
turns() {
	show .turns.count switch show
}

it "answers clients, between turns that are short"
before=$(turns) cpu_before=$(cpu_us)
for _ in $(seq 9); do
	tapctl switch show >/dev/null
done
each=$((($(cpu_us) - cpu_before) / ($(turns) - before)))
echo "    $each us a turn"
[[ $O = *asan* ]] || [ "$each" -le $MOST_US ] || die "$each us a turn"

it "goes on meanwhile"
until_true hears_more "$(heard)"
kill $shouting
wait $shouting || true
