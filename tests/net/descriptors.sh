#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Each tap and each client needs a descriptor.  When they run out, the switch says which
# limit to raise; it keeps some for clients of its control socket.

. "$(dirname "$0")/lib.sh"
need jq prlimit python3

HINT='raise ulimit -n, or LimitNOFILE= in the systemd unit'

# port_lines FIRST LAST - print the lines that add these ports
port_lines() {
	local n
	for n in $(seq "$1" "$2"); do
		echo "port add p$n tap"
	done
}

it "raises its own limit of descriptors as far as it is allowed to"
port_lines 1 100 >"$CONF"
prlimit --nofile=50:200 tapswitch -s "$SOCKET" -f "$CONF" 2>>"$LOG" &
SWITCH=$!
until_true switch_answers
is 100 show .ports switch show

it "refuses a tap above the limit of descriptors, and says what to raise"
port_lines 101 200 >"$LAB/more"
status 1 tapctl -b "$LAB/more"
matches "200 are allowed: $HINT" cat "$LAB/output"
count=$(show .ports switch show)
[ "$count" -gt 100 ] && [ "$count" -lt 200 ]
expect_no_interface "p$((count + 1))"

# more_clients_wait_than COUNT - true if more clients are connected than this
more_clients_wait_than() {
	[ "$(show .clients switch show)" -gt "$1" ]
}

# end_waiting_clients - end the waiting clients
end_waiting_clients() {
	kill "${waits[@]}"
	wait "${waits[@]}" || true
}

waits=()
it "keeps descriptors for clients of its control socket"
for n in $(seq 8); do
	tapctl wait port p1 not-present timeout 60 2>/dev/null &
	waits[n]=$!
done
until_true more_clients_wait_than 8
ip netns add red
status 1 tapctl port add red tap netns red
matches "$HINT" cat "$LAB/output"
status 1 tapctl port add group dgram remote 239.192.2.2:5000 dev lo
matches "$HINT" cat "$LAB/output"
end_waiting_clients

it "uses the descriptor of a deleted port for another"
printf 'port del p1\nport add red tap netns red\n' | tapctl -b -
is "$count" show .ports switch show
stop_switch

it "names the line of a file that needs too many descriptors, and leaves no port"
port_lines 1 100 >"$CONF"
status 1 prlimit --nofile=100 tapswitch -s "$SOCKET" -f "$CONF"
matches "conf:[0-9]+:10: .*100 are allowed: $HINT" cat "$LAB/output"
expect_no_interface p1

it "rejects and counts a client that would take the last descriptor"
cat >"$CONF" <<-CONF
	port listen stream $LAB/stream max 200
	port listen dgram $LAB/dgram max 200
	port listen vde $LAB/vde max 200
CONF
prlimit --nofile=80 tapswitch -s "$SOCKET" -f "$CONF" 2>>"$LOG" &
SWITCH=$!
until_true switch_answers

# listener_value KEY TYPE - print a value of the listener of this type
listener_value() {
	show "map(select(.type == \"$2\"))[0].$1" port listen show
}

# listener_has_no_port TYPE - true if the listener of this type has no port
listener_has_no_port() {
	[ "$(listener_value ports "$1")" = 0 ]
}

# listener_has_rejected TYPE - true if the listener of this type has rejected a
# client
listener_has_rejected() {
	[ "$(listener_value rejected "$1")" -gt 0 ]
}

for kind in dgram stream vde; do
	many_clients.py "$kind" "$LAB" 80 &
	clients=$!
	until_true listener_has_rejected "$kind"
	for n in $(seq 8); do
		tapctl wait port nobody up timeout 60 2>/dev/null &
		waits[n]=$!
	done
	until_true more_clients_wait_than 8
	end_waiting_clients
	[ "$(listener_value ports "$kind")" -gt 0 ]
	kill "$clients"
	until_true listener_has_no_port "$kind"
done
matches 'dgram .*rejected: no descriptor left for a client, 80 are allowed' \
	cat "$LOG"
