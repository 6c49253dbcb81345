#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# tapswitch -d: the command returns when the switch is ready, or says why it failed.

. "$(dirname "$0")/lib.sh"
need jq

# start_in_background OPTION... - start it in the background; $switch is its process
start_in_background() {
	status 0 tapswitch -d -s "$SOCKET" --engine "${ENGINE:-auto}" "$@"
	switch=$(show .pid switch show)
}

# switch_has_ended - true if the process $switch has ended
switch_has_ended() {
	! kill -0 "$switch"
}

it "returns when the switch is ready and has applied its file"
printf 'port add p%d null\n' {1..50} >"$CONF"
start_in_background -f "$CONF"
is 50 show .ports switch show
matches "ready at $SOCKET" cat "$LAB/output"

it "has left its terminal, its process group and its standard input and output"
is /dev/null readlink "/proc/$switch/fd/0"
is /dev/null readlink "/proc/$switch/fd/1"
is "$switch $switch" cut -d' ' -f5,6 "/proc/$switch/stat"

it "logs to a file beside its socket, with the time"
is "$SOCKET.log" readlink "/proc/$switch/fd/2"
tapctl port set p1 down
matches '^20[0-9-]{8} [0-9:]{8} tapswitch: port p1: set down' cat "$SOCKET.log"
kill -HUP "$switch"
until_true grep -q "applied again" "$SOCKET.log"

it "refuses to start a second time on the same socket, and ends when told to"
status 1 tapswitch -d -s "$SOCKET"
matches 'is in use by another program' cat "$LAB/output"
tapctl switch stop
until_true switch_has_ended
grep -q "stopped by switch stop" "$SOCKET.log"

it "appends to the log file that it is told to use"
echo precious >"$LAB/other.log"
start_in_background --log "$LAB/other.log"
tapctl port add p1 null
tapctl port set p1 down
is precious head -n1 "$LAB/other.log"
grep -q "port p1: set down" "$LAB/other.log"

it "continues at the start of its log file after that was truncated"
: >"$LAB/other.log"
tapctl port set p1 up
is 1 grep -c . "$LAB/other.log"
matches '^20.*port p1: set up' cat "$LAB/other.log"
tapctl switch stop
until_true switch_has_ended

it "says why it did not start, and fails"
echo "port add p1 tap color red" >"$CONF"
status 1 tapswitch -d -s "$SOCKET" -f "$CONF"
matches 'conf:1:17: .*"color"' cat "$LAB/output"
echo "port add p1 packet fd 77" >"$CONF"
status 1 tapswitch -d -s "$SOCKET" -f "$CONF"
matches 'conf:1:.*77' cat "$LAB/output"
status 1 tapswitch -d -s "$SOCKET" --log "$LAB/no/such/directory"
matches 'open log' cat "$LAB/output"
refute grep ready "$LAB/output"
ln -s "$LAB/other.log" "$LAB/link"
status 1 tapswitch -d -s "$SOCKET" --log "$LAB/link"
mkfifo "$LAB/unread"
status 1 timeout -s KILL 20 tapswitch -s "$SOCKET" --log "$LAB/unread"
matches 'open log' cat "$LAB/output"
[ ! -e "$SOCKET" ] || die "its socket is left"

it "logs to a file with the switch's name in the default directory"
unset TAPSWITCH_SOCKET
status 0 tapswitch -d -n lab
switch=$(show .pid -n lab switch show)
is /run/tapswitch/lab.log readlink "/proc/$switch/fd/2"
tapctl -n lab switch stop
until_true switch_has_ended
