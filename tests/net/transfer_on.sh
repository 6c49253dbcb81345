#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# 100 MB between taps with offloads: GSO frames are forwarded whole, and arrive
# unchanged.

. "$(dirname "$0")/lib.sh"
need jq

start_switch <<-CONF
	port add p1 tap
	port add p2 tap
CONF
host alice p1 192.0.2.1/24 2001:db8::1/64
host bob   p2 192.0.2.2/24 2001:db8::2/64

it "has negotiated all offloads that this kernel has"
matches csum,tso4,tso6 show '.[0].offloads | join(",")' port show p1

it "carries TCP over IPv4 and IPv6"
transfer tcp alice bob 192.0.2.2 100
transfer tcp bob alice 2001:db8::1 100

it "carries UDP over IPv4 and IPv6"
transfer udp alice bob 192.0.2.2 100
transfer udp bob alice 2001:db8::1 20

it "carries GSO frames of UDP"
transfer uso alice bob 192.0.2.2 100
transfer uso bob alice 2001:db8::1 20

it "has cut no GSO frame"
is 0 counter p1 tx_segmented
is 0 counter p2 tx_segmented
[ $(($(counter p1 rx_bytes) / $(counter p1 rx_packets))) -gt 1600 ] ||
	die "no GSO frames came in"
