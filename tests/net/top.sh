#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# `tapctl top` shows rates.

NO_TAPS=1 . "$(dirname "$0")/lib.sh"
need jq

start_switch <<-CONF
	switch set vlan_filtering on
	port add lan1 dgram local $LAB/lan1.sock
	port add lan2 null
	port add wan null down
CONF

it "prints blocks of plain text"
tapctl top count 2 >"$LAB/blocks"
is 2 grep -c "^sw0: up .*, 3 ports, engine" "$LAB/blocks"
is 2 grep -c "^loop .*% busy" "$LAB/blocks"
is 2 grep -c "^wan *down *0" "$LAB/blocks"
is 0 eval "grep -c $'\\e' '$LAB/blocks' || true"

it "prints drops by reason"
tapctl port set lan1 accept tagged
send_datagrams.py "$LAB/lan1.sock" 5
matches "^vlan-type +drops +[0-9.]+ +5$" tapctl top count 1
tapctl port set lan1 accept all

it "says what is a mistake, and when it cannot write"
status 2 tapctl top count 0
status 2 tapctl top delay
status 2 tapctl -j top
status 3 tapctl -s "$LAB/nowhere" top
status 1 sh -c 'tapctl top count 1 >/dev/full'

it "ends with a message when the switch ends"
tapctl top >"$LAB/blocks" 2>"$LAB/output" &
until_true grep -q "^wan" "$LAB/blocks"
tapctl switch stop
rc=0
wait $! || rc=$?
is 3 echo $rc
matches "no switch runs at|the switch ended" cat "$LAB/output"
wait "$SWITCH"
SWITCH=
