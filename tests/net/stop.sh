#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# The switch ends when it is told to, and leaves nothing behind.

. "$(dirname "$0")/lib.sh"
need jq

for signal in TERM INT; do
	it "ends on SIG$signal, and removes its taps and its socket"
	start_switch <<-CONF
		port add p1 tap
		port add p2 tap
	CONF
	host alice p1 192.0.2.1/24
	host bob p2 192.0.2.2/24
	reaches alice 192.0.2.2
	kill -$signal "$SWITCH"
	wait "$SWITCH" || die "it ended with status $?"
	[ ! -e "$SOCKET" ] || die "its socket is left"
	expect_no_interface p1 alice
	expect_no_interface p2 bob
	grep -q "stopped by SIG$signal" "$LOG"
	kill "$(pid_of alice)" "$(pid_of bob)"
done
SWITCH=

it "ends while it still reads its file, and leaves nothing"
mkfifo "$LAB/fifo"
exec 9<>"$LAB/fifo"
tapswitch -s "$SOCKET" -f - <"$LAB/fifo" &
SWITCH=$!
until_true grep -q pipe_read "/proc/$SWITCH/wchan"
kill "$SWITCH"
status 143 wait "$SWITCH"
[ ! -e "$SOCKET" ] || die "its socket is left"

for n in $(seq 50); do
	echo "port add p$n tap"
done >"$CONF"

it "ends while it creates its ports, and removes them"
launch_switch -f "$CONF"
until_true [ -S "$SOCKET" ]
stop_switch
expect_no_interface p1

it "reloads after it has created its ports when SIGHUP comes meanwhile"
launch_switch -f "$CONF"
until_true [ -S "$SOCKET" ]
kill -HUP "$SWITCH"
until_true grep -q "applied again" "$LOG"
is 50 show .ports switch show
stop_switch

it "ends on switch stop, before the command returns"
for _ in {1..5}; do
	launch_switch -f "$CONF"
	tapctl wait switch
	tapctl switch stop
	[ ! -e "$SOCKET" ] || die "its socket is left"
	expect_no_interface p1
	until_true has_ended "$SWITCH"
	wait "$SWITCH" || die "it ended with status $?"
done
SWITCH=
is 5 grep -c "stopped by switch stop" "$LOG"
echo "switch stop" >"$CONF"
status 1 tapswitch -s "$SOCKET" -f "$CONF"
matches 'cannot stop' cat "$LAB/output"

it "notifies a service manager when it is ready, and when it stops"
socat -u "UNIX-RECVFROM:$LAB/notify,fork" "OPEN:$LAB/notified,creat,append" &
until_true [ -S "$LAB/notify" ]
export NOTIFY_SOCKET=$LAB/notify
launch_switch
until_true grep -q READY=1 "$LAB/notified"
stop_switch
until_true grep -q STOPPING=1 "$LAB/notified"
unset NOTIFY_SOCKET

it "prints its usage and its version, and refuses wrong options"
status 0 tapswitch -h
matches 'usage: tapswitch' cat "$LAB/output"
status 0 tapswitch -V
status 2 tapswitch --no-such-option
status 2 tapswitch -l loud
status 2 tapswitch -m 999
status 2 tapswitch what
matches 'unexpected "what"' cat "$LAB/output"
status 1 tapswitch -s "$SOCKET" --engine steam
