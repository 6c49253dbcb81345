#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# When all ports are busy at once, with every frame flooded to all of them, a client
# still gets its answer soon: the work of one loop iteration is bounded.

. "$(dirname "$0")/lib.sh"
need jq python3

COUNT=400
MOST_US=20000		# of CPU time for each iteration, on average

start_switch < <(seq -f 'port add p%g tap up' $COUNT)

broadcast_all.py p $COUNT &
broadcasts=$!

# count_received_frames - print the number of frames received on all ports
count_received_frames() {
	show 'map(.rx_packets) | add' stats show
}

# received_more_than COUNT - true if more frames than COUNT were received
received_more_than() {
	[ "$(count_received_frames)" -gt "$1" ]
}
until_true received_more_than $COUNT

# The switch's own CPU time, which does not grow because other processes are busy
switch_cpu_us() {
	awk '{ printf "%d\n", $1 / 1000 }' "/proc/$SWITCH/schedstat"
}

# loop_iterations - print the number of loop iterations so far
loop_iterations() {
	show .iterations.count switch show
}

it "answers clients and keeps its loop iterations short while all ports are busy"
before=$(loop_iterations) cpu_before=$(switch_cpu_us)
for _ in $(seq 9); do
	tapctl switch show >/dev/null
done
each=$((($(switch_cpu_us) - cpu_before) / ($(loop_iterations) - before)))
echo "    $each us an iteration"
[[ $O = *asan* ]] || [ "$each" -le $MOST_US ] || die "$each us an iteration"

it "goes on forwarding after it has answered clients"
until_true received_more_than "$(count_received_frames)"
kill $broadcasts
wait $broadcasts || true
