#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Cards are removed from a running guest and added again; then its QEMU is killed, and a
# new one takes its place.  Meanwhile its ports are down or deleted, and the other ports
# keep working.

. "$(dirname "$0")/lib.sh"

lab stream_unix stream_connect stream_clients \
	dgram_unix dgram_clients vde packet
neighbour carol p9

# notices KIND PORT - the port shows that its peer has gone
notices() {
	case $1 in
	*_clients | vde) until_true port_is_gone "$2" ;;
	packet) until_true is_down "$2" ;;
	stream_unix) until_true link_is listening "$2" ;;
	*) until_true link_is "connecting|waiting" "$2" ;;
	esac
}

link_is() {
	show '.[0].link' port show "$2" | grep -Ex "$1" && is_down "$2"
}

for kind in "${kinds[@]}"; do
	it "notices that a card is removed, and connects it again: $kind"
	answers alice bob "$kind"
	port=$(port_of alice "$kind")
	remove_card alice "$kind"
	does_not_reach carol "$(v4 alice "$kind")"
	notices "$kind" "$port"
	answers carol bob "$kind"
	add_card alice "$kind"
	until_true answers carol alice "$kind"
	tapctl stats check >/dev/null
done

declare -A port_was=()
for kind in "${kinds[@]}"; do
	port_was[$kind]=$(port_of alice "$kind")
done

it "notices that a QEMU was killed"
kill_guest alice
# A missing datagram peer is noticed when a frame is sent to it, as this broadcast.
does_not_reach carol "$(v4 alice dgram_unix)"
for kind in "${kinds[@]}"; do
	notices "$kind" "${port_was[$kind]}"
done

it "keeps forwarding between the other guests and hosts"
for kind in "${kinds[@]}"; do
	answers carol bob "$kind"
done
both_reach bob carol vde
tapctl stats check >/dev/null
expect_idle_switch

it "connects a new guest in the same place"
boot alice
guest_up alice
for kind in "${kinds[@]}"; do
	both_answer "$kind"
done
both_reach alice bob packet

it "has counted how often a port's peer was replaced"
is 2 show '.[0].reconnects' port show stream_unix.alice
