#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Hosts whose TCP hands over more than 64 KiB at once (BIG TCP): no port but the
# host's can take frames of that length, so they are cut into GSO frames of the
# usual size at ingress.
#
#	alice ==veth==packet--+--------+--packet==veth== bob
#	                      | switch |
#	                      +--------+--tap (no offloads)-- carol

. "$(dirname "$0")/lib.sh"
need jq

for name in alice bob; do
	ip link add "up_$name" type veth peer name "$name"
	for end in "$name" "up_$name"; do
		ip link set "$end" gso_max_size 150000 gro_max_size 150000 \
			2>"$LAB/output" ||
			skip_test "no BIG TCP here: $(cat "$LAB/output")"
	done
	ip link set "up_$name" up
done
start_switch <<-CONF
	switch set loop_probe off
	port add alice packet dev up_alice
	port add bob packet dev up_bob
	port add carol tap offload off
CONF
host alice alice 192.0.2.1/24 2001:db8::1/64
host bob   bob   192.0.2.2/24 2001:db8::2/64
host carol carol 192.0.2.3/24 2001:db8::3/64
reaches alice 2001:db8::2
reaches alice 2001:db8::3

# kernel_rx_packets - the packets that the kernel received from alice; it counts a
# long frame as one
kernel_rx_packets() {
	ip -j -s link show up_alice | jq '.[0].stats64.rx.packets'
}

# expect_cut_at_ingress NAME ADDRESS - send data from alice, which must be cut on
# its way in; no frame may be dropped
expect_cut_at_ingress() {
	local before
	tapctl stats reset
	before=$(kernel_rx_packets)
	transfer tcp alice "$1" "$2" 50
	[ "$(counter alice rx_packets)" -gt $(($(kernel_rx_packets) - before)) ] ||
		die "no frame was so long that it was cut as it came in"
	is '{}' show '[.[].drops] | add' stats show
}

it "forwards frames of more than 64 KiB as GSO frames to a port that takes those"
expect_cut_at_ingress bob 2001:db8::2

it "cuts frames of more than 64 KiB into single frames for a port without offloads"
expect_cut_at_ingress carol 2001:db8::3

# send_wrong_ip_length - send a frame of 100,000 bytes whose IP header states
# another length
send_wrong_ip_length() {
	PYTHONPATH=$TOOLS python3 - "$(pid_of alice)/alice" <<-'PYTHON'
		import sys
		from netns import Wire
		from gso_frames import IPV6, gso_frame
		header, frame, _ = gso_frame(IPV6, True, False, b"", bytes(60000))
		Wire(sys.argv[1], has_header=True).send(header + frame + bytes(40000))
	PYTHON
}

it "counts a frame of more than 64 KiB that it cannot cut, and logs the remedy once"

# oversize_drops_are COUNT - true if alice's port has dropped so many frames as too
# long
oversize_drops_are() {
	[ "$(counter alice drops.oversize)" = "$1" ]
}
tapctl stats reset
send_wrong_ip_length
until_true oversize_drops_are 1
send_wrong_ip_length
until_true oversize_drops_are 2
is 1 grep -c 'port alice: .*64 KiB.*gso_max_size 65536' "$LOG"
