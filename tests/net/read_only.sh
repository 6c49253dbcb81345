#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# The group of -r may look on, at a socket of its own, and change nothing.

. "$(dirname "$0")/lib.sh"
need jq python3 setpriv
is_real_root || skip_test "there are no other users here"

OPERATORS=4711 # a group that need not exist
VISITOR=54321
chmod 755 "$LAB"
cp "$O/tapctl" "$LAB"

# as_visitor GROUP WORD... - run tapctl as another user, who has only this group
as_visitor() {
	setpriv --reuid $VISITOR --regid "$1" --clear-groups \
		"$LAB/tapctl" "${@:2}"
}

# as_names CMD... - print the names in the JSON that the command prints
as_names() {
	"$@" | jq -r 'map(.name) | join(" ")'
}

# clients_are N - true if so many clients are connected, with the one that asks
clients_are() {
	[ "$(show .clients switch show)" = "$1" ]
}

cat >"$CONF" <<-CONF
	port add p1 tap
	port add p2 null
CONF
launch_switch -f "$CONF" -r $OPERATORS
until_true switch_answers

it "makes a second socket for the group"
is "660 $OPERATORS" mode_of "$SOCKET.ro"
is "600 0" mode_of "$SOCKET"
is "$SOCKET.ro" show .read_only_socket switch show

it "lets members of the group look on, and finds the socket for them"
is "p1 p2" as_names as_visitor $OPERATORS -j port show
status 0 as_visitor $OPERATORS config show
status 0 as_visitor $OPERATORS wait port p2 up timeout 5
status 0 as_visitor $OPERATORS monitor since 0 count 1
status 0 as_visitor $OPERATORS trace live duration 0
status 0 as_visitor $OPERATORS -s "$SOCKET.ro" stats check

it "refuses them all that changes something, and names the other socket"
before=$(tapctl config show)
for line in "port del p1" "port add p9 null" "switch set ageing_time 1" \
	"fdb flush" "stats reset" "config apply $CONF" "config save" \
	"config reload" "switch stop"; do
	# shellcheck disable=SC2086 # words of a line
	status 1 as_visitor $OPERATORS $line
	matches "\"$SOCKET\"" cat "$LAB/output"
done
is "$before" tapctl config show

it "reads no files for them"
chmod 600 "$CONF"
status 1 as_visitor $OPERATORS config diff "$CONF"
matches read-only as_visitor $OPERATORS -j config diff /etc/shadow

it "lets others do nothing"
status 3 as_visitor $VISITOR port show
matches "no permission to open \"$SOCKET\"" as_visitor $VISITOR port show

it "counts clients of both sockets together"
setpriv --reuid $VISITOR --regid $OPERATORS --clear-groups \
	"$LAB/tapctl" monitor >/dev/null &
monitor=$!
until_true clients_are 2
kill $monitor
wait $monitor 2>/dev/null || true
until_true clients_are 1

it "removes both sockets when it ends"
tapctl stats check >/dev/null
stop_switch
[ ! -e "$SOCKET.ro" ] || die "the read-only socket is left behind"

it "names the second socket after the switch, and does not list it as another"
mkdir -p /run/tapswitch
unset TAPSWITCH_SOCKET
tapswitch -n lab -r $OPERATORS 2>>"$LOG" &
SWITCH=$!
until_true tapctl -n lab switch show
[ -S /run/tapswitch/lab.ro.sock ] || die "there is no such socket"
is "lab running" show '.[] | "\(.name) \(.state)"' list
is "lab" as_names as_visitor $OPERATORS -j list
is running jq -r '.[0].state' <(as_visitor $OPERATORS -j list)
status 0 as_visitor $OPERATORS -n lab port show
status 2 tapswitch -n lab.ro
export TAPSWITCH_SOCKET=/run/tapswitch/lab.sock
SOCKET=$TAPSWITCH_SOCKET
