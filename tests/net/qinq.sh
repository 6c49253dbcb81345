#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A provider's tag is added to whatever a customer sends, and removed again; also with
# more tags than are ever needed, and with frames that end within a tag.
#                                                   802.1Q-2018 15.3, Table 9-1
#
#	alice, bob --p1, p2 (tunnel 100)--+ switch +--p3 (trunk 100,200)-- carol
#	dave --p4 (tunnel 200, 0x9100)----+--------+

. "$(dirname "$0")/lib.sh"
need jq

start_switch <<-CONF
	switch set vlan_filtering on loop_interval 1
	port add p1 tap mtu 9000 dot1q-tunnel 100
	port add p2 tap mtu 9000 dot1q-tunnel 100
	port add p3 tap mtu 9100 trunk 100,200
	port add p4 tap mtu 9000 dot1q-tunnel 200 ethertype 0x9100
CONF
host alice p1
host bob   p2
host carol p3
host dave  p4

it "adds the provider's tag to every frame of a customer"
expect_frames <<-TABLE
	alice > all                       => bob, carol stag 100
	alice > all tag 10                => bob tag 10, carol stag 100 tag 10
	alice > all tag 0xe064            => bob tag 0xe064, carol stag 100 tag 0xe064
	alice > all tag 0xa000            => bob tag 0xa000, carol stag 100 tag 0xa000
	alice > all tag 4095              => bob tag 4095, carol stag 100 tag 4095
	alice > all tag 10 tag 20         => bob tag 10 tag 20, carol stag 100 tag 10 tag 20
	alice > all stag 0x7064 tag 10    => bob stag 0x7064 tag 10, carol stag 100 stag 0x7064 tag 10
	alice > all tag9200 1 size 8974   => bob tag9200 1, carol stag 100 tag9200 1
TABLE

it "removes the provider's tag again, and forwards the frame to the same customer"
expect_frames <<-TABLE
	carol > all stag 100              => alice, bob
	carol > all stag 100 tag 10       => alice tag 10, bob tag 10
	carol > all stag 0xf064 tag 0xa000 => alice tag 0xa000, bob tag 0xa000
	carol > all stag 100 tag 10 tag 20 => alice tag 10 tag 20, bob tag 10 tag 20
	carol > all stag 100 stag 100     => alice stag 100, bob stag 100
	carol > alice stag 100 tag 10     => alice tag 10
	carol > bob stag 100              => alice, bob
TABLE

it "does not count tags as part of the packet's length"
expect_frames <<-TABLE
	carol > all stag 100 tag 10 tag 20 size 9000 => alice tag 10 tag 20, bob tag 10 tag 20
	carol > all stag 100 tag 10 tag 20 size 9001 => nobody
TABLE

it "uses another EtherType for the provider's tag where it is told to"
expect_frames <<-TABLE
	dave > all                        => carol tag9100 200
	dave > all tag 10                 => carol tag9100 200 tag 10
	dave > all tag9100 200 tag9100 300 => carol tag9100 200 tag9100 200 tag9100 300
	carol > all tag9100 0x50c8 tag 0xb00a => dave tag 0xb00a
	carol > dave tag9100 200          => dave
	carol > all tag9100 200 tag9100 300 tag9100 400 => dave tag9100 300 tag9100 400
TABLE
tapctl vlan set 200 ethertype 0x8100
expect_frames <<-TABLE
	dave > all stag 10                => carol tag 200 stag 10
	carol > all tag 200               => dave
	carol > all tag9100 200           => nobody
TABLE
tapctl vlan set 200 ethertype 0x9100

it "does not accept one EtherType for another"
tapctl stats reset
expect_frames <<-TABLE
	carol > all tag 100               => nobody
	carol > all tag9100 100           => nobody
	carol > all stag 200              => nobody
	carol > all                       => nobody
TABLE
is '{"vlan-type":4}' show '.[0].drops | tojson' stats show port p3

# tag_stack_table FRONT - print a table of frames with one to eight tags, of each
# kind and of all kinds: bob receives them unchanged, carol behind FRONT
tag_stack_table() {
	local kind n tags kinds=(tag stag tag9100 tag9200)
	for kind in "${kinds[@]}" mixed; do
		tags=
		for n in 1 2 3 4 5 6 7 8; do
			[ "$kind" = mixed ] || tags+=" $kind $n"
			[ "$kind" != mixed ] || tags+=" ${kinds[n % 4]} $n"
			echo "alice > all$tags => bob$tags, carol$1$tags"
		done
	done
}

# has_sent_probe PORT - true if the switch has sent a frame of its own there
has_sent_probe() {
	[ "$(counter "$1" tx_own)" -ge 1 ]
}

# send_truncated TO [TAG] - send the 112 frames of tools/tagged_frames.py that end
# within a tag.  All must come in and none be lost, not counting what the switch
# sent itself
send_truncated() {
	tapctl stats reset
	tagged_frames.py truncated "$(host_spec alice)" "$(host_spec "$1")" "${@:2}"
	until_true has_sent_probe "${iface_of[$1]}"
	is 112 counter p1 rx_packets
	is 112 counter "${iface_of[$1]}" tx_packets
	is '{} {}' show '.[0] | "\(.drops) \(.tx_drops)"' stats show port p1
}

it "carries stacks of tags through a tunnel, and frames that end within a tag"
expect_frames < <(tag_stack_table " stag 100")
is "88 arrived, 24 kept" send_truncated bob
is "104 arrived, 8 kept" send_truncated carol stag 100

it "carries stacks of tags when VLAN filtering is off"
tapctl switch set vlan_filtering off
tapctl port set p4 down
expect_frames < <(tag_stack_table "")
is "88 arrived, 24 kept" send_truncated bob
tapctl switch set vlan_filtering on
tapctl port set p4 up

it "drops and counts frames that a port without a tunnel cannot classify"
for role in "access 10" "access 10 accept all" "trunk 10,20 native 100" \
	"trunk 10,40 ingress_filtering off" "accept tagged tunnel on"; do
	for protocol in 802.1q 802.1ad; do
		tapctl switch set vlan_protocol $protocol
		# shellcheck disable=SC2086 # words of a line
		tapctl port set p1 $role
		tapctl stats reset
		tagged_frames.py truncated "$(host_spec alice)"
		is 112 show '.[0] | .flooded + ([.drops[]] | add // 0)' \
			stats show port p1
	done
done
tapctl stats check >/dev/null
