#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# The switch is stopped and started again under guests that run on.  Where it is the
# switch that calls, or nobody needs to, they are back by themselves.  QEMU 7.2
# calls once: where it is the one to call, its card is put in again.

. "$(dirname "$0")/lib.sh"

lab stream_connect dgram_unix dgram_learned dgram_udp dgram_clients packet \
	stream_unix stream_clients vde
for kind in "${kinds[@]}"; do
	answers alice bob "$kind"
done
stop_switch

it "leaves no socket behind"
is "" find "$LAB" -type s ! -name '*.vm' ! -name 'stream_connect.*' ! -name '.*'

launch_switch -f "$CONF"
until_true switch_answers
for kind in stream_connect dgram_unix dgram_learned dgram_udp dgram_clients packet; do
	it "is back where it was: $kind"
	until_true both_answer "$kind"
	meet alice bob "$kind"
done
for kind in stream_unix stream_clients vde; do
	it "takes cards that are put in again: $kind"
	for name in alice bob; do
		out $name "$kind"
		back $name "$kind"
	done
	meet alice bob "$kind"
done
