#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A switch with as many ports as it can have: ports are added and deleted, and frames
# of other ports are not lost.

. "$(dirname "$0")/lib.sh"
need jq python3

MOST=1024
CHANGES=100
THERE=02:00:00:00:0a:02	# the station of steady_frames.py behind its second tap

for n in $(seq $((MOST - CHANGES))); do
	echo "port add p$n tap up"
done >"$CONF"
launch_switch -f "$CONF"
until_true switch_answers
tapctl switch set loop_probe off

# port_lines COMMAND [WORD]... - print a line for each of the last ports
port_lines() {
	for n in $(seq $((MOST - CHANGES + 1)) $MOST); do
		echo "$1 p$n ${*:2}"
	done
}
port_lines "port add" tap up >"$LAB/add"
port_lines "port del" >"$LAB/del"
cat "$LAB/del" "$LAB/add" >"$LAB/again"

# count_taps - print how many taps there are in this namespace
count_taps() {
	ip -o link show type tun | wc -l
}

# The queue is long enough that a slow machine loses nothing.
ip link set p1 txqueuelen 20000

it "adds ports while frames flow between two others"
steady_frames.py p1 p2 tapctl -b "$LAB/add"
is $MOST show .ports switch show

it "accepts $MOST ports, and says that this is the limit"
status 1 tapctl port add onemore tap
matches "a switch has $MOST ports at most" cat "$LAB/output"
expect_no_interface onemore
is $MOST count_taps

it "deletes ports and adds others of the same names, and loses no frame"
steady_frames.py p1 p2 tapctl -b "$LAB/again"
is $MOST show .ports switch show
is $MOST count_taps

# is_applied LINE - true if the log says so after this line
is_applied() {
	tail -n "+$1" "$LOG" | grep -q 'applied again'
}
export -f is_applied until_true die
export LOG

it "replaces ports by a reload, and loses no frame of others"
tail -n $CHANGES "$CONF" | sed 's/ tap/ tap mtu 1400/' >"$LAB/changed"
head -n -$CHANGES "$CONF" | cat - "$LAB/changed" >"$LAB/new"
mv "$LAB/new" "$CONF"
# shellcheck disable=SC2016 # for the other shell
steady_frames.py p1 p2 bash -c 'kill -HUP "$1" && until_true is_applied "$2"' - \
	"$SWITCH" $(($(wc -l <"$LOG") + 1))
is $((MOST - CHANGES)) show .ports switch show
is $((MOST - CHANGES)) count_taps
matches 'mtu 1400' ip link show "p$((MOST - CHANGES))"

it "floods frames for a station whose port was deleted"
is p2 show '.[0].port' fdb show mac "$THERE"
tapctl port del p2
expect_no_interface p2
before=$(counter p1 flooded)
steady_frames.py once p1
until_true is $((before + 1)) counter p1 flooded

it "lets any client use a deleted port's name again at once"
for n in 1 2 3; do
	tapctl port del p9 &
	until_true tapctl port add p9 tap mtu $((1400 + n))
	wait $!
done
matches 'mtu 1403' ip link show p9

it "removes all its taps when it stops"
tapctl stats check >/dev/null
stop_switch
is 0 count_taps
