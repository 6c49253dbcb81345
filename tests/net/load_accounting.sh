#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Under any load, the frames that hosts sent to the switch and received from it differ
# only by the drops that it counted.

. "$(dirname "$0")/lib.sh"
need jq ping

start_switch <<-CONF
	port add p1 tap
	port add p2 tap
	port add p3 tap
	port add p4 tap offload off
CONF
host alice p1 192.0.2.1/24
host bob   p2 192.0.2.2/24
host carol p3 192.0.2.3/24
host dave  p4 192.0.2.4/24
reaches alice 192.0.2.2

# frames_sent HOST - print how many frames the host's interface sent to the switch
frames_sent() {
	in_host "$1" ip -j -s link show dev "${iface_of[$1]}" |
		jq ".[0].stats64.tx.packets"
}

# frames_received HOST - print how many frames the host's interface received from
# the switch
frames_received() {
	in_host "$1" ip -j -s link show dev "${iface_of[$1]}" |
		jq ".[0].stats64.rx.packets"
}

# port_agrees_with_host HOST PORT - true if the port received as many frames as the
# host sent, and sent as many as the host received, probes of the switch included
port_agrees_with_host() {
	[ "$(counter "$2" rx_packets)" = "$(frames_sent "$1")" ] &&
		[ "$(show '.[0] | .tx_packets + .tx_own - ([.tx_drops[]] | add // 0)' \
			stats show port "$2")" = "$(frames_received "$1")" ]
}

start_in_host alice ping -q -b -s 64 -f 192.0.2.255 >/dev/null 2>&1
noise=("$started")
wire.py flood "$(host_spec bob)" &
noise+=($!)
transfer tcp carol dave 192.0.2.4 50
transfer tcp dave carol 192.0.2.3 50
kill "${noise[@]}"
wait "${noise[@]}" || true

it "counts every frame at every port, even if more are sent than it can forward"
until_true port_agrees_with_host alice p1
until_true port_agrees_with_host bob p2
until_true port_agrees_with_host carol p3
until_true port_agrees_with_host dave p4
tapctl stats check

it "loses no frame while fewer are sent than it can forward"
tapctl stats reset
reaches carol 192.0.2.4 -f -c 2000 -W5
is "{}" show '[.[].tx_drops // {}] | add' stats show
