#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# SIGHUP reloads the file as a whole or not at all: what it does not change is not
# interrupted: not a single frame is lost.

. "$(dirname "$0")/lib.sh"
need jq

start_switch <<-CONF
	switch set ageing_time 100
	port add p1 tap
	port add p2 tap
	port add p3 tap
	fdb add 02:00:00:00:00:99 port p1 static
CONF
host alice p1 192.0.2.1/24
host bob   p2 192.0.2.2/24
reaches alice 192.0.2.2

# port_names - print the names of all ports, sorted
port_names() {
	show 'map(.name) | sort | join(" ")' port show
}

it "adds what a reloaded file adds, and removes what it no longer has"
before=$(counter p1 rx_packets)
reload <<-CONF
	switch set ageing_time 200 group_fwd linux
	port add p1 tap
	port add p2 tap
	port add p4 tap mtu 9000
	fdb add 02:00:00:00:00:98 port p2 static
CONF
is "p1 p2 p4" port_names
is "200 linux" show '"\(.ageing_time) \(.group_fwd)"' switch show
is "02:00:00:00:00:98 p2" show '.[] | "\(.mac) \(.port)"' fdb show static
expect_no_interface p3
matches 'mtu 9000' ip link show p4

it "does not touch the other ports: they forward, and keep counters and stations"
[ "$(counter p1 rx_packets)" -ge "$before" ]
is 1 show length fdb show mac "$(mac_of alice)"
reaches alice 192.0.2.2

it "changes the settings that a reloaded file changes"
reload <<-CONF
	port add p1 tap
	port add p2 tap down
	port add p4 tap mtu 4000 learning off
CONF
is "300 lab" show '"\(.ageing_time) \(.group_fwd)"' switch show
is down show '.[0].admin' port show p2
is "4000 false" show '.[0] | "\(.mtu) \(.learning)"' port show p4
is 0 show length fdb show static

it "changes settings back when the file does"
reload <<-CONF
	port add p1 tap
	port add p2 tap
	port add p4 tap
CONF
tapctl wait port p2 up timeout 5
reaches alice 192.0.2.2

# expect_refused_reload PATTERN <CONFIG - reload a file that must be refused with
# this message and change nothing
expect_refused_reload() {
	local was
	was=$(tapctl config show)
	reload
	grep -Eq "$1" "$LAB/applied" || die "no /$1/: $(cat "$LAB/applied")"
	is "$was" tapctl config show
	reaches alice 192.0.2.2
	expect_no_interface p5
}

it "changes nothing for a wrong file"
expect_refused_reload ':3:10: .*p1' <<-CONF
	port add p1 tap
	port add p5 tap
	port add p1 tap
CONF
expect_refused_reload ':2:' <<-CONF
	port add p5 tap
	switch set ageing_time never
CONF

it "changes nothing when a new port cannot be opened"
expect_refused_reload ff02 <<-CONF
	switch set ageing_time 7
	port add p1 tap
	port add p5 tap
	port add p6 tap address ff02::1/64
CONF

it "changes nothing when a port cannot be replaced"
expect_refused_reload ff02 <<-CONF
	port add p5 tap
	port add p1 tap
	port add p2 tap
	port add p4 tap ifname other address ff02::1/64
CONF
ip link show p4 >/dev/null

it "changes nothing when the file no longer exists"
was=$(tapctl config show)
rm "$CONF"
apply
is "$was" tapctl config show
