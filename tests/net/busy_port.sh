#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A port that sends as fast as it can delays neither another port nor the
# control socket.

. "$(dirname "$0")/lib.sh"
need jq ping

start_switch <<-CONF
	port add p1 tap
	port add p2 tap
	port add p3 tap
	port add p4 tap
CONF
host alice p1 192.0.2.1/24
host bob   p2 192.0.2.2/24
host carol p3 192.0.2.3/24
host dave  p4 192.0.2.4/24
reaches carol 192.0.2.4

start_in_host alice ping -q -b -s 64 -f 192.0.2.255 >/dev/null 2>&1
noise=("$started")
wire.py flood "$(host_spec alice)" &
noise+=($!)

# p1_has_sent_many - true if p1 has received more than 10,000 frames
p1_has_sent_many() {
	[ "$(counter p1 rx_packets)" -gt 10000 ]
}
until_true p1_has_sent_many

it "answers its clients while a port sends as fast as it can"
for _ in $(seq 50); do
	tapctl port show >/dev/null
done

it "forwards frames of other hosts while a port sends as fast as it can"
reaches carol 192.0.2.4
transfer tcp carol dave 192.0.2.4 20

it "still forwards when that port has stopped sending"
kill "${noise[@]}"
wait "${noise[@]}" || true
reaches carol 192.0.2.4
