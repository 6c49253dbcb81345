#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# The switch is stopped and started again while guests run.  Ports to which the switch
# connects, or that need no connection, work again by themselves.  QEMU 7.2 connects
# only once: where it is the one that connects, its card is removed and added again.

. "$(dirname "$0")/lib.sh"

start_lab stream_connect dgram_unix dgram_learned dgram_udp dgram_clients packet \
	stream_unix stream_clients vde
for kind in "${kinds[@]}"; do
	answers_ping alice bob "$kind"
done
stop_switch

it "leaves no socket behind"
is "" find "$LAB" -type s ! -name '*.vm' ! -name 'stream_connect.*' ! -name '.*'

launch_switch -f "$CONF"
until_true switch_answers
for kind in stream_connect dgram_unix dgram_learned dgram_udp dgram_clients packet; do
	it "carries frames again after its restart: $kind"
	until_true answer_each_other "$kind"
	reach_each_other alice bob "$kind"
done
for kind in stream_unix stream_clients vde; do
	it "accepts cards that are removed and added again: $kind"
	for name in alice bob; do
		remove_card $name "$kind"
		add_card $name "$kind"
	done
	reach_each_other alice bob "$kind"
done
