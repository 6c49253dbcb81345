#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Frames stay in their VLAN: which hosts receive them, with which tag, and for which
# reason the others are dropped.                   802.1Q-2018 6.9, 8.6, 8.8
#
#	alice, bob --p1, p2 (access 10)--+--------+--p4 (trunk 10,20)-- dave
#	carol ---------p3 (access 20)----+ switch +--p5 (the same, native 99)-- erin

. "$(dirname "$0")/lib.sh"
need jq ping

start_switch <<-CONF
	switch set vlan_filtering on loop_probe off
	port add p1 tap access 10
	port add p2 tap access 10
	port add p3 tap access 20
	port add p4 tap trunk 10,20
	port add p5 tap trunk 10,20 native 99
CONF
host alice p1 192.0.2.1/24
host bob   p2 192.0.2.2/24
host carol p3 192.0.2.3/24
host dave  p4
host erin  p5

# vlan_counters VID - print all that `stats vlan` shows of the VLAN, except bytes
vlan_counters() {
	show '.[] | "\(.ports) ports, \(.rx_packets) in, \(.tx_packets) out, \(
		.forwarded) forwarded, \(.flooded) flooded \(.drops)"' \
		stats vlan vid "$1"
}

it "floods a frame to the members of its VLAN, to each with or without its tag"
expect_frames <<-TABLE
	alice > all                => bob, dave tag 10, erin tag 10
	carol > all                => dave tag 20, erin tag 20
	dave > all tag 10          => alice, bob, erin tag 10
	dave > some size 1496 tag 20 => carol, erin tag 20
	erin > all tag 10          => alice, bob, dave tag 10
	erin > all                 => nobody
TABLE

it "counts frames by VLAN"
is '4 ports, 3 in, 9 out, 0 forwarded, 3 flooded {}' vlan_counters 10
is '1 ports, 1 in, 0 out, 0 forwarded, 0 flooded {"no-egress":1}' \
	vlan_counters 99
is "$((60 + 64 + 64)) $((3 * (60 + 64 + 64)))" \
	show '.[] | "\(.rx_bytes) \(.tx_bytes)"' stats vlan vid 10

it "receives and sends the native VLAN of a trunk without a tag"
tapctl vlan add 99 port p4
expect_frames <<-TABLE
	erin > all                 => dave tag 99
	dave > all tag 99          => erin
TABLE

it "keeps priority and DEI of a tag, and all tags behind it"
expect_frames <<-TABLE
	dave > all tag 0xb00a      => alice, bob, erin tag 0xb00a
	dave > all tag 0xf014      => carol, erin tag 0xf014
	dave > all tag 0x100a      => alice, bob, erin tag 0x100a
	alice > all tag 0xf000     => bob, dave tag 0xf00a, erin tag 0xf00a
	alice > all tag 0          => bob, dave tag 10, erin tag 10
	erin > all tag 0x6000      => dave tag 0x6063
	dave > all tag 10 tag 20 stag 30 => alice tag 20 stag 30, bob tag 20 stag 30, erin tag 10 tag 20 stag 30
TABLE

it "learns in each VLAN separately: one address may be on two ports"
nomad=02:00:00:00:00:77
tapctl fdb flush >/dev/null
expect_frames <<-TABLE
	alice as $nomad > all      => bob, dave tag 10, erin tag 10
	carol as $nomad > all      => dave tag 20, erin tag 20
	dave > $nomad tag 0xe00a   => alice
	dave > $nomad tag 20       => carol
	bob > $nomad               => alice
	alice > dave               => dave tag 10
	carol > dave size 800      => dave tag 20
	erin > dave tag 0xe014     => dave tag 0xe014
	erin > dave                => dave tag 99
TABLE
is "10 p1, 20 p3" show 'sort_by(.vlan) | map("\(.vlan) \(.port)") | join(", ")' \
	fdb show mac $nomad
is 0 counter p1 fdb_moves

it "counts the reason for each drop at the port, and learns nothing from such frames"
tapctl stats reset
tapctl fdb flush >/dev/null
tapctl vlan del 99 port p5
expect_frames <<-TABLE
	alice > all tag 10         => nobody
	alice > all tag 20         => nobody
	alice > all tag 4095       => nobody
	dave > all                 => nobody
	dave > all tag 0           => nobody
	dave > all tag 30          => nobody
	dave > all tag 0xffff      => nobody
	erin > all                 => nobody
	erin > all tag 0x2000      => nobody
	erin > all tag 99          => nobody
TABLE
is '{"vlan-vid":1,"vlan-type":2}' show '.[0].drops | tojson' stats show port p1
is '{"vlan-vid":1,"vlan-type":2,"vlan-ingress":1}' \
	show '.[0].drops | tojson' stats show port p4
is '{"vlan-pvid":2,"vlan-ingress":1}' \
	show '.[0].drops | tojson' stats show port p5
is 0 show length fdb show

it "admits frames of any VLAN that has members where ingress filtering is off"
tapctl port set p3 ingress_filtering off accept all
expect_frames <<-TABLE
	carol > all tag 10         => alice, bob, dave tag 10, erin tag 10
	carol > all tag 30         => nobody
TABLE
tapctl port set p3 access 20 ingress_filtering on

it "treats a tag with another EtherType as a part of the packet"
expect_frames <<-TABLE
	alice > all stag 20        => bob stag 20, dave tag 10 stag 20, erin tag 10 stag 20
	alice > all tag9100 4095   => bob tag9100 4095, dave tag 10 tag9100 4095, erin tag 10 tag9100 4095
	dave > all stag 10         => nobody
TABLE
tapctl vlan set 10 ethertype 0x9200
expect_frames <<-TABLE
	alice > all tag 0xe000     => bob, dave tag9200 0xe00a, erin tag9200 0xe00a
	alice > all tag 10         => bob tag 10, dave tag9200 10 tag 10, erin tag9200 10 tag 10
	alice > all tag9200 10     => nobody
	dave > all tag9200 0xb00a  => alice, bob, erin tag9200 0xb00a
TABLE
tapctl vlan set 10 ethertype default
tapctl switch set vlan_protocol 802.1ad
expect_frames <<-TABLE
	alice > all tag 20         => bob tag 20, dave stag 10 tag 20, erin stag 10 tag 20
	dave > all stag 0x700a     => alice, bob, erin stag 0x700a
	dave > all tag 10          => nobody
TABLE
tapctl switch set vlan_protocol 802.1q
is 4 counter p4 'drops["vlan-type"]'

it "counts a port's frames in each VLAN, from 0 again after a reset"
tapctl stats reset port p4
expect_frames <<-TABLE
	dave > all tag 20          => carol, erin tag 20
	dave > all tag 30          => nobody
	carol > all                => dave tag 20, erin tag 20
	carol > all                => dave tag 20, erin tag 20
TABLE
is "1 2 0" show '.[] | "\(.rx_packets) \(.tx_packets) \(.rx_drops)"' \
	stats vlan vid 20 port p4
tapctl vlan add 30 port p2
expect_frames <<-TABLE
	dave > all tag 30          => nobody
TABLE
is "p4 1 1" show '.[] | "\(.port) \(.rx_packets) \(.rx_drops)"' \
	stats vlan vid 30 port p4,p3
tapctl vlan del 30 port p2

# received_frames HOST - print how many frames its interface has received
received_frames() {
	in_host "$1" ip -j -s link show dev "${iface_of[$1]}" |
		jq ".[0].stats64.rx.packets"
}

it "forwards between hosts of one VLAN, and to no other"
before=$(received_frames carol)
reaches alice 192.0.2.2
reaches bob 192.0.2.1
is "$before" received_frames carol
tapctl port set p3 access 10
reaches carol 192.0.2.1

it "learns no more stations in a VLAN than its fdb_limit"
tapctl fdb flush
tapctl vlan set 20 fdb_limit 1
expect_frames <<-TABLE
	dave > all tag 20            => erin tag 20
	dave as alice > all tag 20   => erin tag 20
	dave as alice > all tag 10   => alice, bob, carol, erin tag 10
TABLE
is 1 show length fdb show vlan 20
is 1 show length fdb show vlan 10
is 1 show '.[0].refused' fdb stats port p4
