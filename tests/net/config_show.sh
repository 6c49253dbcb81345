#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# What `config show` prints rebuilds the same switch.

. "$(dirname "$0")/lib.sh"
need jq

ip netns add "lab h1"
start_switch <<-'CONF'
	switch set ageing_time 60 fdb_limit 1000 fdb_full evict group_fwd 0x4001
	port add p1 tap ifname eth9 mac 02:00:00:00:00:01 mtu 9000 address 192.0.2.1/24 address 192.0.2.2/32 up
	port add p2 tap netns 'lab h1' ifname eth0 mac 02:00:00:00:00:02 owner 0 group 0 persist off
	port add p3 tap mac 02:00:00:00:00:03 offload off learning off gro off down
	port add p4.x:y-z_ null mtu 2000 gro off
	port add p5 tap
	fdb add 02:00:00:00:00:aa port p1 static
	fdb add 02:00:00:00:00:bb port p2 sticky
	fdb add 02:00:00:00:00:cc port p3 vlan 7 local
CONF
tapctl port set p5 mtu 1234 mac 02:00:00:00:00:05 offload off gro off learning off

# visible_state - print all that a switch shows, except what changes with time
visible_state() {
	show 'del(.pid, .start_time_ms, .uptime_ms, .events, .iterations,
		.iteration_times, .mac)' switch show
	show . port show
	show 'map(del(.age_ms)) | sort_by(.mac)' fdb show
}

tapctl config show >"$LAB/first"
visible_state >"$LAB/first.state"
stop_switch

it "rebuilds the switch from what config show printed"
cp "$LAB/first" "$CONF"
launch_switch -f "$CONF"
until_true switch_answers
tapctl config show | diff -u "$LAB/first" -
visible_state | diff -u "$LAB/first.state" -
stop_switch

it "rebuilds the switch from the same lines sent through tapctl"
launch_switch
until_true switch_answers
tapctl -b "$LAB/first"
tapctl config show | diff -u "$LAB/first" -
visible_state | diff -u "$LAB/first.state" -

it "prints the configuration as an array of lines in JSON"
show '.[]' config show | diff -u "$LAB/first" -
