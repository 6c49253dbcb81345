#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Two guests with a card for each kind of port, and a host on a tap: all reach each
# other by ping and TCP, over IPv4 and IPv6, and data arrives unchanged.
#
#	alice ==QEMU==+--------+==QEMU== bob
#	              | switch |
#	              +--------+--p9--- carol

. "$(dirname "$0")/lib.sh"

start_lab stream_unix stream_tcp stream_tcp6 stream_connect stream_clients \
	dgram_unix dgram_learned dgram_udp dgram_clients vde packet
add_host carol p9

for kind in "${kinds[@]}"; do
	it "connects guests by $kind, to each other and to a host"
	reach_each_other alice bob "$kind"
	reach_each_other carol alice "$kind"
	answers_ping bob carol "$kind"

	matches "^$kind\\." port_of alice "$kind"
	matches "^$kind\\." port_of bob "$kind"
	[ "$(port_of alice "$kind")" != "$(port_of bob "$kind")" ] ||
		die "both are on one port"
	tapctl stats check >/dev/null
done

it "shows which guest is connected to a port"
for name in alice bob; do
	is connected show '.[0].link' port show stream_unix.$name
	matches "pid $(pid_of $name)," show '.[0].peer' port show stream_unix.$name
done

it "continues when a guest's cable is pulled and plugged in again"
set_cable alice 1 out
set_cable alice 1 in
reach_each_other bob alice stream_unix
