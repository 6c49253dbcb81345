#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# The flight recorder: what became of the last frames.

. "$(dirname "$0")/lib.sh"
need jq ping

start_switch <<-CONF
	port add p1 tap
	port add p2 tap
	port add p3 tap
CONF
host alice p1 192.0.2.1/24
host bob   p2 192.0.2.2/24
host carol p3

# recorded FILTER [WORD]... - print what jq's filter makes of the frames of alice's card
recorded() {
	show "$1" recorder show mac "$(mac_of alice)" "${@:2}"
}

it "shows where each frame of a ping went"
reaches alice 192.0.2.2
is "flooded p2 p3" recorded 'map(select(.type == "0x0806"))[0] |
	"\(.reason) \(.egress | join(" "))"'
is "p1 p2" recorded 'map(select(.type == "0x0800"))[0] | "\(.port) \(.egress[0])"'
is "p2 p1" recorded 'map(select(.type == "0x0800"))[1] | "\(.port) \(.egress[0])"'

it "shows why a frame was dropped"
tapctl port set p1,p2 isolated on
does_not_reach alice 192.0.2.2
is "p1 []" recorded 'map(select(.reason == "isolated"))[0] | "\(.port) \(.egress)"'

it "numbers frames in the order in which they were received"
is true show '[.[].id] | . == (sort | unique)' recorder show

it "shows only the newest frames"
is true show '[.[].id] | length == 2 and .[0] < .[1]' recorder show newest 2

it "keeps as many frames as it is told to"
tapctl switch set recorder 2
is 0 show length recorder show
tapctl port set p1,p2 isolated off
until_true reaches alice 192.0.2.2
is 2 show length recorder show
matches '^switch set recorder 2$' tapctl config show

it "records nothing when it is off"
tapctl switch set recorder 0
matches 'the recorder is off: "switch set recorder 4096"' tapctl recorder show
