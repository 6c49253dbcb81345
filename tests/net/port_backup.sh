#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A host with two taps: while one is down, frames for the stations behind it are sent to
# the other tap, and to no other port.
#
#	      +--p1--+--------+
#	alice +--p2--+ switch +--p3-- bob
#	             |        +--p4-- carol

. "$(dirname "$0")/lib.sh"
need jq ping

start_switch <<-CONF
	port add p1 tap
	port add p2 tap
	port add p3 tap
	port add p4 tap
	port set p1 backup_port p2
CONF
host alice p1
host bob   p3 192.0.2.2/24
host carol p4

# Both taps have the same address, as those of a bond; the routes choose one.
ip link set p2 netns "$(pid_of alice)"
in_host alice sh -e <<-'SH'
	cd /proc/sys/net/ipv4/conf
	for conf in all p1 p2; do
		echo 0 >$conf/rp_filter
		echo 1 >$conf/ignore_routes_with_linkdown
	done
	ip link set p2 address 02:00:00:00:00:0a
	ip link set p1 address 02:00:00:00:00:0a
	ip link set p2 up
	ip address add 192.0.2.1/32 dev lo
	ip route add 192.0.2.0/24 dev p1 src 192.0.2.1 metric 1
	ip route add 192.0.2.0/24 dev p2 src 192.0.2.1 metric 2
SH
in_host alice ip neigh add 192.0.2.2 lladdr "$(mac_of bob)" dev p2
tapctl wait port p2 up timeout 5
reaches alice 192.0.2.2
alice=$(station alice)

# port_of_alice - print the port on which the switch has learned alice
port_of_alice() {
	show '.[].port' fdb show mac "$alice"
}
is p1 port_of_alice

# alice_routes_by PORT - true if alice's route leads there; her kernel takes a while
# to change it
alice_routes_by() {
	in_host alice ip -j route get 192.0.2.2 |
		jq -e ".[0].dev == \"$1\"" >/dev/null
}

# expect_backup_used - bob's first frame must arrive by p2, and at no other port
expect_backup_used() {
	tapctl wait port p1 down timeout 5
	until_true alice_routes_by p2
	is p1 port_of_alice
	tapctl stats reset
	reaches bob 192.0.2.1
	is "1 0" show '.[0] | "\(.forwarded) \(.flooded)"' stats show port p3
	is "1 0" echo "$(counter p2 tx_packets) $(counter p4 tx_packets)"
	is p2 port_of_alice
}

# expect_return_to_p1 - wait until p1 is up; alice must then be reached by it
expect_return_to_p1() {
	tapctl wait port p1 up timeout 5
	until_true alice_routes_by p1
	reaches alice 192.0.2.2
	is p1 port_of_alice
}

it "sends by the backup port when the host sets the interface down"
in_host alice ip link set p1 down
expect_backup_used
in_host alice ip link set p1 up
in_host alice ip route replace 192.0.2.0/24 dev p1 src 192.0.2.1 metric 1
expect_return_to_p1

it "sends by the backup port when the port is set down"
tapctl port set p1 down
expect_backup_used
tapctl port set p1 up
expect_return_to_p1

it "drops the frames for a port when its backup port is down, too"
tapctl port set p2 down
tapctl port set p1 down
does_not_reach bob 192.0.2.1
[ "$(counter p3 'drops["egress-down"]')" -ge 1 ]
is 0 counter p3 flooded
tapctl port set p2 up
tapctl wait port p2 up timeout 5
until_true alice_routes_by p2
reaches bob 192.0.2.1

it "resets backup_port to none when the backup port is deleted"
tapctl port del p2
is none show '.[0].backup_port' port show p1
