#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# `tapctl wait switch` waits for a switch that is being started.

. "$(dirname "$0")/lib.sh"
need jq python3

it "waits until a switch answers and has applied its file"
printf 'port add p%d null\n' {1..50} >"$CONF"
tapctl wait switch timeout 20 &
waiting=$!
until_true grep -q nanosleep "/proc/$waiting/wchan"
launch_switch -f "$CONF"
wait $waiting
is 50 show .ports switch show
status 0 tapctl wait switch
is null tapctl -j wait switch timeout 0
stop_switch

it "waits for a switch by name, also in a directory that does not exist yet"
(
	unset TAPSWITCH_SOCKET
	tapswitch -n other 2>>"$LOG" &
	tapctl -n other wait switch timeout 20
	is other show .name -n other switch show
	kill $!
	wait $!
)

it "ignores a socket that no switch serves, and a start that fails"
launch_switch
until_true switch_answers
kill -KILL "$SWITCH"
wait "$SWITCH" || true
[ -S "$SOCKET" ]
tapctl wait switch timeout 20 &
waiting=$!
status 1 tapswitch -s "$SOCKET" --engine steam
echo "port add p1 packet fd 77" >"$CONF"
status 1 tapswitch -s "$SOCKET" -f "$CONF"
kill -0 $waiting
launch_switch
wait $waiting

it "gives up at the timeout, and says what it waited for"
stop_switch
status 4 tapctl wait switch timeout 0
matches "$SOCKET" cat "$LAB/output"
status 4 tapctl -n nobody wait switch timeout 1
matches 'no switch "nobody".*/run/tapswitch/nobody.sock' cat "$LAB/output"

it "gives up at the timeout when a switch does not accept connections"
launch_switch
until_true switch_answers
kill -STOP "$SWITCH"
status 4 timeout -s KILL 20 tapctl wait switch timeout 0
matches "$SOCKET.* does not answer" cat "$LAB/output"
python3 - "$SOCKET" <<-EOF &
	import signal, socket, sys
	crowd = []
	try:
	    while True:
	        crowd.append(socket.socket(socket.AF_UNIX))
	        crowd[-1].setblocking(False)
	        crowd[-1].connect(sys.argv[1])
	except BlockingIOError:
	    open("$LAB/full", "w").close()
	    signal.pause()
EOF
crowd=$!
until_true [ -e "$LAB/full" ]
status 4 timeout -s KILL 20 tapctl wait switch timeout 0
kill $crowd
kill -CONT "$SWITCH"
stop_switch

it "refuses a timeout that is not a time"
launch_switch
until_true switch_answers
status 2 tapctl wait switch timeout soon
status 2 tapctl wait switch for ever
stop_switch

it "lets any command follow the start directly"
for _ in {1..5}; do
	launch_switch
	tapctl port add p1 null
	is p1 show '.[0].name' port show
	stop_switch
done
status 3 tapctl port show
matches 'tapctl list' cat "$LAB/output"
