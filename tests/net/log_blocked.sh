#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# The switch continues while nobody reads its standard error: it forwards frames and
# answers clients.  When it is read again, the log says how many lines were lost.

. "$(dirname "$0")/lib.sh"
need jq ping python3

cat >"$CONF" <<-CONF
	port add alice tap
	port add bob tap
CONF

# start_with_stderr FILE - start a switch with this file as its standard error
start_with_stderr() {
	tapswitch -s "$SOCKET" -f "$CONF" 2>"$1" &
	SWITCH=$!
	until_true switch_answers
	HOSTS=()
	host alice alice 192.0.2.1/24
	host bob bob 192.0.2.2/24
	reaches alice 192.0.2.2
}

# works_while_logging - make the switch log 8,000 lines, more than any buffer holds;
# it must still forward
works_while_logging() {
	yes "$(printf 'port add x null\nport del x')" | head -n 8000 |
		tapctl -b -
	reaches alice 192.0.2.2
	transfer tcp alice bob 192.0.2.2 5
}

it "continues while its standard error is a full pipe that nobody reads"
mkfifo "$LAB/err"
sleep infinity <>"$LAB/err" &
keeper=$!
start_with_stderr "$LAB/err"
works_while_logging

it "leaves the pipe, which others share, in blocking mode"
flags=$(sed -n 's/^flags:\t*//p' "/proc/$keeper/fdinfo/0")
is 0 echo $((flags & 04000))

# reports_lost_lines - true if the log says how many lines were lost
reports_lost_lines() {
	grep -Eq 'warning: [0-9]+ lines were lost: standard error was full' \
		"$LAB/read"
}

it "says how many lines were lost, as soon as the pipe is read"
cat "$LAB/err" >"$LAB/read" &
reader=$!
until_true reports_lost_lines
refute grep -v '^tapswitch: ' "$LAB/read"
lost=$(sed -n 's/.*warning: \([0-9]*\) lines were lost.*/\1/p' "$LAB/read")
said=$(grep -c 'port x: ' "$LAB/read")
is 8000 echo $((said + lost))

it "can be stopped while nobody reads"
kill "$reader"
works_while_logging
stop_switch
kill "$keeper"

it "continues while a terminal is stopped"
python3 -c '
import os, pty, termios, time
ours, theirs = pty.openpty()
termios.tcflow(theirs, termios.TCOOFF)
print(os.ttyname(theirs), flush=True)
time.sleep(1000)' >"$LAB/tty" &
terminal=$!
until_true test -s "$LAB/tty"
start_with_stderr "$(cat "$LAB/tty")"
works_while_logging
stop_switch
kill "$terminal"
