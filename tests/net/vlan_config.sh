#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# VLANs in a file: what `config show` prints creates them again, and a file that fails
# leaves them as they were.

. "$(dirname "$0")/lib.sh"
need jq

# visible_state - print all that can be seen of ports, VLANs and stations
visible_state() {
	show '"\(.vlan_filtering) \(.vlan_protocol) \(.vlan_default_pvid)"' \
		switch show
	show 'sort_by(.name) | map(del(.no))' port show
	show 'sort_by(.port, .vid)' vlan show
	show 'map(del(.age_ms)) | sort_by(.mac, .vlan)' fdb show
}

# matches_kept FILE - fail if the switch differs from the one of which FILE was written
matches_kept() {
	tapctl config show | diff -u "$1" -
	visible_state | diff -u "$1.state" -
}

it "rebuilds a switch with VLANs, roles, names and EtherTypes"
start_switch <<-'CONF'
	switch set vlan_filtering on vlan_protocol 802.1ad vlan_default_pvid 7
	vlan set 10 name 'staff # and "guests"'
	vlan set 20 name Müller ethertype 0x8100
	vlan set 4094 name 'never used' ethertype 0x9200
	port add p1 tap mac 02:00:00:00:00:01
	port add p2 tap mac 02:00:00:00:00:02 access 10
	port add p3 tap mac 02:00:00:00:00:03 trunk 10,20-29,4094 native 99 learning off
	port add p4 tap mac 02:00:00:00:00:04 trunk 1-4094 accept all gro off
	port add p5 tap mac 02:00:00:00:00:05 dot1q-tunnel 300
	port add p6 tap mac 02:00:00:00:00:06 dot1q-tunnel 301 ethertype 0x9100
	port add p7 tap mac 02:00:00:00:00:07 ingress_filtering off tunnel on down
	port add p8 null access 4094
	vlan add 30 port p7 pvid
	vlan add 7,31 port p7 untagged
	vlan add 7 port p2
	vlan del 10 port p2
	vlan del 1-4094 port p8
	fdb add 02:00:00:00:00:aa port p1 static
	fdb add 02:00:00:00:00:bb port p3 vlan 20-22 sticky
	fdb add 02:00:00:00:00:cc port p7 vlan 4000 local
	fdb add 02:00:00:00:00:dd port p3
	fdb add 02:00:00:00:00:ee port p8 vlan 0
CONF
tapctl config show >"$LAB/first"
visible_state >"$LAB/first.state"
apply
matches_kept "$LAB/first"
stop_switch
launch_switch
until_true switch_answers
tapctl -b "$LAB/first"
matches_kept "$LAB/first"
stop_switch
start_switch <"$LAB/first"
matches_kept "$LAB/first"

it "changes to the VLANs of another file, and back"
reload <<-CONF
	port add p1 tap
	port add p3 tap mac 02:00:00:00:00:03 access 10
	port add p9 tap
	vlan set 10 name red
CONF
is "false 802.1q 1" show '"\(.vlan_filtering) \(.vlan_protocol) \(
	.vlan_default_pvid)"' switch show
is "p1 1, p3 10 red, p9 1" show 'map("\(.port) \(.vid) \(.name)" |
	sub(" $"; "")) | join(", ")' vlan show
reload <"$LAB/first"
visible_state | diff -u "$LAB/first.state" -

# expect_refused_reload PATTERN <CONFIG - reload a file that must be refused with
# this message and change nothing
expect_refused_reload() {
	visible_state >"$LAB/now.state"
	tapctl config show | sort >"$LAB/now"
	reload
	matches "$1" cat "$LAB/applied"
	tapctl config show | sort | diff -u "$LAB/now" -
	visible_state | diff -u "$LAB/now.state" -
}

it "changes nothing for a wrong file, or one of which a port cannot be opened"
expect_refused_reload ':4:19: .*"10,20,4095"' <<-CONF
	switch set vlan_filtering off
	port add p1 tap
	port set p1 trunk 1-4094
	port set p1 trunk 10,20,4095
CONF
expect_refused_reload ':2:23: .*"20,10-5"' <<-CONF
	vlan set 10 name other ethertype 0x88a8
	port add p1 tap trunk 20,10-5
CONF
expect_refused_reload ff02 <<-CONF
	switch set vlan_filtering off vlan_default_pvid 8
	vlan set 10-300 ethertype 0x9100
	vlan set 10 name other
	port add p1 tap mtu 1400 trunk 1-4094
	port add p3 tap mac 02:00:00:00:00:33 access 20
	port add p5 tap access 300
	port add p7 tap
	port add p10 tap access 10
	port add p2 tap address ff02::1/64
CONF
expect_no_interface p10
