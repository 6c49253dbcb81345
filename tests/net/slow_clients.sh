#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Clients that ask and never read cost neither frames nor other clients their
# time, and the switch no memory to speak of.

. "$(dirname "$0")/lib.sh"
need jq python3

start_switch <<-CONF
	port add p1 tap
	port add p2 tap
CONF
host alice p1 192.0.2.1/24
host bob   p2 192.0.2.2/24
reaches alice 192.0.2.2

resident_kb() {
	awk '/VmRSS/ { print $2 }' "/proc/$SWITCH/status"
}

before=$(resident_kb)
mkfifo "$LAB/hold"
abuse.py deaf <"$LAB/hold" >"$LAB/deaf" &
deaf=$!
exec 5>"$LAB/hold"
until_true grep -q deaf "$LAB/deaf"

it "forwards while they hold their answers back"
reaches alice 192.0.2.2
transfer tcp alice bob 192.0.2.2 100

it "serves others"
is 21 show .clients switch show
is "p1 p2" show 'map(.name) | join(" ")' port show

it "does not spin for them"
is_at_rest

it "holds a bounded piece of an answer for each"
grown=$(($(resident_kb) - before))
[[ $O = *asan* ]] || [ $grown -lt 10000 ] || die "it grew by $grown KiB"

it "lets go of them when they go"
exec 5>&-
wait $deaf
is 1 show .clients switch show
