#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Twelve broken labs.  In each, a ping works, one thing is broken, the ping fails, and
# `why` names the cause; what it tells to do helps.
#
#	alice --p1--+--------+--p3-- carol
#	bob ----p2--+ switch +--trunk == near--+ far +--p4-- dave

. "$(dirname "$0")/lib.sh"
need jq ping python3

start_switch <<-CONF
	switch set loop_probe off vlan_filtering on
	port add p1 tap
	port add p2 tap
	port add p3 tap
CONF
host alice p1 192.0.2.1/24
host bob   p2 192.0.2.2/24
host carol p3 192.0.2.3/24
tapctl wait port p1,p2,p3 up timeout 5

# works [ADDRESS [OPTION]...] - alice must reach bob, or this address; records of earlier
# labs are forgotten
works() {
	tapctl wait port p1,p2,p3 up timeout 5
	tapctl switch set recorder 0
	tapctl switch set recorder 4096
	reaches alice "${1:-192.0.2.2}" "${@:2}"
	is none show .cause why p1 "${1:-192.0.2.2}"
}

# cause_is CAUSE [FROM TO] - the cause that is named for these ends
cause_is() {
	is "$1" show .cause why "${2:-p1}" "${3:-p2}"
}

# mend [FROM TO] - do what `why` tells to do
mend() {
	local command
	command=$(show .remedy.command why "${1:-p1}" "${2:-p2}")
	[ "$command" != null ] || die "no command would help: $(tapctl why p1 p2)"
	# shellcheck disable=SC2086 # its words
	tapctl $command
}

it "names a wrong PVID"
tapctl port set p1,p2 access 10
works
tapctl port set p2 access 20
does_not_reach alice 192.0.2.2
cause_is wrong-pvid
cause_is wrong-pvid 192.0.2.1 192.0.2.2
cause_is wrong-pvid "$(mac_of alice)" "$(mac_of bob)"
matches '^wrong-pvid: frames from p1 are in VLAN 10, but port p2 is in VLAN 20' \
	tapctl why p1 p2
mend
works

it "names a VLAN that a trunk lacks"
tapctl port add trunk patch far near trunk 10,20
start_other_switch far <<-CONF
	switch set loop_probe off vlan_filtering on
	port add near patch sw0 trunk trunk 10,20
	port add p4 tap access 10
CONF
host dave p4 192.0.2.4/24
tapctl wait port trunk up timeout 10
on_other far tapctl wait port p4,near up timeout 10
works 192.0.2.4
tapctl port set trunk trunk 20
does_not_reach alice 192.0.2.4
cause_is missing-vlan p1 trunk
cause_is missing-vlan 192.0.2.1 192.0.2.4
mend p1 trunk
works 192.0.2.4
stop_other far
tapctl port del trunk
HOSTS=(alice bob carol)
tapctl switch set vlan_filtering off

it "names isolated ports"
works
tapctl port set p1,p2 isolated on
does_not_reach alice 192.0.2.2
cause_is isolated
mend
works

it "names an MTU that is too small"
in_host alice ip link set p1 mtu 9000
in_host bob ip link set p2 mtu 9000
works 192.0.2.2 -s 4000
in_host bob ip link set p2 mtu 1500
mtu_is() { [ "$(show '.[0].mtu' port show p2)" = "$1" ]; }
until_true mtu_is 1500
does_not_reach alice 192.0.2.2 -s 4000
cause_is mtu-exceeded
mend
works 192.0.2.2 -s 4000

it "names a port that is set down"
works
tapctl port set p2 down
does_not_reach alice 192.0.2.2
cause_is port-down
mend
works

it "names a host whose interface is down"
works
in_host bob ip link set p2 down
tapctl wait port p2 down timeout 5
does_not_reach alice 192.0.2.2
cause_is link-down
is null show .remedy.command why p1 p2
in_host bob ip link set p2 up
works

it "names a violation of port security"
tapctl port set p1 fdb_limit 1 violation shutdown
works
in_host alice ip link set p1 address 02:00:00:00:00:77
does_not_reach alice 192.0.2.2
tapctl wait port p1 down timeout 5
cause_is violation
mend
works

it "names storm control"
works
tapctl port set p1 storm_bcast 1bit/60b
wire.py send "$(host_spec alice)" -- "carol > all" "carol > all" "carol > all"
flush_neighbours alice dev p1
does_not_reach alice 192.0.2.2
cause_is storm
mend
works

it "names a port that a loop has shut"
works
tapctl switch set flap errdisable flap_moves 1
alice_moves() {
	wire.py send "$(host_spec bob)" -- "$(mac_of alice) > all"
	wire.py send "$(host_spec alice)" -- "$(mac_of alice) > all"
	[ "$(show '.[0].errdisabled' port show p2)" = loop ]
}
until_true alice_moves
does_not_reach alice 192.0.2.2
cause_is loop
mend
works
tapctl switch set flap off

it "names an address that two hosts have"
works
carols=$(mac_of carol)
in_host carol ip link set p3 address "$(mac_of alice)"
start_in_host carol ping -q -i 0.002 192.0.2.2 >/dev/null
sender=$started
is_cut_off() { ! in_host alice ping -q -c1 -W0.3 192.0.2.2; }
until_true is_cut_off
cause_is duplicate-mac
kill "$sender"
wait "$sender" || true
in_host carol ip link set p3 address "$carols"
flush_neighbours bob dev p2
until_true reaches alice 192.0.2.2
works

it "names a reserved address"
works
tapctl switch set group_fwd 802.1d
wire.py send "$(host_spec alice)" -- "alice > 01:80:c2:00:00:0e"
is_reserved() { [ "$(counter p1 drops.reserved)" = 1 ]; }
until_true is_reserved
cause_is none
cause_is reserved p1 01:80:c2:00:00:0e
mend p1 01:80:c2:00:00:0e
matches bob delivered alice "alice > 01:80:c2:00:00:0e"

it "names a host that sends nothing"
works
# Bob must not look whether alice is still there.
flush_neighbours bob dev p2
tapctl switch set recorder 0
tapctl switch set recorder 4096
in_host alice ip address del 192.0.2.1/24 dev p1
! in_host alice ping -q -c1 -W0.5 192.0.2.2 2>/dev/null || die "there is an answer"
cause_is silent
in_host alice ip address add 192.0.2.1/24 dev p1
works

it "names the router between two hosts, each of which can be asked about with it"
in_host carol sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward'
in_host carol sh -c 'echo 0 >/proc/sys/net/ipv4/conf/all/send_redirects'
in_host carol sh -c 'echo 0 >/proc/sys/net/ipv4/conf/p3/send_redirects'
in_host carol ip address add 198.51.100.3/24 dev p3
in_host bob ip address del 192.0.2.2/24 dev p2
in_host bob ip address add 198.51.100.2/24 dev p2
in_host bob ip route add 192.0.2.0/24 via 198.51.100.3
in_host alice ip route add 198.51.100.0/24 via 192.0.2.3
tapctl switch set recorder 0
tapctl switch set recorder 4096
reaches alice 198.51.100.2
cause_is routed
cause_is routed 192.0.2.1 198.51.100.2
is p1 show .from.port why 192.0.2.1 198.51.100.2
is p2 show .to.port why 192.0.2.1 198.51.100.2
matches "ask about each half of the way: to $(mac_of carol)" tapctl why p1 p2
cause_is none 192.0.2.1 "$(mac_of carol)"
cause_is none 198.51.100.2 "$(mac_of carol)"
