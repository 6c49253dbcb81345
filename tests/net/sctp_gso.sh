#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# GSO frames of SCTP, which Linux sends where the interface takes them: each of their
# packets arrives.
#
# sctp_gso.sh [MEGABYTES]

. "$(dirname "$0")/lib.sh"
. tests/net/tools/sctp_hosts.sh
MEGABYTES=${1:-5}

for host in alice bob; do
	in_host $host ethtool -K $host tx-sctp-segmentation on
	tapctl wait port $host up timeout 10
done

# kernel_rx_packets PORT - the frames that its interface received; a GSO frame counts
# as one
kernel_rx_packets() {
	ip -s -j link show dev "up_$1" | jq '.[0].stats64.rx.packets'
}

# expect_gso_transfer KIND FROM TO ADDRESS - send data, which must arrive and must
# have come in GSO frames
expect_gso_transfer() {
	local before
	tapctl stats reset
	before=$(kernel_rx_packets "$2")
	transfer "$@" "$MEGABYTES"
	is 0 lost
	[ "$(counter "$2" rx_packets)" -gt $(($(kernel_rx_packets "$2") - before + 10)) ] ||
		die "no GSO frame came from $2"
}

it "cuts GSO frames from a veth, for a veth and for a tap"
expect_gso_transfer sctp alice bob 192.0.2.2
expect_gso_transfer sctp_small bob alice 2001:db8::1
expect_gso_transfer sctp alice carol 2001:db8::3

it "makes no packet longer than the sender meant for the path"
in_host alice ip route replace 192.0.2.0/24 dev alice mtu 1400
in_host bob ip link set bob mtu 1400
ip link set up_bob mtu 1400
expect_gso_transfer sctp_small alice bob 192.0.2.2

it "cuts GSO frames with two tags"
in_host bob ip link set bob mtu 1500
ip link set up_bob mtu 1500
for host in alice bob; do
	in_host $host ip link add link $host name outer type vlan id 10
	in_host $host ip link add link outer name inner mtu 1492 type vlan id 20
	in_host $host ip link set outer up
	in_host $host ip link set inner up
done
in_host alice ip addr add 2001:db8:2::1/64 dev inner nodad
in_host bob ip addr add 2001:db8:2::2/64 dev inner nodad
expect_gso_transfer sctp alice bob 2001:db8:2::2

for host in alice bob carol; do
	matches 'SctpChecksumErrors\s+0$' in_host $host cat /proc/net/sctp/snmp
done

it "logs the remedy when it cannot change the socket that it was given"
tapctl port del alice
with_socket.py 5 packet up_alice tapctl port add alice packet fd 5
transfer.py sctp "$(pid_of alice)" "$(pid_of bob)" 192.0.2.2 1 >/dev/null 2>&1 &

# has_missed - true if alice's port has missed frames that it could not read
has_missed() {
	[ "$(counter alice 'missed["read-error"]')" -gt 0 ]
}
until_true has_missed
kill $!
is 1 grep -c 'port alice: .*tx-sctp-segmentation off' "$LOG"
