#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A thousand taps: all forward, and cost no CPU time while they are idle.

. "$(dirname "$0")/lib.sh"
need python3

COUNT=1000
MEMORY_KB=65536

for n in $(seq $COUNT); do
	echo "port add p$n tap up"
done >"$CONF"

it "starts with a thousand taps"
launch_switch -f "$CONF"
until_true switch_answers
tapctl switch set loop_probe off
is $COUNT show .ports switch show

it "brings a thousand taps up"
for n in 1 500 $COUNT; do
	tapctl wait port "p$n" up timeout 10
done

it "forwards between a thousand taps"
check_taps.py p $COUNT
is $COUNT show .fdb_used switch show

it "uses no CPU time while a thousand taps are idle"
expect_idle_switch

# set_all_links up|down - set all hosts' interfaces up or down
set_all_links() {
	seq -f "link set dev p%g $1" $COUNT | ip -batch -
}

# all_links_logged_down - true if the log's last line about each port says that its
# link is down
all_links_logged_down() {
	[ "$(awk '$4 == "link" { last[$3] = $6 }
		END { for (p in last) n += last[p] == "down,"; print n }' \
		"$LOG")" = $COUNT ]
}

it "learns the state of all taps, even if the kernel lost notifications"
kill -STOP "$SWITCH"
for word in down up down; do
	set_all_links $word
done
kill -CONT "$SWITCH"
until_true all_links_logged_down
set_all_links up

it "needs little memory for a thousand taps"
used=$(awk '/VmRSS/ { print $2 }' "/proc/$SWITCH/status")
echo "    $used KiB resident"
[[ $O = *asan* ]] || [ "$used" -lt $MEMORY_KB ] || die "$used KiB"

it "removes all its taps when it stops"
tapctl stats check >/dev/null
stop_switch
expect_no_interface p1
expect_no_interface p$COUNT
