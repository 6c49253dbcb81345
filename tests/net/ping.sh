#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Hosts on three taps reach each other, over IPv4 and IPv6.
#
#	alice --p1--+--------+--p3-- carol
#	bob   --p2--+ switch |
#	            +--------+

. "$(dirname "$0")/lib.sh"
need ping jq

start_switch <<-CONF
	port add p1 tap
	port add p2 tap
	port add p3 tap
CONF
host alice p1 192.0.2.1/24 2001:db8::1/64
host bob   p2 192.0.2.2/24 2001:db8::2/64
host carol p3 192.0.2.3/24 2001:db8::3/64

it "carries ping over IPv4, and the ARP that precedes it"
reaches alice 192.0.2.2
reaches bob 192.0.2.3
reaches carol 192.0.2.1

it "carries ping over IPv6, and the neighbour discovery that precedes it"
reaches alice 2001:db8::2
reaches bob 2001:db8::3
reaches carol 2001:db8::1

it "has learned the three stations, each on its own port"
for name in alice bob carol; do
	is "${iface_of[$name]}" show '.[0].port' fdb show mac "$(mac_of $name)"
done

it "gets no answer from a host that does not exist"
does_not_reach alice 192.0.2.99

it "counts the frames that it forwards"
[ "$(counter p1 forwarded)" -ge 4 ] || die "nothing was forwarded"
[ "$(counter p1 rx_ucast)" -ge 4 ] || die "nothing came in"
