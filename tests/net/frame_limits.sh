#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Which lengths and tags each kind of port takes, as the table in tapswitch(8) says.
# Frames that are too long are counted there, and the log names the remedy once.
#
#	+-------+--tap----------- alice (any MTU), heidi (1500)
#	|       |--packet, veth-- bob   (1500)
#	|  sw0  |--stream-------- carol
#	|       |--dgram--------- dave (Unix), erin (UDP)
#	|       |--vde----------- frank
#	+-------+--patch--sw1---- grace (tap)

. "$(dirname "$0")/lib.sh"
need jq ping

ip link add bob0 type veth peer name bob
ip link set bob0 up
start_switch <<-CONF
	port add alice tap mtu 65521
	port add heidi tap
	port add bob   packet dev bob0
	port add carol stream listen $LAB/carol.sock
	port add dave  dgram local $LAB/dave.sock remote $LAB/dave.peer
	port add erin  dgram local 127.0.0.1:7002 remote 127.0.0.1:7003
	port listen vde $LAB/vde name frank%d
	port add grace patch sw1 up
CONF
start_other_switch sw1 <<-CONF
	port add up    patch sw0 grace
	port add grace tap mtu 65521
CONF
plug_in carol stream connect "$LAB/carol.sock"
plug_in dave  dgram "$LAB/dave.peer" "$LAB/dave.sock"
plug_in erin  dgram 127.0.0.1:7003 127.0.0.1:7002
plug_in frank vde "$LAB/vde"
for name in alice bob carol dave erin frank grace heidi; do
	host $name $name
done
for port in $(show '.[].name' port show); do
	tapctl wait port "$port" up timeout 10
done

# expect_delivery <TABLE - send each frame from alice; it must arrive unchanged at
# the hosts of its line
expect_delivery() {
	local line frames=() wanted=()
	while read -r line; do
		frames+=("alice > all ${line% => *}")
		wanted+=("${line#* => }")
	done
	is "$(printf '%s\n' "${wanted[@]}")" delivered alice "${frames[@]}"
}

# mtu_is PORT BYTES - true if the port shows this MTU
mtu_is() {
	[ "$(show '.[0].mtu' port show "$1")" = "$2" ]
}

others="carol dave erin frank grace"

it "allows tags in addition to the MTU, but only a single one on an interface"
expect_delivery <<-TABLE
	size 1500 => bob $others heidi
	size 1500 tag 10 => bob $others heidi
	size 1496 stag 10 => bob $others heidi
	size 1497 stag 10 => $others heidi
	size 1496 tag 10 tag 20 => bob $others heidi
	size 1497 tag 10 tag 20 => $others heidi
	size 1492 stag 10 tag 20 => bob $others heidi
	size 1493 stag 10 tag 20 => $others heidi
	size 1500 stag 10 stag 20 tag 30 => $others heidi
	size 1501 => $others
TABLE
is 5 counter bob 'tx_drops["mtu-exceeded"]'
is 1 counter heidi 'tx_drops["mtu-exceeded"]'
is 0 show 'map(select(.tx_drops["write-error"])) | length' stats show

it "logs once for each port that frames are too long, with the remedy"
is 1 grep -c 'port bob: .*raise its MTU by 4' "$LOG"
is 1 grep -c 'port heidi: packets of more than 1500 bytes are dropped' "$LOG"
is 2 grep -c mtu-exceeded "$LOG"
ip link set bob0 mtu 1508
in_host bob ip link set bob mtu 1508
until_true mtu_is bob 1508
expect_delivery <<-TABLE
	size 1500 stag 10 stag 20 => bob $others heidi
	size 1500 stag 10 stag 20 tag 30 => $others heidi
TABLE
is 1 grep -c 'port bob: .*raise its MTU by 12' "$LOG"

it "does not pad frames"
expect_delivery <<-TABLE
	size 0 => bob $others heidi
	size 1 => bob $others heidi
	size 30 tag 10 => bob $others heidi
	size 45 => bob $others heidi
TABLE

# Two frames at a time: an old kernel's socket without root has room for no more.
it "accepts packets of 65,521 bytes on other ports, or as many as a UDP datagram holds"
expect_delivery <<-TABLE
	size 65493 => $others
	size 65494 => carol dave frank grace
TABLE
expect_delivery <<-TABLE
	size 65489 tag 10 => $others
	size 65490 tag 10 => carol dave frank grace
TABLE
expect_delivery <<-TABLE
	size 65521 => carol dave frank grace
	size 65513 stag 10 tag 20 => carol dave frank grace
TABLE
is 4 counter erin 'tx_drops["mtu-exceeded"]'
is 1 grep -c 'port erin: frames of more than 65507 bytes are dropped' "$LOG"
is 0 show 'map(select(.tx_drops["write-error"])) | length' stats show
stop_other sw1

# has_dropped PORT COUNT - true if at least so many packets were too long for the
# port
has_dropped() {
	[ "$(counter "$1" 'tx_drops["mtu-exceeded"] // 0')" -ge "$2" ]
}

# A provider's tag between two switches, on interfaces with an MTU of 1500
it "logs why TCP hangs when a provider's tag makes its packets too long"
ip link add west type veth peer name east
ip link set west up
ip link set east up
tapctl switch set vlan_filtering on
tapctl port add ivan tap dot1q-tunnel 100
tapctl port add west packet dev west trunk 100
start_other_switch sw2 <<-CONF
	switch set vlan_filtering on
	port add judy tap dot1q-tunnel 100
	port add east packet dev east trunk 100
CONF
host ivan ivan 192.0.2.1/24
host judy judy 192.0.2.2/24
reaches ivan 192.0.2.2
does_not_reach ivan 192.0.2.2 -M 'do' -s 1472
setsid transfer.py tcp "$(pid_of ivan)" "$(pid_of judy)" 192.0.2.2 1 \
	>"$LAB/output" 2>&1 &
hanging=$! # with a process for each end
until_true has_dropped west 3
kill -0 $hanging
kill -- -$hanging
wait $hanging || true
is 0 counter west 'tx_drops["write-error"]'
is 1 grep -c 'port west: .*raise its MTU by 4' "$LOG"
ip link set west mtu 1504
ip link set east mtu 1504
until_true mtu_is west 1504
transfer tcp ivan judy 192.0.2.2 20
transfer tcp judy ivan 192.0.2.1 20
stop_other sw2
