#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# What is for a station goes to its port alone, once it has been heard; before
# that, and for groups, to all others.  Never back.         802.1Q-2018 8.7
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

it "floods what is for somebody unknown"
is "bob carol" delivered alice "alice > bob"

it "forwards once it has heard him"
is "alice carol" delivered bob "bob > all"
is bob delivered alice "alice > bob"
is alice delivered bob "bob > alice"

it "floods to groups, to all, and for the unknown, always"
is "bob carol
bob carol
bob carol" delivered alice "alice > some" "alice > all" "alice > dave"

it "keeps the order of frames"
frames=()
for _ in $(seq 200); do
	frames+=("alice > bob")
done
is 200 sh -c "echo '$(delivered alice "${frames[@]}")' | grep -cx bob"

it "does not send to neighbours who share a port"
delivered alice "dave > all" >/dev/null
is nobody delivered alice "alice > dave"

it "says who was heard, where, and how long ago"
is "p2 learned" show '.[0] | "\(.port) \(.state)"' fdb show mac "$(station bob)"
[ "$(show '.[0].age_ms' fdb show mac "$(station bob)")" -lt 20000 ]
is 3 show length fdb show

it "does not learn where it must not, and forwards all the same"
tapctl port set p3 learning off
is alice delivered carol "carol > alice"
is "bob carol" delivered alice "alice > carol"
is "[]" show tojson fdb show mac "$(station carol)"

it "drops what claims to come from a group"
is nobody delivered alice "some > bob"
is 1 counter p1 'drops["group-source"]'
