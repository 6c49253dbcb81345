#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Nobody reads standard error, and the switch goes on: frames pass, clients are
# answered.  What was lost is told when somebody reads again.

. "$(dirname "$0")/lib.sh"
need jq ping python3

cat >"$CONF" <<-CONF
	port add alice tap
	port add bob tap
CONF

# start_with FILE - a switch whose standard error that is
start_with() {
	tapswitch -s "$SOCKET" -f "$CONF" 2>"$1" &
	SWITCH=$!
	until_true switch_answers
	HOSTS=()
	host alice alice 192.0.2.1/24
	host bob bob 192.0.2.2/24
	reaches alice 192.0.2.2
}

# goes_on - though it has said more than any buffer holds: 8,000 lines
goes_on() {
	yes "$(printf 'port add x null\nport del x')" | head -n 8000 |
		tapctl -b -
	reaches alice 192.0.2.2
	transfer tcp alice bob 192.0.2.2 5
}

it "goes on while a pipe is full that nobody reads"
mkfifo "$LAB/err"
sleep infinity <>"$LAB/err" &
keeper=$!
start_with "$LAB/err"
goes_on

it "leaves the pipe that it shares with others as it was"
flags=$(sed -n 's/^flags:\t*//p' "/proc/$keeper/fdinfo/0")
is 0 echo $((flags & 04000))

has_told() {
	grep -Eq 'warning: [0-9]+ lines were lost: standard error took no more' \
		"$LAB/read"
}

it "tells how many lines were lost, as soon as somebody reads"
cat "$LAB/err" >"$LAB/read" &
reader=$!
until_true has_told
refute grep -v '^tapswitch: ' "$LAB/read"
lost=$(sed -n 's/.*warning: \([0-9]*\) lines were lost.*/\1/p' "$LAB/read")
said=$(grep -c 'port x: ' "$LAB/read")
is 8000 echo $((said + lost))

it "ends, though nobody reads any more"
kill "$reader"
goes_on
stop_switch
kill "$keeper"

it "goes on while a terminal takes nothing"
python3 -c '
import os, pty, termios, time
ours, theirs = pty.openpty()
termios.tcflow(theirs, termios.TCOOFF)
print(os.ttyname(theirs), flush=True)
time.sleep(1000)' >"$LAB/tty" &
terminal=$!
until_true test -s "$LAB/tty"
start_with "$(cat "$LAB/tty")"
goes_on
stop_switch
kill "$terminal"
