#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# The control socket: its permissions, and what happens if its path is in use.

. "$(dirname "$0")/lib.sh"
need socat flock python3

# answer_to LINE - send a line to the socket, and print the answer
answer_to() {
	echo "$*" | socat -t2 - "UNIX-CONNECT:$SOCKET"
}

# socket_is MODE [GROUP] - the socket must have this mode and group
socket_is() {
	is "$1 ${2:-0}" stat -c '%a %g' "$SOCKET"
}

it "lets only its owner open the socket by default"
start_switch </dev/null
socket_is 600
stop_switch

it "gives the socket the mode and group of its options"
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

it "refuses to replace the socket of a running switch"
launch_switch
until_true switch_answers
first=$SWITCH
status 1 timeout 10 tapswitch -s "$SOCKET"
grep -q "$SOCKET" "$LAB/output" || die "$(cat "$LAB/output")"
is "$first" sh -c "tapctl -j switch show | jq .pid"

it "replaces a socket that no switch serves"
kill -KILL "$SWITCH"
wait "$SWITCH" || true
[ -S "$SOCKET" ]
status 3 tapctl switch show
launch_switch
until_true switch_answers
socket_is 600
stop_switch

it "takes an old socket in only one of several processes that start at the same time"
start_race.py "$SOCKET" 50 4

it "ignores a lock on the directory, and leaves no lock file"
exec 8<"$LAB"
flock 8
launch_switch
until_true switch_answers
refute ls "$LAB"/*.lock 2>"$LAB/output"
exec 8<&-
stop_switch

it "refuses a socket path at which there is another file, and does not change the file"
echo precious >"$SOCKET"
status 1 timeout 10 tapswitch -s "$SOCKET"
is precious cat "$SOCKET"
rm "$SOCKET"

it "refuses a socket path where no socket can be created"
status 1 timeout 10 tapswitch -s "$LAB/no/such/directory/ctl"
status 1 timeout 10 tapswitch -s "$LAB/$(printf 'x%.0s' $(seq 120))"

it "refuses a default socket path that is too long"
if is_real_root; then
	long=/tmp$(printf '/%.0s' $(seq 300))
	cp "$O/tapswitch" "$LAB"	# where any user may run it
	status 1 setpriv --reuid 65534 --regid 65534 --clear-groups \
		env XDG_RUNTIME_DIR="$long" "$LAB/tapswitch"
	matches 'socket path of [0-9]+ bytes' cat "$LAB/output"
fi

it "has a socket of its own for each name"
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

it "answers any program that writes lines to the socket"
export TAPSWITCH_SOCKET=$SOCKET
launch_switch
until_true switch_answers
matches '^\{"ok":true,"result":\[\]\}$' answer_to "port show"
matches '"code":"no-such-port".*"word":3' answer_to "port del p7"
