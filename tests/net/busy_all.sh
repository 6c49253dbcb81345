#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# When all ports are busy at once, each frame for all of them, a client still
# gets its answer soon: what an iteration of the loop does is bounded.

. "$(dirname "$0")/lib.sh"
need jq python3

COUNT=400
MOST_US=20000		# of CPU that an iteration takes, all in all

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
iterations() {
	show .iterations.count switch show
}

it "answers clients, between iterations that are short"
before=$(iterations) cpu_before=$(cpu_us)
for _ in $(seq 9); do
	tapctl switch show >/dev/null
done
each=$((($(cpu_us) - cpu_before) / ($(iterations) - before)))
echo "    $each us an iteration"
[[ $O = *asan* ]] || [ "$each" -le $MOST_US ] || die "$each us an iteration"

it "goes on meanwhile"
until_true hears_more "$(heard)"
kill $shouting
wait $shouting || true
