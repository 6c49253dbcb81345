#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Frames are explained as they are received, by what the switch knew when they came.

. "$(dirname "$0")/lib.sh"
need jq ping python3

start_switch <<-CONF
	switch set loop_probe off
	port add p1 tap
	port add p2 tap
	port add p3 tap
CONF
host alice p1 192.0.2.1/24
host bob   p2 192.0.2.2/24
host carol p3
tapctl wait port p1,p2,p3 up
silence_hosts alice bob carol

# start_trace FILE OPTION... - begin `trace live` in the background, and wait until the
# switch knows; sets $trace to the process
start_trace() {
	local file=$1
	shift
	tapctl "$@" >"$file" &
	trace=$!
	until_true clients_are 2
}

# clients_are N - true if so many clients are connected, with the one that asks
clients_are() {
	[ "$(show .clients switch show)" = "$1" ]
}

# accounts_for FILE N - true if those explained and those skipped are so many frames
accounts_for() {
	[ "$(jq -s 'map(.skipped // 1) | add' "$1")" = "$2" ]
}

# send_frame HOST HEX - send these bytes
send_frame() {
	in_host "$1" python3 -c '
import socket, sys
sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
sock.bind((sys.argv[1], 0))
sock.send(bytes.fromhex(sys.argv[2]))' "${iface_of[$1]}" "$2"
}

it "explains a ping as it passes"
tapctl fdb flush >/dev/null
start_trace "$LAB/ping" -j trace live count 4
reaches alice 192.0.2.2
wait $trace
is "ARP who-has 192.0.2.2 tell 192.0.2.1: p1 flooded p2 p3
ARP 192.0.2.2 is-at $(mac_of bob): p2 forwarded p1
IPv4 192.0.2.1 > 192.0.2.2 ICMP echo request: p1 forwarded p2
IPv4 192.0.2.2 > 192.0.2.1 ICMP echo reply: p2 forwarded p1" jq -r \
	'"\(.frame.text): \(.port) \(.reason) \([.egress[].port] | join(" "))"' \
	"$LAB/ping"

it "says what was known when the frame came"
is "$(mac_of alice) is learned on p1
$(mac_of bob) is learned on p2
$(mac_of alice) stays known on p1
$(mac_of bob) stays known on p2" jq -r \
	'.steps[] | select(.step == "learn") | .finding' "$LAB/ping"

it "gives each frame its number and its time, but not its bytes"
is true jq -s '[.[].id] | . == [range(.[0]; .[0] + 4)]' "$LAB/ping"
is true jq -s 'all(.[]; (.time | test("^[0-9-]+T[0-9:.]+Z$")) and .at_ms > 0 and
	(.frame | has("hex") | not))' "$LAB/ping"

it "says why a frame is dropped, and which command helps"
tapctl port set p1,p2 isolated on
start_trace "$LAB/drop" -j trace live port p1 count 1
send_frame alice "$(show .frame.hex trace p1 src "$(mac_of alice)" \
	dst "$(mac_of bob)")"
wait $trace
is "isolated port set p2 isolated off" jq -r '"\(.reason) \(.remedy.command)"' \
	"$LAB/drop"
tapctl port set p1,p2 isolated off

it "shows its text in 80 columns, below a title for each frame"
flush_neighbours alice all
start_trace "$LAB/text" trace live filter arp count 2
reaches alice 192.0.2.2
wait $trace
is 2 grep -Ec '^--- frame [0-9]+, [0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3} -+$' "$LAB/text"
matches '^flooded: ' cat "$LAB/text"
refute grep -E '.{81}' "$LAB/text"

it "counts the frames that come too fast"
start_trace "$LAB/many" -j trace live filter icmp
in_host alice ping -q -c100 -i0.002 192.0.2.2 >/dev/null
until_true accounts_for "$LAB/many" 200

it "lets a client go, and ends after a time"
kill $trace
wait $trace 2>/dev/null || true
until_true clients_are 1
reaches alice 192.0.2.2
status 0 tapctl trace live duration 0

it "goes on without a port that is removed"
start_trace "$LAB/port" -j trace live port p2,p3
tapctl port del p2
send_frame carol "$(show .frame.hex trace p3)"
until_true grep -q '"port":"p3"' "$LAB/port"
kill $trace
wait $trace 2>/dev/null || true

it "still traces frames at a port with the name live"
tapctl port add live null
is live show .port trace live dst "$(mac_of alice)"

it "refuses what cannot be"
status 1 tapctl trace live port p9
status 2 tapctl trace live count 0
status 2 tapctl trace live filter 'icmp and'
tapctl config show >"$LAB/lab.conf"
status 1 tapctl trace --config "$LAB/lab.conf" live
matches '"code":"not-running"' tapctl -j trace --config "$LAB/lab.conf" live

it "ends with the switch, and says so"
start_trace "$LAB/end" trace live
stop_switch
rc=0
wait $trace || rc=$?
is 3 echo $rc
