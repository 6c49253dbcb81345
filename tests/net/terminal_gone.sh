#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A switch ends with its terminal, unless it is told otherwise.

. "$(dirname "$0")/lib.sh"
need jq python3
echo "port add p1 null" >"$CONF"
mkfifo "$LAB/keys"

# on_terminal LINE - typed at an interactive shell; sets $shell
on_terminal() {
	rm -f "$LOG"
	HISTFILE=/dev/null terminal.py bash --norc -i <"$LAB/keys" >"$LAB/screen" 2>&1 &
	shell=$!
	exec 7>"$LAB/keys"
	echo "$*" >&7
	tapctl wait switch
	switch=$(show .pid switch show)
}

# the_terminal_goes - a window is closed, a connection is lost
the_terminal_goes() {
	exec 7>&-
	wait $shell
}

is_gone() {
	! kill -0 "$switch"
}

# still_there - the switch serves, and then ends
still_there() {
	tapctl port show >/dev/null
	kill "$switch"
	until_true is_gone
}

has_noticed() {
	grep -q "$1" "$LOG"
}

it "ends with the terminal, in the background of a shell"
on_terminal "tapswitch -s $SOCKET -f $CONF 2>>$LOG &"
the_terminal_goes
until_true is_gone
grep -q 'stopped: the terminal has gone' "$LOG"
refute grep -q 'applied again' "$LOG"
[ ! -e "$SOCKET" ] || die "its socket is left"

it "ends with it in the foreground, too"
on_terminal "tapswitch -s $SOCKET 2>>$LOG"
the_terminal_goes
until_true is_gone
grep -q 'stopped: the terminal has gone' "$LOG"

it "ends when the shell was left before, and has said nothing"
on_terminal "tapswitch -s $SOCKET 2>>$LOG &"
echo exit >&7
the_terminal_goes
until_true is_gone

it "applies its file again when a person sends SIGHUP"
on_terminal "tapswitch -s $SOCKET -f $CONF 2>>$LOG &"
kill -HUP "$switch"
until_true has_noticed 'applied again'
the_terminal_goes
until_true is_gone

it "goes on where SIGHUP is ignored, as nohup has it"
on_terminal "trap '' HUP; tapswitch -s $SOCKET -f $CONF 2>>$LOG &"
the_terminal_goes
kill -HUP "$switch"
until_true has_noticed 'applied again'
still_there
on_terminal "nohup tapswitch -s $SOCKET >/dev/null 2>>$LOG &"
the_terminal_goes
still_there

it "goes on where it neither reads from it nor writes to it"
on_terminal "tapswitch -s $SOCKET -f $CONF </dev/null >/dev/null 2>>$LOG &"
the_terminal_goes
still_there

it "goes on in a session of its own, and in the background that it went to"
on_terminal "setsid tapswitch -s $SOCKET 2>>$LOG &"
the_terminal_goes
still_there
on_terminal "tapswitch -d -s $SOCKET --log $LOG"
the_terminal_goes
still_there
