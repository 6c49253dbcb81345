#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Each frame is counted at its ingress and by its outcome, and each copy at its egress
# port; the kernel's own counters of the taps agree.

. "$(dirname "$0")/lib.sh"
need jq

start_switch <<-CONF
	switch set loop_probe off
	port add p1 tap
	port add p2 tap
	port add p3 tap offload off
CONF
host alice p1 192.0.2.1/24
host bob   p2 192.0.2.2/24
host carol p3 192.0.2.3/24

# kernel_counter HOST rx|tx packets|bytes - print a counter of the host's interface
kernel_counter() {
	in_host "$1" ip -j -s link show "${iface_of[$1]}" |
		jq ".[0].stats64.$2.$3"
}

it "counts frames by the kind of their destination, and by their outcome"
tapctl stats reset
delivered alice "alice > bob" "alice > some" "alice > all" \
	"some > bob" "alice > 01:80:c2:00:00:01" >/dev/null
delivered bob "bob > alice" >/dev/null
# The tool also sends one broadcast for each call, to mark the end.
is "2 2 2" show '.[0] | "\(.rx_ucast) \(.rx_mcast) \(.rx_bcast)"' \
	stats show port p1
is "4 0" show '.[0] | "\(.flooded) \(.forwarded)"' stats show port p1
is '{"group-source":1,"reserved":1}' show '.[0].drops | tojson' \
	stats show port p1
is "1 1" show '.[0] | "\(.flooded) \(.forwarded)"' stats show port p2
is 8 counter p1 copies
is 5 counter p3 tx_packets

it "counts the same packets as the kernel"
tapctl stats reset
sent=() got=()
for name in alice bob carol; do
	sent[${#sent[@]}]=$(kernel_counter $name tx packets)
	got[${#got[@]}]=$(kernel_counter $name rx packets)
done
transfer tcp alice carol 192.0.2.3 20
transfer uso alice bob 192.0.2.2 5
n=0
for name in alice bob carol; do
	port=${iface_of[$name]}
	is $(($(kernel_counter $name tx packets) - sent[n])) counter "$port" rx_packets
	is $(($(kernel_counter $name rx packets) - got[n])) counter "$port" tx_packets
	n=$((n + 1))
done

it "accounts for every frame and every copy"
tapctl stats check >/dev/null
tapctl -j stats check | jq -e '.balanced and .received == .accounted and
	.copies == .transmitted and .copies > 100' >/dev/null

it "accounts for every frame also after a reset, and after a port is deleted"
tapctl stats reset port p2
tapctl port del p3
tapctl stats check >/dev/null
