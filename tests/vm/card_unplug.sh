#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Cards are removed from a running guest and added again; then its QEMU is killed, and a
# new one takes its place.  Meanwhile its ports are down or deleted, and the other ports
# keep working.

. "$(dirname "$0")/lib.sh"

start_lab stream_unix stream_connect stream_clients \
	dgram_unix dgram_clients vde packet
add_host carol p9

# expect_peer_lost KIND PORT - wait until the port shows that its peer has gone
expect_peer_lost() {
	case $1 in
	*_clients | vde) until_true port_is_gone "$2" ;;
	packet) until_true port_is_down "$2" ;;
	stream_unix) until_true link_matches listening "$2" ;;
	*) until_true link_matches "connecting|waiting" "$2" ;;
	esac
}

# link_matches PATTERN PORT - true if the port is down and shows this link
link_matches() {
	show '.[0].link' port show "$2" | grep -Ex "$1" && port_is_down "$2"
}

for kind in "${kinds[@]}"; do
	it "notices that a card is removed, and connects it again: $kind"
	answers_ping alice bob "$kind"
	port=$(port_of alice "$kind")
	remove_card alice "$kind"
	does_not_reach carol "$(ipv4_of alice "$kind")"
	expect_peer_lost "$kind" "$port"
	answers_ping carol bob "$kind"
	add_card alice "$kind"
	until_true answers_ping carol alice "$kind"
	tapctl stats check >/dev/null
done

declare -A port_was=()
for kind in "${kinds[@]}"; do
	port_was[$kind]=$(port_of alice "$kind")
done

it "notices that a QEMU was killed"
kill_guest alice
# A missing datagram peer is noticed when a frame is sent to it, as this broadcast.
does_not_reach carol "$(ipv4_of alice dgram_unix)"
for kind in "${kinds[@]}"; do
	expect_peer_lost "$kind" "${port_was[$kind]}"
done

it "keeps forwarding between the other guests and hosts"
for kind in "${kinds[@]}"; do
	answers_ping carol bob "$kind"
done
reach_each_other bob carol vde
tapctl stats check >/dev/null
expect_idle_switch

it "connects a new guest in the same place"
boot_guest alice
wait_for_guests alice
for kind in "${kinds[@]}"; do
	answer_each_other "$kind"
done
reach_each_other alice bob packet

it "has counted how often a port's peer was replaced"
is 2 show '.[0].reconnects' port show stream_unix.alice
