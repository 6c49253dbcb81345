#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A port that is set down drops the carrier of its host's interface, as if the cable
# were unplugged; and the switch notices when the host sets its interface down.

. "$(dirname "$0")/lib.sh"
need jq

start_switch <<-CONF
	port add p1 tap
	port add p2 tap
	port add p3 tap down
CONF
host alice p1 192.0.2.1/24
host bob   p2 192.0.2.2/24
host carol p3 192.0.2.3/24

# carrier_state NAME - print on or off: the carrier that the host sees
carrier_state() {
	in_host "$1" ip -j link show "${iface_of[$1]}" |
		jq -r 'if .[0].flags | contains(["LOWER_UP"]) then "on" else "off" end'
}

it "raises the carrier of a new port, unless the port is added down"
is on carrier_state alice
is off carrier_state carol
is "down down disabled" show '.[0] | "\(.admin) \(.oper) \(.state)"' \
	port show p3

it "raises the carrier when a port is set up"
tapctl port set p3 up
tapctl wait port p3 up timeout 5
is on carrier_state carol
reaches alice 192.0.2.3

it "drops the carrier when a port is set down, and forgets its stations"
reaches alice 192.0.2.2
tapctl port set p2 down
is off carrier_state bob
tapctl wait port p2 down timeout 5
is 0 show length fdb show port p2
does_not_reach alice 192.0.2.2

# kernel_drops - print how many frames bob's kernel has dropped
kernel_drops() {
	in_host bob ip -j -s link show p2 | jq '.[0].stats64.tx.dropped'
}

# missed_as REASON - print how many frames p2 has missed for this reason
missed_as() {
	counter p2 "missed[\"$1\"]"
}

# drops_agree - true if the switch has counted all that the kernel has
drops_agree() {
	[ "$(missed_as no-carrier)" = "$(($(kernel_drops) - before))" ]
}

it "counts what a host sends without a carrier apart, where its kernel counts that"
before=$(kernel_drops)
does_not_reach bob 192.0.2.1
tapctl port set p2 up
tapctl port set p2 down
does_not_reach bob 192.0.2.1
until_true drops_agree
is 0 missed_as overrun

it "raises the carrier when the port is set up again"
tapctl port set p2 up
is on carrier_state bob
tapctl wait port p2 up timeout 5
reaches alice 192.0.2.2

it "follows a host that sets its interface down, and up again"
in_host bob ip link set p2 down
tapctl wait port p2 down timeout 5
is "up down" show '.[0] | "\(.admin) \(.oper)"' port show p2
is 0 show length fdb show port p2
in_host bob ip link set p2 up
tapctl wait port p2 up timeout 5
reaches alice 192.0.2.2

it "logs that a host set its interface down, without being asked"

# link_down_lines_are COUNT - true if the log has so many lines about the link of p2
# going down
link_down_lines_are() {
	[ "$(grep -c 'port p2: link is down' "$LOG")" = "$1" ]
}
before=$(grep -c 'port p2: link is down' "$LOG")
in_host bob ip link set p2 down
until_true link_down_lines_are $((before + 1))

it "uses no CPU time while an interface is down"
expect_idle_switch
