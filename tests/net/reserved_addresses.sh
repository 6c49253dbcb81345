#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Which of the reserved group addresses 01:80:C2:00:00:00 to 0F are forwarded: LLDP,
# LACP, spanning tree, 802.1X, and never PAUSE.      802.1Q-2018 Tables 8-1..3

. "$(dirname "$0")/lib.sh"
need jq

start_switch <<-CONF
	port add p1 tap
	port add p2 tap
CONF
host alice p1
host bob   p2

# forwarding_of_all - print sixteen letters: Y for each address that is forwarded
forwarding_of_all() {
	local x frames=()
	for x in 0 1 2 3 4 5 6 7 8 9 a b c d e f; do
		frames+=("alice > 01:80:c2:00:00:0$x")
	done
	delivered alice "${frames[@]}" | sed 's/nobody/./; s/bob/Y/' | tr -d '\n'
}

it "forwards all but PAUSE with group_fwd lab, the default"
is "Y.YYYYYYYYYYYYYY" forwarding_of_all
is 1 counter p1 drops.reserved

it "forwards none with group_fwd 802.1d, as the standard says"
tapctl switch set group_fwd 802.1d
is "................" forwarding_of_all
is 17 counter p1 drops.reserved

it "forwards what a Linux bridge does with group_fwd linux"
tapctl switch set group_fwd linux
is "Y..............." forwarding_of_all

it "forwards the reserved addresses of a mask, but never PAUSE"
tapctl switch set group_fwd 0x4000
is "..............Y." forwarding_of_all
status 2 tapctl switch set group_fwd 0x0002
is "..............Y." forwarding_of_all

it "learns from frames that it does not forward"
is 1 show length fdb show mac "$(station alice)"

it "forwards the protocols that a port's own group_fwd names, and counts each"
tapctl switch set group_fwd 802.1d
tapctl port set p1 group_fwd lacp,lldp
tapctl stats reset
is "..Y...........Y." forwarding_of_all
is '{"stp":1,"pause":1,"lacp":1,"dot1x":1,"lldp":1,"other":11}' \
	show '.[0].protocols | tojson' stats show port p1
tapctl switch set group_fwd lab
tapctl port set p1 group_fwd none
is "................" forwarding_of_all
tapctl port set p1 group_fwd default
is "Y.YYYYYYYYYYYYYY" forwarding_of_all

it "applies a port's group_fwd to CDP, which has another address"
is bob delivered alice "alice > 01:00:0c:cc:cc:cc"
tapctl port set p1 group_fwd lldp
is nobody delivered alice "alice > 01:00:0c:cc:cc:cc"
is 2 counter p1 protocols.cdp
