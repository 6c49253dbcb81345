#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Associations of SCTP, whose checksum is a CRC32c, between hosts that finish it
# themselves and hosts that leave it to others: what arrives is what was sent.
#
# sctp.sh [MEGABYTES]
#
#	alice ==veth==packet--+--------+--packet==veth== bob
#	                      | switch |
#	                      +--------+--tap-- carol

. "$(dirname "$0")/lib.sh"
need jq ping ethtool
MEGABYTES=${1:-5}

ip link add up_alice type veth peer name alice
ip link add up_bob type veth peer name bob
start_switch <<-CONF
	switch set loop_probe off
	port add alice packet dev up_alice
	port add bob packet dev up_bob
	port add carol tap
CONF
ip link set up_alice up
ip link set up_bob up
host alice alice 192.0.2.1/24 2001:db8::1/64
host bob   bob   192.0.2.2/24 2001:db8::2/64
host carol carol 192.0.2.3/24 2001:db8::3/64
in_host alice python3 -c 'import socket as s
s.socket(s.AF_INET, s.SOCK_STREAM, s.IPPROTO_SCTP)' 2>/dev/null ||
	skip_test "this kernel has no SCTP"

# associate FROM TO ADDRESS
associate() {
	transfer sctp "$@" "$MEGABYTES"
}

# lost - what went no further, in whatever place
lost() {
	show '[.[] | .drops, .tx_drops, .missed | values | .[]] | add // 0' \
		stats show
}

# offload HOST checksums|gso on|off
offload() {
	local -A feature=([checksums]=tx [gso]=tx-sctp-segmentation)
	in_host "$1" ethtool -K "$1" "${feature[$2]}" "$3" >/dev/null
}

for port in alice bob carol; do
	tapctl wait port $port up timeout 10
done
# What a socket buffer of carol has no room for is sent again: no loss of ours.
offload alice gso off
offload bob gso off
tapctl stats reset
for alice in on off; do
	offload alice checksums $alice
	for bob in on off; do
		it "carries them between veths: checksum offload $alice, $bob"
		offload bob checksums $bob
		associate alice bob 192.0.2.2
		associate bob alice 2001:db8::1
		is 0 lost
	done
	it "carries them to a tap and back: checksum offload $alice"
	associate alice carol 2001:db8::3
	associate carol alice 192.0.2.1
	is 0 lost
done
# Nobody trusts a checksum that is not there.
matches 'SctpChecksumErrors\s+0$' in_host alice cat /proc/net/sctp/snmp
matches 'SctpChecksumErrors\s+0$' in_host bob cat /proc/net/sctp/snmp
matches 'SctpChecksumErrors\s+0$' in_host carol cat /proc/net/sctp/snmp
