#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A tap is deleted while the switch uses it.  Its port becomes not present and uses no
# CPU time, the other ports keep working, and the port can be deleted and added again.

. "$(dirname "$0")/lib.sh"
need jq

start_switch <<-CONF
	port add p1 tap
	port add p2 tap
	port add p3 tap
CONF
host alice p1 192.0.2.1/24
host bob   p2 192.0.2.2/24
host carol p3 192.0.2.3/24
reaches alice 192.0.2.2

it "notices and logs that a tap was deleted, and forgets its stations"
in_host bob ip link del p2
tapctl wait port p2 not-present timeout 5
is "not-present disabled" show '.[0] | "\(.oper) \(.state)"' port show p2
grep -q "port p2: not present" "$LOG" || die "no line in the log"
is 0 show length fdb show port p2

it "sees no link come up when an interface is deleted that was down"
tapctl port add p4 tap
ip link del p4
tapctl wait port p4 not-present timeout 5
grep -q "port p4: not present" "$LOG" || die "no line in the log"
! grep -q "port p4: link is up" "$LOG" || die "the link came up"
tapctl port del p4

it "uses no CPU time for a port that is not present"
expect_idle_switch

it "keeps forwarding between ports whose taps remain"
reaches alice 192.0.2.3
HOSTS=(alice carol)
is carol delivered alice "alice > all"

it "refuses settings that need the deleted tap, and changes nothing"
status 1 tapctl port set p2 down
status 1 tapctl port set p2 mtu 1400
status 1 tapctl port set p2 mac 02:00:00:00:00:02
status 1 tapctl port set p2 offload off
status 4 tapctl wait port p2 up timeout 0

it "still prints the line of a port that is not present"
matches 'port add p2 tap' tapctl config show

it "deletes a port that is not present, and adds it again"
tapctl port del p2
is "p1 p3" show 'map(.name) | join(" ")' port show
tapctl port add p2 tap
host dave p2 192.0.2.4/24
reaches alice 192.0.2.4

it "notices that a tap was deleted while frames are being sent to it"
tapctl fdb add 02:00:00:00:00:99 port p2 static
in_host alice ip neighbour add 192.0.2.99 lladdr 02:00:00:00:00:99 dev p1
start_in_host alice ping -q -f 192.0.2.99 >/dev/null
in_host dave ip link del p2
tapctl wait port p2 not-present timeout 5
kill "$started"
wait "$started" || true
tapctl port del p2
