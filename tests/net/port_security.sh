#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# How many stations a port may have, and what happens when there are more.  A port that
# is errdisabled loses its carrier, and stays errdisabled when the file is reloaded.

. "$(dirname "$0")/lib.sh"
need jq

start_switch <<-CONF
	switch set loop_probe off
	port add p1 tap fdb_limit 1
	port add p2 tap
CONF
host alice p1
host bob   p2

# stations_of_p1 - print the stations of p1 and their states
stations_of_p1() {
	show '.[] | "\(.mac) \(.state)"' fdb show port p1
}

# has_carrier - true if alice's interface has a carrier
has_carrier() {
	in_host alice ip -j link show p1 |
		jq -e '.[0].flags | contains(["LOWER_UP"])' >/dev/null
}

# has_no_carrier - true if alice's interface has no carrier
has_no_carrier() {
	in_host alice ip -j link show p1 |
		jq -e '.[0].flags | contains(["NO-CARRIER"])' >/dev/null
}

# exceed_limit - send from a station above the limit; the port must be errdisabled
exceed_limit() {
	wire.py send "$(host_spec alice)" -- "carol > all"
	until_true has_no_carrier
	is "up down violation" show '.[0] | "\(.admin) \(.oper) \(.errdisabled)"' \
		port show p1
}

it "floods the frames of a station that it does not learn"
is "bob
bob" delivered_by_count alice "alice > all" "carol > all"
is "$(station alice) learned" stations_of_p1
is "1 1 1" show '.[0] | "\(.fdb_used) \(.learned) \(.refused)"' \
	fdb stats port p1

it "forwards only frames of known stations with violation protect"
tapctl port set p1 violation protect
is "nobody
bob" delivered_by_count alice "carol > all" "alice > all"
is 1 counter p1 drops.violation
is 0 show length violation show

it "drops and records frames of other stations with violation restrict"
tapctl port set p1 violation restrict
is "nobody
nobody
bob
nobody" delivered_by_count alice "carol > all" "dave > all" "alice > all" "carol > bob"
is 4 counter p1 drops.violation
is "$(station carol) p1 2
$(station dave) p1 1" show '.[] | "\(.mac) \(.port) \(.frames)"' violation show

it "drops the carrier with violation shutdown, and raises it after the recovery time"
tapctl port set p1 violation shutdown recovery 1
wire.py send "$(host_spec alice)" -- "carol > all"
until_true grep "port p1: errdisabled after a violation" "$LOG"
is 3 show '.[0].frames' violation show
tapctl wait port p1 up timeout 5
has_carrier
is "up " show '.[0] | "\(.oper) \(.errdisabled)"' port show p1
is bob delivered_by_count alice "alice > all"

it "raises the carrier when a command sets an errdisabled port up"
tapctl port set p1 recovery 0
exceed_limit
tapctl port set p1 up
tapctl wait port p1 up timeout 5
has_carrier
is bob delivered_by_count alice "alice > all"

it "keeps the first stations as static entries with fdb_sticky"
tapctl fdb flush port p1
tapctl port set p1 fdb_sticky on
is bob delivered_by_count alice "alice > all"
is "$(station alice) static" stations_of_p1
tapctl config show >"$CONF"
was=$(cat "$CONF")
HOSTS=()
stop_switch
launch_switch -f "$CONF"
until_true switch_answers
is "$was" tapctl config show
is "$(station alice) static" stations_of_p1
apply
is "$(station alice) static" stations_of_p1

it "leaves an errdisabled port so when the file is reloaded, or refused"
host alice p1
host bob   p2
tapctl wait port p1 up timeout 5
exceed_limit
apply
grep -q "applied again" "$LAB/applied" || die "$(cat "$LAB/applied")"
is violation show '.[0].errdisabled' port show p1
has_no_carrier
reload <<-CONF
	port add p1 tap mtu 1400 fdb_limit 3
	port add p2 tap address ff02::1/64
CONF
grep -q ff02 "$LAB/applied" || die "$(cat "$LAB/applied")"
is "$(sort <<<"$was")" sh -c "tapctl config show | sort"
is "violation down" show '.[0] | "\(.errdisabled) \(.oper)"' port show p1

it "enables an errdisabled port when a command sets it up"
in_host alice ip -j link show p1 |
	jq -e '.[0].flags | contains(["LOWER_UP"]) | not' >/dev/null
status 4 tapctl wait port p1 up timeout 0
tapctl port set p1 up
tapctl wait port p1 up timeout 5
is "" show '.[0].errdisabled' port show p1
