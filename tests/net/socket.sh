#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# The control socket: who may open it, and what happens where one is already.

. "$(dirname "$0")/lib.sh"
need socat flock python3

# says LINE - what the switch answers to it
says() {
	echo "$*" | socat -t2 - "UNIX-CONNECT:$SOCKET"
}

# socket_is MODE [GROUP]
socket_is() {
	is "$1 ${2:-0}" stat -c '%a %g' "$SOCKET"
}

it "is its owner's alone"
start_switch </dev/null
socket_is 600
stop_switch

it "is given to a group, with a mode"
group=0
! is_real_root || group=1234
launch_switch -m 660 -g $group
until_true switch_answers
socket_is 660 $group
stop_switch
(
	umask 077
	launch_switch -m 666
	until_true switch_answers
	socket_is 666
	stop_switch
)

it "refuses to take another switch's place, and leaves it alone"
launch_switch
until_true switch_answers
first=$SWITCH
status 1 timeout 10 tapswitch -s "$SOCKET"
grep -q "$SOCKET" "$LAB/said" || die "$(cat "$LAB/said")"
is "$first" sh -c "tapctl -j switch show | jq .pid"

it "replaces one that nobody serves"
kill -KILL "$SWITCH"
wait "$SWITCH" || true
[ -S "$SOCKET" ]
status 3 tapctl switch show
launch_switch
until_true switch_answers
socket_is 600
stop_switch

it "lets one of several take it that start at once"
rivals.py "$SOCKET" 50 4

it "waits for nobody who has locked the directory, and leaves no lock of its own"
exec 8<"$LAB"
flock 8
launch_switch
until_true switch_answers
refute ls "$LAB"/*.lock 2>"$LAB/said"
exec 8<&-
stop_switch

it "refuses a file that is no socket, and leaves it alone"
echo precious >"$SOCKET"
status 1 timeout 10 tapswitch -s "$SOCKET"
is precious cat "$SOCKET"
rm "$SOCKET"

it "refuses where it cannot be made"
status 1 timeout 10 tapswitch -s "$LAB/no/such/directory/ctl"
status 1 timeout 10 tapswitch -s "$LAB/$(printf 'x%.0s' $(seq 120))"

it "refuses a default place that is too long"
if is_real_root; then
	long=/tmp$(printf '/%.0s' $(seq 300))
	cp "$O/tapswitch" "$LAB"	# where anybody may run it
	status 1 setpriv --reuid 65534 --regid 65534 --clear-groups \
		env XDG_RUNTIME_DIR="$long" "$LAB/tapswitch"
	matches 'socket path of [0-9]+ bytes' cat "$LAB/said"
fi

it "has a place of its own for each name"
unset TAPSWITCH_SOCKET
tapswitch 2>>"$LOG" &
one=$!
tapswitch -n other 2>>"$LOG" &
two=$!
until_true tapctl switch show
until_true tapctl -n other switch show
is sw0 sh -c "tapctl -j switch show | jq -r .name"
is other sh -c "tapctl -n other -j switch show | jq -r .name"
[ -S /run/tapswitch/sw0.sock ] && [ -S /run/tapswitch/other.sock ]
kill $one $two
wait $one
wait $two
[ ! -e /run/tapswitch/sw0.sock ] && [ ! -e /run/tapswitch/other.sock ]

it "can be driven by anything that writes lines"
export TAPSWITCH_SOCKET=$SOCKET
launch_switch
until_true switch_answers
matches '^\{"ok":true,"result":\[\]\}$' says "port show"
matches '"code":"no-such-port".*"word":3' says "port del p7"
