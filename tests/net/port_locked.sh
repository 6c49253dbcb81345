#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A locked port lets in who is known there, and what asks to be let in: the
# switch's half of 802.1X, and of authentication by a station's address.

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

it "keeps a stranger out, and notes who it is"
misses alice 192.0.2.2
is "$alice p1 locked" show \
	'.[] | "\(.mac) \(.port) \(.state)"' fdb show
[ "$(counter p1 drops.locked)" -ge 1 ]
is 0 counter p2 tx_packets

it "lets 802.1X in, whoever sends it, learns nobody by it, and counts it"
is "bob
nobody
nobody
bob" counted alice "alice > 01:80:c2:00:00:03" "alice > 01:80:c2:00:00:0e" \
	"alice > 01:80:c2:00:00:02" "carol > 01:80:c2:00:00:03"
is '{"lacp":1,"dot1x":2,"lldp":1}' show '.[0].protocols | tojson' \
	stats show port p1
is 2 counter p1 drops.reserved
is "$alice" show '.[].mac' fdb show

it "lets in who is entered by hand"
tapctl fdb add "$alice" port p1 sticky
reaches alice 192.0.2.2
reaches bob 192.0.2.1
is "$alice sticky" show '.[] | "\(.mac) \(.state)"' fdb show port p1

it "keeps out who is known on another port"
is nobody counted alice "$(mac_of bob) > all"
is p2 show '.[].port' fdb show mac "$(mac_of bob)"

it "keeps out who is no longer entered"
tapctl fdb del "$alice"
misses alice 192.0.2.2
is locked show '.[].state' fdb show mac "$alice"

it "forgets who waited when nobody looks at them, and lets all in without a lock"
tapctl port set p1 mab off
is 0 show length fdb show locked
tapctl port set p1 locked off
reaches alice 192.0.2.2
is learned show '.[].state' fdb show mac "$alice"
