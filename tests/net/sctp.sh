#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# SCTP associations, whose checksum is a CRC32c, between hosts that complete it
# themselves and hosts that leave it to their interface: all data arrives unchanged.
#
# sctp.sh [MEGABYTES]

. "$(dirname "$0")/lib.sh"
. tests/net/tools/sctp_hosts.sh
MEGABYTES=${1:-5}

# transfer_sctp FROM TO ADDRESS - send data by an SCTP association
transfer_sctp() {
	transfer sctp "$@" "$MEGABYTES"
}

# offload HOST checksums|gso on|off - set what the host leaves to its interface
offload() {
	local -A feature=([checksums]=tx [gso]=tx-sctp-segmentation)
	in_host "$1" ethtool -K "$1" "${feature[$2]}" "$3" >/dev/null
}

for port in alice bob carol; do
	tapctl wait port $port up timeout 10
done
# Data for which carol's socket has no room is sent again, so none is lost.
offload alice gso off
offload bob gso off
tapctl stats reset
for alice in on off; do
	offload alice checksums $alice
	for bob in on off; do
		it "carries SCTP between veths with checksum offload $alice and $bob"
		offload bob checksums $bob
		transfer_sctp alice bob 192.0.2.2
		transfer_sctp bob alice 2001:db8::1
		is 0 lost
	done
	it "carries SCTP to a tap and back with checksum offload $alice"
	transfer_sctp alice carol 2001:db8::3
	transfer_sctp carol alice 192.0.2.1
	is 0 lost
done
# No host has received a wrong checksum.
matches 'SctpChecksumErrors\s+0$' in_host alice cat /proc/net/sctp/snmp
matches 'SctpChecksumErrors\s+0$' in_host bob cat /proc/net/sctp/snmp
matches 'SctpChecksumErrors\s+0$' in_host carol cat /proc/net/sctp/snmp
