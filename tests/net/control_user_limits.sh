#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Where users other than root may use the control socket, no user can occupy it, whether
# with clients that send nothing, with lines that never end, or with answers that are
# not read.

. "$(dirname "$0")/lib.sh"
need jq prlimit python3 setpriv
is_real_root || skip_test "there are no other users here"

cat >"$CONF" <<-CONF
	port add p1 tap
	port add p2 tap
CONF
launch_switch -m 666 -f "$CONF"
until_true switch_answers
host alice p1 192.0.2.1/24
host bob   p2 192.0.2.2/24
reaches alice 192.0.2.2

# The users run copies in a directory that they can read.
cp "$O/tapctl" "$TOOLS/abuse.py" "$LAB"

# as_user UID CMD... - run a command of $LAB as this user
as_user() {
	setpriv --reuid "$1" --clear-groups "$LAB/$2" "${@:3}"
}

# open_all_connections UID - open all connections that a user may have, until $hold
# is closed
open_all_connections() {
	mkfifo "$LAB/hold$1"
	as_user "$1" abuse.py hold_connections <"$LAB/hold$1" >"$LAB/crowd$1" &
	exec {hold}>"$LAB/hold$1"
	until_true grep . "$LAB/crowd$1"
}

it "serves other users while one user has all the connections that a user may have"
open_all_connections 1000
is 128 cat "$LAB/crowd1000"
matches "user 1000 has 128 clients," as_user 1000 tapctl switch show
status 0 as_user 1001 tapctl switch show
is 129 show .clients switch show
reaches alice 192.0.2.2

it "reserves connections for root while many users have all that they may have"
for uid in 1001 1002 1003; do
	open_all_connections $uid
done
is 480 echo $(($(cat "$LAB"/crowd* | paste -sd+)))
matches "no room for another client" as_user 1004 tapctl switch show
is 481 show .clients switch show
reaches alice 192.0.2.2

it "accepts other users again when connections are closed"
exec {hold}>&-
until_true as_user 1004 tapctl switch show

it "accepts root while ports and other users hold all descriptors that they may"
stop_switch
prlimit --nofile=80 tapswitch -m 666 -s "$SOCKET" 2>>"$LOG" &
SWITCH=$!
until_true switch_answers
for n in $(seq 80); do
	echo "port add t$n tap"
done >"$LAB/taps"
status 1 tapctl -b "$LAB/taps"
matches 'no descriptor left for .*, 80 are allowed' cat "$LAB/output"
open_all_connections 2000
open_all_connections 2001
open_all_connections 2002
open_all_connections 2003
matches "the most allowed|no room for another client" \
	as_user 2000 tapctl switch show
status 0 tapctl switch show
