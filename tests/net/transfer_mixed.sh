#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# 100 MB from a tap that sends partial checksums and GSO frames to one that takes
# neither: the switch completes checksums and cuts GSO frames.
#
#	alice --p1 (offloads)--+--------+--p3 (offload off)-- carol
#	bob   --p2 (offloads)--+ switch |
#	                       +--------+

. "$(dirname "$0")/lib.sh"
need jq

start_switch <<-CONF
	port add p1 tap
	port add p2 tap
	port add p3 tap offload off
CONF
host alice p1 192.0.2.1/24 2001:db8::1/64
host bob   p2 192.0.2.2/24
host carol p3 192.0.2.3/24 2001:db8::3/64

it "carries TCP over IPv4 and IPv6"
transfer tcp alice carol 192.0.2.3 100
transfer tcp alice carol 2001:db8::3 100
transfer tcp carol alice 192.0.2.1 20

it "carries UDP as single datagrams and as GSO frames"
transfer udp alice carol 192.0.2.3 100
transfer uso alice carol 192.0.2.3 100
transfer uso alice carol 2001:db8::3 20

it "has cut GSO frames for the port without offloads, and for no other"
[ "$(counter p3 tx_segmented)" -gt 100 ]
is 0 counter p1 tx_segmented

it "still sends whole GSO frames to a port with offloads"
transfer tcp alice bob 192.0.2.2 50
is 0 counter p2 tx_segmented

it "applies changed offloads while it runs"
tapctl port set p1 offload off
transfer tcp alice carol 192.0.2.3 20
tapctl port set p1 offload on
tapctl port set p3 offload on
before=$(counter p3 tx_segmented)
transfer tcp alice carol 192.0.2.3 20
is "$before" counter p3 tx_segmented
