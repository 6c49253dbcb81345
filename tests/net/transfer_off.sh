#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# 100 MB between taps without offloads: only complete frames within the MTU cross.

. "$(dirname "$0")/lib.sh"
need jq

start_switch <<-CONF
	port add p1 tap offload off
	port add p2 tap
	port set p2 offload off
CONF
host alice p1 192.0.2.1/24 2001:db8::1/64
host bob   p2 192.0.2.2/24 2001:db8::2/64

it "has negotiated no offloads"
is "" show '.[0].offloads | join(",")' port show p1
is "" show '.[0].offloads | join(",")' port show p2

it "carries TCP over IPv4 and IPv6"
transfer tcp alice bob 192.0.2.2 100
transfer tcp bob alice 2001:db8::1 20

it "carries UDP that is sent as single datagrams and with UDP_SEGMENT"
transfer udp alice bob 192.0.2.2 100
transfer uso bob alice 2001:db8::1 20

it "has cut no frame"
is 0 counter p1 tx_segmented
is 0 counter p2 tx_segmented
