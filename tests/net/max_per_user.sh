#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# No user can take all ports of a listener that several users share.

. "$(dirname "$0")/lib.sh"
need jq python3
is_real_root || skip_test "there are no other users here"

ONE=65534
OTHER=65533
chmod 711 "$LAB"

start_switch <<-CONF
	switch set loop_probe off
	port listen stream $LAB/half name h%d mode 0666 max 5
	port listen stream $LAB/told name s%d mode 0666 max 5 max_per_user 4
CONF

# connect_clients UID PATH TIMES - connect clients of a user, which stay until the
# test ends
connect_clients() {
	setpriv --reuid "$1" --regid "$1" --clear-groups \
		/usr/bin/python3 - connect_clients "$2" "$3" <"$TOOLS/impostor.py" &
	client=$!
}

# listener_is PATH PORTS REJECTED - true if the listener has so many ports, and has
# rejected so many clients
listener_is() {
	[ "$(show "map(select(.address == \"$1\"))[0] |
		\"\(.ports) \(.rejected)\"" port listen show)" = "$2 $3" ]
}

it "lets one user have half of the ports, and others the rest"
connect_clients $ONE "$LAB/half" 5
until_true listener_is "$LAB/half" 3 2
matches "rejected: its user $ONE has 3 ports here already \(max_per_user\)" \
	cat "$LOG"
connect_clients $OTHER "$LAB/half" 1
other=$client
until_true listener_is "$LAB/half" 4 2

it "lets root have all ports that are left"
kill "$other"
until_true listener_is "$LAB/half" 3 2
connect_clients 0 "$LAB/half" 2
root=$client
until_true listener_is "$LAB/half" 5 2
kill "$root"
until_true listener_is "$LAB/half" 3 2
connect_clients 0 "$LAB/told" 5
until_true listener_is "$LAB/told" 5 0
kill "$client"
until_true listener_is "$LAB/told" 0 0

it "lets a user have as many ports as max_per_user says"
connect_clients $ONE "$LAB/told" 5
until_true listener_is "$LAB/told" 4 1

it "prints max_per_user, and applies a changed number to later clients"
matches "$LAB/told .* max_per_user 4" tapctl config show
sed -i 's/max_per_user 4/max_per_user 2/' "$CONF"
apply
listener_is "$LAB/told" 4 1
connect_clients $ONE "$LAB/told" 1
until_true listener_is "$LAB/told" 4 2

it "refuses max_per_user where clients have no users"
matches 'have no users' tapctl port listen stream 127.0.0.1:4000 max_per_user 2
