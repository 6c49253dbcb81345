#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Flags of ports, with the keywords of bridge(8): which frames are flooded to a port,
# which ports are isolated or reflect frames; and aliases.
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

it "floods unknown unicast, multicast and broadcast where the port allows each"
is "carol dave
bob dave
bob carol" delivered_by_count alice "alice > erin" "alice > some" "alice > all"
is 3 counter p1 flooded

it "forwards to a learned station, whatever its port allows to be flooded"
is "alice carol" delivered_by_count bob "bob > all"
is bob delivered_by_count alice "alice > bob"

it "drops and counts a frame that no port accepts"
tapctl port set p3 flood off
tapctl port set p4 flood off
is nobody delivered_by_count alice "alice > erin"
is 1 counter p1 'drops["no-egress"]'

it "keeps isolated ports apart, and lets the other ports reach them"
for port in p2 p3 p4; do
	tapctl port set $port flood on mcast_flood on bcast_flood on
done
tapctl port set p2 isolated on
tapctl port set p3 isolated on
is "alice dave
alice dave
alice" delivered_by_count bob "bob > all" "bob > some" "bob > alice"
is "alice dave" delivered_by_count carol "carol > all"
is nobody delivered_by_count bob "bob > carol"
is 1 counter p2 drops.isolated
is "bob carol dave
carol" delivered_by_count alice "alice > all" "alice > carol"
tapctl port set p3 isolated off
is carol delivered_by_count bob "bob > carol"

it "sends a frame back by its own port if hairpin is on"
is nobody delivered_by_count bob "erin > bob"
is 1 counter p2 filtered
tapctl port set p2 isolated off hairpin on
is "alice bob carol dave
bob
bob" delivered_by_count bob "bob > all" "erin > bob" "bob > erin"
is "alice bob dave" delivered_by_count carol "carol > all"
tapctl port set p2 hairpin off
is nobody delivered_by_count bob "erin > bob"

it "shows a port's alias and flags"
is 'rack 3, "left"' show '.[0].alias' port show p1
tapctl port set p1 alias 'uplink'
is uplink show '.[0].alias' port show p1
is "false false true" show \
	'.[0] | "\(.isolated) \(.hairpin) \(.flood)"' port show p2
