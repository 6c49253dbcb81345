#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A switch ends with its terminal, unless it was detached from it.

. "$(dirname "$0")/lib.sh"
need jq python3
echo "port add p1 null" >"$CONF"
mkfifo "$LAB/keys"

# on_terminal LINE - type it in an interactive shell; sets $shell and $switch
on_terminal() {
	rm -f "$LOG"
	HISTFILE=/dev/null terminal.py bash --norc -i <"$LAB/keys" >"$LAB/screen" 2>&1 &
	shell=$!
	exec 7>"$LAB/keys"
	echo "$*" >&7
	tapctl wait switch
	switch=$(show .pid switch show)
}

# the_terminal_goes - as when a window is closed or a connection is lost
the_terminal_goes() {
	exec 7>&-
	wait $shell
}

is_gone() {
	! kill -0 "$switch"
}

# still_there - the switch still answers; then end it
still_there() {
	tapctl port show >/dev/null
	kill "$switch"
	until_true is_gone
}

has_noticed() {
	grep -q "$1" "$LOG"
}

it "ends with the terminal when it runs in the background of a shell"
on_terminal "tapswitch -s $SOCKET -f $CONF 2>>$LOG &"
the_terminal_goes
until_true is_gone
grep -q 'stopped: the terminal was closed' "$LOG"
refute grep -q 'applied again' "$LOG"
[ ! -e "$SOCKET" ] || die "its socket is left"

it "ends with the terminal in the foreground, too"
on_terminal "tapswitch -s $SOCKET 2>>$LOG"
the_terminal_goes
until_true is_gone
grep -q 'stopped: the terminal was closed' "$LOG"

it "ends with the terminal when the shell was left first"
on_terminal "tapswitch -s $SOCKET 2>>$LOG &"
echo exit >&7
the_terminal_goes
until_true is_gone

it "reloads its file when a user sends SIGHUP"
on_terminal "tapswitch -s $SOCKET -f $CONF 2>>$LOG &"
kill -HUP "$switch"
until_true has_noticed 'applied again'
the_terminal_goes
until_true is_gone

it "continues where SIGHUP is ignored, as under nohup"
on_terminal "trap '' HUP; tapswitch -s $SOCKET -f $CONF 2>>$LOG &"
the_terminal_goes
kill -HUP "$switch"
until_true has_noticed 'applied again'
still_there
on_terminal "nohup tapswitch -s $SOCKET >/dev/null 2>>$LOG &"
the_terminal_goes
still_there

it "continues if it neither reads from the terminal nor writes to it"
on_terminal "tapswitch -s $SOCKET -f $CONF </dev/null >/dev/null 2>>$LOG &"
the_terminal_goes
still_there

it "continues in a session of its own, and with -d"
on_terminal "setsid tapswitch -s $SOCKET 2>>$LOG &"
the_terminal_goes
still_there
on_terminal "tapswitch -d -s $SOCKET --log $LOG"
the_terminal_goes
still_there
