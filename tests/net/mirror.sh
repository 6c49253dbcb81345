#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Mirrors: a monitor gets copies of frames, as they came and as they leave, and only
# listens.
#
#	alice --p1 (access 10)--+--------+--m1-- dave
#	bob ----p2 (trunk 10)---+ switch +
#	carol --p3 (access 10)--+--------+--m2-- erin

. "$(dirname "$0")/lib.sh"
need jq ping

start_switch <<-CONF
	switch set vlan_filtering on loop_probe off
	port add p1 tap access 10
	port add p2 tap trunk 10
	port add p3 tap access 10
	port add m1 tap
	port add m2 tap
CONF
host alice p1 192.0.2.1/24
host bob   p2
host carol p3 192.0.2.3/24
host dave  m1
host erin  m2

# mirrored NAME KEY - print a value of `mirror show`
mirrored() {
	show ".[0].$2" mirror show "$1"
}

it "copies frames as they came, also those that it drops, to a port that only listens"
tapctl mirror add came from p1,p2 direction in to m1
expect_frames <<-TABLE
	alice > all                => bob tag 10, carol, dave
	bob > all tag 0xb00a       => alice, carol, dave tag 0xb00a
	bob > all tag 20           => dave tag 20
	carol > all                => alice, bob tag 10
	dave > all                 => nobody
TABLE
[ "$(counter m1 'drops["monitor-port"]')" -ge 1 ] || die "$(tapctl stats show m1)"
is "monitor came" show '.[0] | "\(.state) \(.monitor_of[])"' port show m1

it "copies frames as they leave"
tapctl mirror add left from p2 direction out to m2
expect_frames <<-TABLE
	alice > all                => bob tag 10, carol, dave, erin tag 10
	carol > all                => alice, bob tag 10, erin tag 10
	bob > all tag 10           => alice, carol, dave tag 10
TABLE

it "is a passive tap with a jack for each direction"
tapctl mirror del came
tapctl mirror del left
tapctl mirror add received from p1 direction in to m1
tapctl mirror add sent from p1 direction out to m2
expect_frames <<-TABLE
	alice > all                => bob tag 10, carol, dave
	carol > all                => alice, bob tag 10, erin
TABLE
reaches alice 192.0.2.3
transfer tcp alice carol 192.0.2.3 5

it "lets the port forward again when its mirror is deleted"
tapctl mirror del sent
tapctl vlan add 10 port m2 pvid untagged
expect_frames <<-TABLE
	carol > all                => alice, bob tag 10, erin
	erin > all                 => alice, bob tag 10, carol
TABLE

it "copies what a filter selects, one of so many, and cut short"
tapctl mirror add some from p3 direction in to m2 filter 'ether proto 0x88b5' every 2 snaplen 64
transfer uso carol alice 192.0.2.1 1
is 0 mirrored some frames
expect_frames <<-TABLE
	carol > all                => alice, bob tag 10
TABLE
is 0 mirrored some copies

it "goes on while the monitor does not exist, and counts the copies that it misses"
tapctl mirror add gone from p3 to m3
before=$(counter m1 tx_packets)
reaches carol 192.0.2.1
[ "$(counter m1 tx_packets)" -gt "$before" ] || die "m1 gets no copies"
[ "$(mirrored gone 'missed["no-port"]')" -ge 2 ] || die "$(tapctl mirror show)"
is 0 mirrored gone copies
tapctl port del m1
reaches carol 192.0.2.1
is received show '.[] | select(.missed["no-port"] and .to == "m1").name' \
	mirror show

it "refuses to mirror copies again"
status 1 tapctl mirror add more from m2 to p1
matches 'port "p1" is a source of mirror "received"' cat "$LAB/output"
status 1 tapctl mirror add more from p1 to p1
matches 'cannot be mirrored to itself' cat "$LAB/output"

it "says what keeps a mirror from copying"
matches 'note: no port is a tagged member' tapctl mirror add far from p3 to vlan 900
tapctl mirror del far
tapctl vlan set 900 remote_span on
tapctl vlan add 901 port p2
matches 'note: a VLAN with remote_span on' tapctl mirror add far from vlan 900 to vlan 901
tapctl mirror del far
tapctl vlan set 900 remote_span off
tapctl vlan del 901 port p2
tapctl switch set vlan_filtering off
matches 'note: .* while VLANs are off' tapctl mirror add far from vlan 10 to m2
tapctl mirror del far
tapctl switch set vlan_filtering on

it "keeps its mirrors in a file, and their counts when it is applied again"
tapctl config save "$LAB/saved.conf"
is "mirror add received from p1 direction in to m1" \
	grep received "$LAB/saved.conf"
n=$(mirrored received frames)
tapctl config apply "$LAB/saved.conf" >/dev/null
[ "$(mirrored received frames)" -ge "$n" ] || die "the counts started again"
sed -i '/mirror add gone/d; s/direction in to m1/to m1/' "$LAB/saved.conf"
is "mirror gone: removed
mirror received: from p1 direction in to m1 -> from p1 to m1" \
	show '.[]' config diff "$LAB/saved.conf"
tapctl config apply "$LAB/saved.conf" >/dev/null
is 2 show length mirror show
tapctl stats check >/dev/null
