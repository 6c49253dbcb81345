#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A switch ends when its terminal is closed, unless it was detached from it.

. "$(dirname "$0")/lib.sh"
need jq python3
echo "port add p1 null" >"$CONF"
mkfifo "$LAB/keys"

# start_on_terminal LINE - type LINE in an interactive shell, and wait for the
# switch; sets $shell and $switch
start_on_terminal() {
	rm -f "$LOG"
	HISTFILE=/dev/null terminal.py bash --norc -i <"$LAB/keys" >"$LAB/screen" 2>&1 &
	shell=$!
	exec 7>"$LAB/keys"
	echo "$*" >&7
	tapctl wait switch
	switch=$(show .pid switch show)
}

# close_terminal - close the terminal, as when its window is closed or its
# connection is lost
close_terminal() {
	exec 7>&-
	wait $shell
}

# switch_has_ended - true if the process $switch has ended
switch_has_ended() {
	! kill -0 "$switch"
}

# end_running_switch - the switch must still answer; then end it
end_running_switch() {
	tapctl port show >/dev/null
	kill "$switch"
	until_true switch_has_ended
}

# log_has TEXT - true if the log has TEXT
log_has() {
	grep -q "$1" "$LOG"
}

it "ends with the terminal when it runs in the background of a shell"
start_on_terminal "tapswitch -s $SOCKET -f $CONF 2>>$LOG &"
close_terminal
until_true switch_has_ended
grep -q 'stopped: the terminal was closed' "$LOG"
refute grep -q 'applied again' "$LOG"
[ ! -e "$SOCKET" ] || die "its socket is left"

it "ends with the terminal in the foreground, too"
start_on_terminal "tapswitch -s $SOCKET 2>>$LOG"
close_terminal
until_true switch_has_ended
grep -q 'stopped: the terminal was closed' "$LOG"

it "ends with the terminal when the shell was left first"
start_on_terminal "tapswitch -s $SOCKET 2>>$LOG &"
echo exit >&7
close_terminal
until_true switch_has_ended

it "reloads its file when a user sends SIGHUP"
start_on_terminal "tapswitch -s $SOCKET -f $CONF 2>>$LOG &"
kill -HUP "$switch"
until_true log_has 'applied again'
close_terminal
until_true switch_has_ended

it "continues where SIGHUP is ignored, as under nohup"
start_on_terminal "trap '' HUP; tapswitch -s $SOCKET -f $CONF 2>>$LOG &"
close_terminal
kill -HUP "$switch"
until_true log_has 'applied again'
end_running_switch
start_on_terminal "nohup tapswitch -s $SOCKET >/dev/null 2>>$LOG &"
close_terminal
end_running_switch

it "continues if it neither reads from the terminal nor writes to it"
start_on_terminal "tapswitch -s $SOCKET -f $CONF </dev/null >/dev/null 2>>$LOG &"
close_terminal
end_running_switch

it "continues in a session of its own, and with -d"
start_on_terminal "setsid tapswitch -s $SOCKET 2>>$LOG &"
close_terminal
end_running_switch
start_on_terminal "tapswitch -d -s $SOCKET --log $LOG"
close_terminal
end_running_switch
