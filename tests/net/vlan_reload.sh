#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# VLANs while frames are forwarded: SIGHUP moves ports from one VLAN to another and does
# not disturb the others, and VLAN filtering can be turned off and on.

. "$(dirname "$0")/lib.sh"
need jq

it "moves ports from one VLAN to another by a reload"
start_switch <<-CONF
	switch set vlan_filtering on
	port add p1 tap access 10
	port add p2 tap trunk 10,20
	port add p3 tap access 20
	port add p4 tap trunk 20,30 native 10
CONF
host alice p1
host bob   p2
host carol p3
host dave  p4
expect_frames <<-TABLE
	alice > all                => bob tag 10, dave
	carol > all                => bob tag 20, dave tag 20
	bob > all tag 20           => carol, dave tag 20
TABLE
reload <<-CONF
	switch set vlan_filtering on
	port add p1 tap access 20
	port add p2 tap trunk 10,20
	port add p3 tap access 30
	port add p4 tap trunk 10,20
CONF
is "20" show 'map(.vlan) | join(" ")' fdb show port p2
is 0 show length fdb show port p1
is 0 show length fdb show port p3
expect_frames <<-TABLE
	alice > bob                => bob tag 20
	alice > carol              => bob tag 20, dave tag 20
	carol > all                => nobody
	dave > alice tag 20        => alice
	bob > all tag 10           => dave tag 10
TABLE

it "keeps the memberships while VLAN filtering is off"
tapctl switch set vlan_filtering off
is 0 show length fdb show
expect_frames <<-TABLE
	alice > all                => bob, carol, dave
	bob > alice tag 4095       => alice tag 4095
	carol > all stag 10 tag 20 => alice stag 10 tag 20, bob stag 10 tag 20, dave stag 10 tag 20
TABLE
is "3 0" show '"\(length) \(map(.vlan) | add)"' fdb show
tapctl port set p3 access 10
tapctl switch set vlan_filtering on
is 0 show length fdb show
expect_frames <<-TABLE
	alice > all                => bob tag 20, dave tag 20
	bob > carol tag 10         => carol, dave tag 10
	carol > bob                => bob tag 10
TABLE

it "accounts for the frames of deleted ports, too"
tapctl port del p2
tapctl stats check >/dev/null
stop_switch

it "loses no frame in a VLAN that the file does not change"
start_switch <<-CONF
	switch set vlan_filtering on
	port add p1 tap access 10 up
	port add p2 tap access 10 up
	port add p3 tap access 20 up
	port add p4 tap trunk 10,20,30 up
CONF

# move_other_ports - move the other ports to ten VLANs, by a reload each time
move_other_ports() {
	local n
	for n in {11..20}; do
		sed -i "/p3/s/access .* up/access $n up/
			/p4/s/10,.*,30/10,$n-29,30/" "$CONF"
		apply
		is "$n" show '.[0].pvid' port show p3
	done
}
export -f move_other_ports apply has_applied until_true die is show
export SWITCH LOG CONF
steady_frames.py p1 p2 bash -eEuc move_other_ports
is 10 show '.[0].vlan' fdb show port p1
