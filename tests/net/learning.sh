#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A frame for a station that the switch has learned goes to its port alone; a frame
# for any other, and for a group, goes to all other ports.  No frame is sent back.
#                                                         802.1Q-2018 8.7, 8.8
#
#	alice --p1--+--------+--p3-- carol
#	bob   --p2--+ switch |
#	            +--------+

. "$(dirname "$0")/lib.sh"
need jq

start_switch <<-CONF
	port add p1 tap
	port add p2 tap
	port add p3 tap
CONF
host alice p1
host bob   p2
host carol p3

it "floods a frame for an unknown station"
is "bob carol" delivered alice "alice > bob"

it "forwards a frame only to the port of its station, once that has sent"
is "alice carol" delivered bob "bob > all"
is bob delivered alice "alice > bob"
is alice delivered bob "bob > alice"

it "always floods frames for groups, for broadcast, and for unknown stations"
is "bob carol
bob carol
bob carol" delivered alice "alice > some" "alice > all" "alice > dave"

it "keeps the order of frames"
frames=()
for _ in $(seq 200); do
	frames+=("alice > bob")
done
is 200 sh -c "echo '$(delivered alice "${frames[@]}")' | grep -cx bob"

it "does not send a frame back to the port on which its station is"
delivered alice "dave > all" >/dev/null
is nobody delivered alice "alice > dave"

it "shows which stations it has learned, where, and how long ago they sent"
is "p2 learned" show '.[0] | "\(.port) \(.state)"' fdb show mac "$(station bob)"
[ "$(show '.[0].age_ms' fdb show mac "$(station bob)")" -lt 20000 ]
is 3 show length fdb show

it "does not learn on a port with learning off, and forwards nevertheless"
tapctl port set p3 learning off
is alice delivered carol "carol > alice"
is "bob carol" delivered alice "alice > carol"
is "[]" show tojson fdb show mac "$(station carol)"

it "drops a frame whose source address is a group address"
is nobody delivered alice "some > bob"
is 1 counter p1 'drops["group-source"]'
