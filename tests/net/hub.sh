#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# With an ageing time of 0 the switch is a hub: it floods every frame.

. "$(dirname "$0")/lib.sh"
need jq

start_switch <<-CONF
	switch set ageing_time 0
	port add p1 tap
	port add p2 tap
	port add p3 tap
CONF
host alice p1 192.0.2.1/24
host bob   p2 192.0.2.2/24
host carol p3

it "learns no station, and floods every frame"
delivered bob "bob > all" >/dev/null
is "bob carol" delivered alice "alice > bob"
is 0 show length fdb show

it "carries unicast traffic between hosts nevertheless"
reaches alice 192.0.2.2

it "learns again when the ageing time is set"
tapctl switch set ageing_time 300
delivered bob "bob > all" >/dev/null
is bob delivered alice "alice > bob"
