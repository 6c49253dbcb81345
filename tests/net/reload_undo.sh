#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# If one port of a reloaded file cannot be opened, the file changes nothing: ports that
# it replaced are restored with all their settings, and no new port is left.

. "$(dirname "$0")/lib.sh"
need jq

start_switch <<-CONF
	port add p1 tap learning off
	port set p1 down
	port add p2 tap
	fdb add 02:00:00:00:00:98 port p1 sticky
	fdb add 02:00:00:00:00:99 port p1 static
CONF
ip link del p2
tapctl wait port p2 not-present timeout 5

# visible_state - print all that must not change, sorted
visible_state() {
	tapctl config show | sort
	show 'map("\(.name) \(.oper) \(.learning)") | sort | .[]' port show
}

# expect_refused_reload PATTERN <CONFIG - reload a file that must be refused with
# this message and change nothing
expect_refused_reload() {
	local was
	was=$(visible_state)
	reload
	matches "$1" cat "$LAB/applied"
	is "$was" visible_state
}

it "restores ports with their settings and stations when a file is refused"
expect_refused_reload ':2:27: .*ff02' <<-CONF
	port add p1 tap mtu 1400
	port add p3 tap address   ff02::1/64
CONF
is "false down" show '.[0] | "\(.learning) \(.admin)"' port show p1
is "static sticky" show 'map(.state) | sort | join(" ")' fdb show port p1

it "leaves a port not present that was not present before a refused file"
expect_refused_reload ff02 <<-CONF
	port add p1 tap mtu 1400
	port add p2 tap mtu 1400
	port add p3 tap
	port add p1000 tap address ff02::1/64
CONF
expect_refused_reload ff02 <<-CONF
	port add p1 tap mtu 1400
	port add p2 tap ifname p4 address ff02::1/64
CONF
is not-present show '.[0].oper' port show p2
expect_no_interface p2
expect_no_interface p3
expect_no_interface p4

it "leaves no trace of what it opened for a refused file"
ip tuntap add dev keep mode tap
ip link set keep mtu 1300
was=$(tap_state keep)
expect_refused_reload ff02 <<-CONF
	port add keep tap mtu 1400 persist off mac 02:00:00:00:00:07 up
	port add p3 tap persist on
	port add p4 tap address ff02::1/64
CONF
is "$was" tap_state keep
expect_no_interface p3

it "leaves no trace when its file is refused at its start"
stop_switch
status 1 tapswitch -s "$SOCKET" -f "$CONF"
is "$was" tap_state keep
expect_no_interface p3

it "disturbs neither clients nor taps when a file has one device twice"
start_switch <<-CONF
	port add p1 tap
	port listen stream $LAB/vms.sock name vm%d
CONF
plug_in c1 stream connect "$LAB/vms.sock"
tapctl wait port vm0 up timeout 5

# p1_index - print the number of the interface
p1_index() {
	ip -j link show p1 | jq .[0].ifindex
}
was=$(p1_index)
expect_refused_reload ':2:.*in use by port "a"' <<-CONF
	port add a tap ifname p2
	port add b tap ifname p2
CONF
is "$was" p1_index
is up show '.[0].oper' port show vm0
