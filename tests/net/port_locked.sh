#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A locked port admits only stations that were entered there, and the frames with which
# a station asks to be admitted: the switch's half of 802.1X and of MAB.

. "$(dirname "$0")/lib.sh"
need jq ping

start_switch <<-CONF
	switch set loop_probe off
	port add p1 tap locked on mab on group_fwd dot1x
	port add p2 tap
CONF
host alice p1 192.0.2.1/24
host bob   p2 192.0.2.2/24
alice=$(mac_of alice)

it "drops the frames of an unknown station, and records its address"
does_not_reach alice 192.0.2.2
is "$alice p1 locked" show \
	'.[] | "\(.mac) \(.port) \(.state)"' fdb show
[ "$(counter p1 drops.locked)" -ge 1 ]
is 0 counter p2 tx_packets

it "forwards 802.1X from any station, learns nothing from it, and counts it"
is "bob
nobody
nobody
bob" delivered_by_count alice "alice > 01:80:c2:00:00:03" "alice > 01:80:c2:00:00:0e" \
	"alice > 01:80:c2:00:00:02" "carol > 01:80:c2:00:00:03"
is '{"lacp":1,"dot1x":2,"lldp":1}' show '.[0].protocols | tojson' \
	stats show port p1
is 2 counter p1 drops.reserved
is "$alice" show '.[].mac' fdb show

it "admits a station that was entered by hand"
tapctl fdb add "$alice" port p1 sticky
reaches alice 192.0.2.2
reaches bob 192.0.2.1
is "$alice sticky" show '.[] | "\(.mac) \(.state)"' fdb show port p1

it "drops frames of a station that is known on another port"
is nobody delivered_by_count alice "$(mac_of bob) > all"
is p2 show '.[].port' fdb show mac "$(mac_of bob)"

it "drops frames of a station whose entry was deleted"
tapctl fdb del "$alice"
does_not_reach alice 192.0.2.2
is locked show '.[].state' fdb show mac "$alice"

it "removes the recorded stations without mab, and admits all without the lock"
tapctl port set p1 mab off
is 0 show length fdb show locked
tapctl port set p1 locked off
reaches alice 192.0.2.2
is learned show '.[].state' fdb show mac "$alice"
