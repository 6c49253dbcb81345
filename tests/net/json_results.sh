#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# tapswitch-control(7) describes the results of commands: the same keys, with the same
# types.

. "$(dirname "$0")/lib.sh"
need python3 jq

start_switch <<<"switch set loop_probe off"
ip link add eth1 type veth peer name eth1-far
tapctl switch set vlan_filtering on
tapctl port add tap tap up
tapctl port add packet packet dev eth1
tapctl port add listen stream listen @listen
tapctl port add connect stream connect @nobody
tapctl port add dgram dgram local @dgram
tapctl port add udp dgram local 127.0.0.1:4001 remote 127.0.0.1:4002
tapctl port add patch patch far patch
tapctl port add null null
tapctl port listen stream @clients name c%d
tapctl vlan add 10-20 port tap,null
tapctl fdb add 02:00:00:00:00:01 port tap vlan 10 static

it "describes the results about the switch, ports, listeners and VLANs"
check_results.py "switch show" "port show" "port listen show" "vlan show" \
	"vlan show compressvlans"

it "describes the results about stations"
check_results.py "fdb show" "fdb get 02:00:00:00:00:01" "fdb stats" "fdb flush"

it "describes the results about counters"
check_results.py "stats show" "stats vlan" "stats vlan port tap" "stats check" \
	"stats reasons"

it "describes the result about markers"
tapctl marker add all
tapctl marker add arp port tap filter arp
PATH=$PWD/tools/examples:$PATH
frames send tap from 02:00:00:00:00:04
check_results.py "marker show" "marker show arp"

it "describes the result about mirrors"
tapctl mirror add far from tap to vlan 900
tapctl mirror add near from vlan 10 to null filter arp
check_results.py "mirror show" "mirror show near" "port show null"
tapctl mirror del near
tapctl mirror del far

it "describes the account of a frame"
check_results.py "trace tap" "trace tap 00"

it "describes why two ends do not reach each other"
check_results.py "why tap null" "why tap 192.0.2.9 last 10s"

it "describes the result of help"
check_results.py help

it "describes the result about violations"
tapctl port set tap fdb_limit 1 violation restrict

# has_violation - send from a station above the limit; true if it is recorded
has_violation() {
	frames send tap from 02:00:00:00:00:02
	tapctl -j violation show | jq -e 'length > 0' >/dev/null
}
until_true has_violation
check_results.py "violation show"

it "describes the result about loops"
tapctl port set tap fdb_limit 0
tapctl port add tap2 tap up
tapctl switch set flap_moves 1

# has_loop_alarm - send from one station by two ports; true if there is an alarm
has_loop_alarm() {
	frames send tap from 02:00:00:00:00:03
	frames send tap2 from 02:00:00:00:00:03
	tapctl -j loop show | jq -e 'length > 0' >/dev/null
}
until_true has_loop_alarm
check_results.py "loop show"
stop_switch
