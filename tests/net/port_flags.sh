#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Which copies of a frame leave a port, in bridge(8)'s words; who may talk to
# whom; and what a port is called.
#
#	alice --p1--+--------+--p3-- carol
#	bob   --p2--+ switch +--p4-- dave

. "$(dirname "$0")/lib.sh"
need jq

start_switch <<-CONF
	switch set loop_probe off
	port add p1 tap alias 'rack 3, "left"'
	port add p2 tap flood off
	port add p3 tap mcast_flood off
	port add p4 tap bcast_flood off
CONF
host alice p1
host bob   p2
host carol p3
host dave  p4

it "floods what is for unknown stations, groups and all where a port wants it"
is "carol dave
bob dave
bob carol" counted alice "alice > erin" "alice > some" "alice > all"
is 3 counter p1 flooded

it "forwards to who is known, whatever its port wants flooded"
is "alice carol" counted bob "bob > all"
is bob counted alice "alice > bob"

it "drops what no port wants"
tapctl port set p3 flood off
tapctl port set p4 flood off
is nobody counted alice "alice > erin"
is 1 counter p1 'drops["no-egress"]'

it "keeps isolated ports apart, and lets the others reach them"
for port in p2 p3 p4; do
	tapctl port set $port flood on mcast_flood on bcast_flood on
done
tapctl port set p2 isolated on
tapctl port set p3 isolated on
is "alice dave
alice dave
alice" counted bob "bob > all" "bob > some" "bob > alice"
is "alice dave" counted carol "carol > all"
is nobody counted bob "bob > carol"
is 1 counter p2 drops.isolated
is "bob carol dave
carol" counted alice "alice > all" "alice > carol"
tapctl port set p3 isolated off
is carol counted bob "bob > carol"

it "sends back to a port what others behind it may want, if told so"
is nobody counted bob "erin > bob"
is 1 counter p2 filtered
tapctl port set p2 isolated off hairpin on
is "alice bob carol dave
bob
bob" counted bob "bob > all" "erin > bob" "bob > erin"
is "alice bob dave" counted carol "carol > all"
tapctl port set p2 hairpin off
is nobody counted bob "erin > bob"

it "shows what a port is called, and how it is set"
is 'rack 3, "left"' show '.[0].alias' port show p1
tapctl port set p1 alias 'uplink'
is uplink show '.[0].alias' port show p1
is "false false true" show \
	'.[0] | "\(.isolated) \(.hairpin) \(.flood)"' port show p2
