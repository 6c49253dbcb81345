#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A bridge connects two ports behind the switch: a loop without a spanning tree.  The
# switch raises an alarm that names both ports, and disables one of them when it is
# told to.
#
#	             +--------+--p2--+
#	alice --p1---+ switch |      br0
#	             +--------+--p3--+

. "$(dirname "$0")/lib.sh"
need jq ip

start_switch <<-CONF
	switch set loop_probe off loop_interval 1 loop_recovery 1 flap_recovery 1
	port add p1 tap
	port add p2 tap
	port add p3 tap
CONF
host alice p1
ip link add br0 type bridge mcast_snooping 0 || skip_test "the kernel has no bridge"
ip link set p2 master br0
ip link set p3 master br0
ip link set p2 up
ip link set p3 up
tapctl wait port p2 up timeout 5
tapctl wait port p3 up timeout 5

# close_loop - set br0 up, and wait until both of its ports forward
close_loop() {
	ip link set br0 up
	until_true bridge_port_forwards p2
	until_true bridge_port_forwards p3
}

# bridge_port_forwards IFNAME - true if the bridge's port is in state forwarding
bridge_port_forwards() {
	bridge -j link show dev "$1" | jq -e '.[0].state == "forwarding"'
}

# alarm_ports SIGN - print the two ports of each alarm with this sign
alarm_ports() {
	show ".[] | select(.sign == \"$1\") | \"\(.port) \(.other)\"" loop show
}

# has_alarm SIGN - true if there is an alarm with this sign for p2 and p3
has_alarm() {
	alarm_ports "$1" | grep -qxE 'p2 p3|p3 p2'
}

# none_errdisabled - true if no port is errdisabled
none_errdisabled() {
	[ "$(show 'map(.errdisabled) | join("")' port show)" = "" ]
}

# errdisabled_and_recovered - both happened, and never were two ports disabled at once
errdisabled_and_recovered() {
	awk '/errdisabled after a loop/ { n++; shut++; if (n > 1) exit }
	     /recovered/  { n--; opened++ }
	     END { exit !(n <= 1 && shut && opened) }' "$LOG"
}

it "sends no probes while loop_probe is off"
tapctl stats reset
tapctl switch set loop_probe off
status 4 tapctl wait fdb 02:ff:ff:ff:ff:ff timeout 1
is "0 0 0" show 'map(.tx_own) | join(" ")' stats show

it "sends a probe by each port, and names both ports of a loop when one comes back"
close_loop
tapctl stats reset
tapctl switch set loop_probe alarm
until_true has_alarm probe
is true show 'all(.tx_own >= 1)' stats show
is "$(show .mac switch show)" show '.[0].mac' loop show
matches 'loop probe .*: sent by port p[23], received by port p[23]: a loop' cat "$LOG"
refute grep -q p1 <(alarm_ports probe)
none_errdisabled

it "disables only one port of a loop when told to, and enables it after a while"
tapctl switch set loop_probe errdisable
until_true grep "errdisabled after a loop" "$LOG"
tapctl switch set loop_probe off
until_true none_errdisabled
errdisabled_and_recovered

it "names the station whose frames circulate, and disables the port they return by"
# The bridge has to learn, too, that there are two paths.
tapctl loop clear
tapctl switch set flap errdisable
close_loop
tapctl wait port p2 up timeout 5
tapctl wait port p3 up timeout 5
wire.py send "$(host_spec alice)" -- "alice > all"
until_true has_alarm flap
is "$(station alice)" show '.[0].mac' loop show
matches "station $(station alice): moved 6 times in a second, between" cat "$LOG"
is "" show '.[0].errdisabled' port show p1
