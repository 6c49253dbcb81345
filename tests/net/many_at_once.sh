#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Lines that mean a thousand ports: each is as if it had been said to it alone, and
# what is done for one after the other leaves the loop to others between.

. "$(dirname "$0")/lib.sh"
need jq

COUNT=1000

{
	echo "switch set vlan_filtering on"
	for n in $(seq $COUNT); do
		echo "port add p$n null"
	done
	echo "port add other null trunk 5,10"
} >"$CONF"
launch_switch -f "$CONF"
until_true switch_answers

turns() {
	show .turns.count switch show
}

# parts - what all but the other one are of all VLANs, each but once
parts() {
	show 'map(select(.port != "other")) | group_by(.port) |
		map(map({ vid, pvid, untagged })) | unique | tostring' vlan show
}

# part VID PVID UNTAGGED - one of them
part() {
	echo -n "{\"vid\":$1,\"pvid\":$2,\"untagged\":$3}"
}

it "puts all into VLANs, and takes them out"
tapctl vlan add 10-12 port 'p*'
is "[[$(part 1 true true),$(part 10 false false),$(part 11 false false)$(
	),$(part 12 false false)]]" parts
tapctl vlan add 11 port 'p*' pvid untagged
tapctl vlan del 1,12 port 'p*'
is "[[$(part 10 false false),$(part 11 true true)]]" parts
is $COUNT show 'map(select(.pvid)) | length' vlan show

it "gives all a role"
tapctl port set 'p*' access 7
is "[[$(part 7 true true)]]" parts
is untagged show '.[] | select(.name != "other").accept' port show port p9
tapctl port set 'p*' trunk 20,30 accept all
is "[[$(part 20 false false),$(part 30 false false)]]" parts
is all show '.[].accept' port show port p1000
tapctl port set 'p*' native 20
is "[[$(part 20 true true),$(part 30 false false)]]" parts
is "5 10" show 'map(select(.port == "other").vid) | join(" ")' vlan show

it "changes none where one of them cannot"
tapctl port set p500 access 7
status 1 tapctl port set 'p*' native 30
matches 'port "p500" is no trunk' cat "$LAB/said"
status 2 tapctl port set 'p*' trunk 5 mac 02:00:00:00:00:01
tapctl port set p500 trunk 20,30 native 20
is "[[$(part 20 true true),$(part 30 false false)]]" parts

it "goes on with the loop while it shows all"
before=$(turns)
is $((COUNT + 1)) show length port show
[ $(($(turns) - before)) -ge $((COUNT / 20)) ] ||
	die "$(($(turns) - before)) iterations for $COUNT ports"

it "makes no million rows for a table of ranges"
tapctl port set 'p*' trunk 1-4094
before=$(turns)
is $((COUNT + 3)) sh -c "tapctl vlan show | wc -l"
[ $(($(turns) - before)) -le $((2 * COUNT)) ] ||
	die "$(($(turns) - before)) iterations for $COUNT ports"
matches '^p1000 +1-4094 +no +no$' tapctl vlan show port p1000
matches '^p7 +10-12 +no +no$' tapctl vlan show p7 vid 10-12
