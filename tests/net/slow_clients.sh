#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Clients that send requests and never read delay neither frames nor other clients, and
# cost little memory.

. "$(dirname "$0")/lib.sh"
need jq python3

start_switch <<-CONF
	port add p1 tap
	port add p2 tap
CONF
host alice p1 192.0.2.1/24
host bob   p2 192.0.2.2/24
reaches alice 192.0.2.2

# resident_kb - print how much memory the switch uses, in KiB
resident_kb() {
	awk '/VmRSS/ { print $2 }' "/proc/$SWITCH/status"
}

before=$(resident_kb)
mkfifo "$LAB/hold"
abuse.py ignore_answers <"$LAB/hold" >"$LAB/ready" &
clients=$!
exec 5>"$LAB/hold"
until_true grep -q ready "$LAB/ready"

it "forwards while clients do not read their answers"
reaches alice 192.0.2.2
transfer tcp alice bob 192.0.2.2 100

it "answers other clients while some do not read"
is 21 show .clients switch show
is "p1 p2" show 'map(.name) | join(" ")' port show

it "uses no CPU time for clients that do not read"
expect_idle_switch

it "keeps only a bounded part of an answer for a client that does not read"
grown=$(($(resident_kb) - before))
[[ $O = *asan* ]] || [ $grown -lt 10000 ] || die "it grew by $grown KiB"

it "releases clients that do not read when they disconnect"
exec 5>&-
wait $clients
is 1 show .clients switch show
