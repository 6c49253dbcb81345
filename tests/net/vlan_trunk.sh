#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Two switches and a trunk between them: hosts of the same VLAN reach each other,
# whichever of them use offloads.
#
#	alice (access 10), carol (access 20)--switch--trunk--switch--bob (access 10),
#	                                                              dave (access 20)

. "$(dirname "$0")/lib.sh"
need jq ping

ip link add trunk type bridge 2>/dev/null || skip_test "no bridge here"
ip link set trunk up
start_switch <<-CONF
	switch set vlan_filtering on
	port add p1 tap access 10
	port add p3 tap access 20
	port add t1 tap trunk 10,20 up
CONF
cat >"$LAB/there" <<-CONF
	switch set vlan_filtering on
	port add p2 tap access 10
	port add p4 tap access 20
	port add t2 tap trunk 10,20 up
CONF
tapswitch -s "$LAB/ctl2" -f "$LAB/there" 2>>"$LOG" &

# other_tapctl LINE... - run tapctl for the second switch
other_tapctl() {
	tapctl -s "$LAB/ctl2" "$@"
}
until_true other_tapctl switch show
ip link set t1 master trunk
ip link set t2 master trunk

# Both VLANs use the same addresses, since they are separate.
host alice p1 192.0.2.1/24 2001:db8::1/64
host bob   p2 192.0.2.2/24 2001:db8::2/64
host carol p3 192.0.2.1/24
host dave  p4 192.0.2.2/24

# neighbour_mac HOST ADDRESS - print the MAC address that the host has found for
# ADDRESS
neighbour_mac() {
	in_host "$1" ip -j neigh show to "$2" | jq -r '.[].lladdr'
}

it "forwards between hosts of the same VLAN only"
reaches alice 192.0.2.2
reaches carol 192.0.2.2
is "$(mac_of bob)" neighbour_mac alice 192.0.2.2
is "$(mac_of dave)" neighbour_mac carol 192.0.2.2
is 2 show 'map(select(.port == "t1")) | length' fdb show

it "carries GSO frames over a trunk from end to end"
transfer tcp alice bob 192.0.2.2 20
transfer tcp bob alice 2001:db8::1 20
transfer uso carol dave 192.0.2.2 4
is "0 0 0" show 'map(.tx_segmented) | join(" ")' stats show

it "completes and cuts GSO frames for a host without offloads"
other_tapctl port set p2 offload off
transfer tcp alice bob 192.0.2.2 10
is 0 counter t1 tx_segmented
[ "$(other_tapctl -j stats show port p2 | jq '.[0].tx_segmented')" -gt 100 ]

it "merges single frames, and cuts GSO frames for a trunk without offloads"
transfer tcp bob alice 192.0.2.1 10
[ "$(other_tapctl -j stats show port t2 | jq '.[0].tx_merged')" -gt 1000 ]
tapctl port set t1 offload off
transfer tcp alice bob 192.0.2.2 10
transfer tcp bob alice 2001:db8::1 10
[ "$(counter t1 tx_segmented)" -gt 100 ]

it "floods a frame to each port in the form it needs: tagged and whole, untagged and cut"
tapctl port set t1 offload on
tapctl port add p5 tap access 10 offload off
host erin p5
tapctl switch set ageing_time 0
checksums.py "$(pid_of erin)/p5" >"$LAB/heard" &
listener=$!
until_true grep -q listening "$LAB/heard"
transfer tcp alice bob 192.0.2.2 4
transfer tcp bob alice 192.0.2.1 4
kill $listener
wait $listener
[ "$(counter p5 tx_segmented)" -gt 10 ]
other_tapctl stats check >/dev/null
