#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Frames up to the MTU of their port pass; longer ones are dropped and counted, and
# neither cut nor sent to a port with a smaller MTU.

. "$(dirname "$0")/lib.sh"
need ping jq

start_switch <<-CONF
	port add p1 tap mtu 9000
	port add p2 tap mtu 9000
	port add p3 tap
CONF
host alice p1 192.0.2.1/24
host bob   p2 192.0.2.2/24
host carol p3 192.0.2.3/24

it "carries 9000 bytes between two ports with that MTU"
reaches alice 192.0.2.2 -M 'do' -s 8972

it "carries 1500 bytes to a port with that MTU, and not one byte more"
reaches alice 192.0.2.3 -M 'do' -s 1472
does_not_reach alice 192.0.2.3 -M 'do' -s 1473
is 1 counter p1 'drops["mtu-exceeded"]'

it "lets TCP find a segment size that fits"
transfer tcp alice carol 192.0.2.3 20
transfer tcp carol alice 192.0.2.1 20
transfer tcp alice bob 192.0.2.2 20

it "floods a jumbo frame only to the ports whose MTU allows it"
is bob delivered alice "alice > all size 9000"
[ "$(counter p3 'tx_drops["mtu-exceeded"]')" -ge 1 ]

it "applies a new MTU that is set by a command"
tapctl port set p3 mtu 9000
reaches alice 192.0.2.3 -M 'do' -s 8972
matches 'mtu 9000' in_host carol ip link show p3

# mtu_is PORT BYTES - true if the port shows this MTU
mtu_is() {
	[ "$(show '.[0].mtu' port show "$1")" = "$2" ]
}

it "follows an MTU that the host sets on its interface, before a frame comes"
tapctl port set p3 mtu 1500
in_host carol ip link set p3 mtu 4000
until_true mtu_is p3 4000
reaches alice 192.0.2.3 -M 'do' -s 3972
does_not_reach alice 192.0.2.3 -M 'do' -s 3973

it "carries the longest frame that a tap can carry"
tapctl port set p1 mtu 65521
tapctl port set p2 mtu 65521
reaches alice 192.0.2.2 -M 'do' -s 65493
