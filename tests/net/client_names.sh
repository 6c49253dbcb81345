#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Clients that get the same port each time they connect: named by the path of their
# own socket, or by their user.

. "$(dirname "$0")/lib.sh"
need jq socat

start_switch <<-CONF
	switch set loop_probe off
	port listen dgram $LAB/d.sock name vm-%p max 8
	port listen stream $LAB/s.sock name u%u-%d max 8
	port listen stream $LAB/t.sock name only%u max 8
CONF

# port_names - print the names of all ports, sorted
port_names() {
	show 'map(.name) | sort | join(" ")' port show
}

# port_names_are NAMES - true if these are the names of all ports
port_names_are() {
	[ "$(port_names)" = "$1" ]
}

# connect_client NAME LINE... - connect a client by the program plug
connect_client() {
	plug_in "$1" "${@:2}"
}

it "names a port after its client's path"
connect_client web dgram "$LAB/web.sock" "$LAB/d.sock" vfkt
until_true port_names_are vm-web
connect_client db dgram "$LAB/db+1.sock" "$LAB/d.sock" vfkt
until_true port_names_are "vm-db_1 vm-web"

it "gives a returning client the same port name, and other clients another"
unplug web
rm -f "$LAB/web.sock"
until_true port_names_are vm-db_1
connect_client other dgram "$LAB/other-with-a-name-that-is-long.sock" "$LAB/d.sock" vfkt
until_true port_names_are "vm-db_1 vm-other-with-a-name-that-is-lo"
connect_client web dgram "$LAB/web.sock" "$LAB/d.sock" vfkt
until_true port_names_are "vm-db_1 vm-other-with-a-name-that-is-lo vm-web"
unplug web
unplug db
unplug other
until_true port_names_are ""

it "names a port after its client's user, with a number where a user has several"
connect_client one stream connect "$LAB/s.sock"
until_true port_names_are "u0-0"
connect_client two stream connect "$LAB/s.sock"
until_true port_names_are "u0-0 u0-1"
unplug one
until_true port_names_are "u0-1"
connect_client one stream connect "$LAB/s.sock"
until_true port_names_are "u0-0 u0-1"
unplug one
unplug two
until_true port_names_are ""

it "rejects a client whose port name is taken, or that has nothing to be named by"
connect_client one stream connect "$LAB/t.sock"
until_true port_names_are only0
socat -u "UNIX-CONNECT:$LAB/t.sock" OPEN:/dev/null
until_true grep -q 'rejected: port "only0" exists already' "$LOG"
tapctl port listen stream "$LAB/p.sock" name vm-%p
socat -u "UNIX-CONNECT:$LAB/p.sock" OPEN:/dev/null
until_true grep -q 'rejected: it has no path, which the name needs' "$LOG"
port_names_are only0

it "makes no port name that commands would read as an option or a range"
tapctl port listen dgram "$LAB/o.sock" name %p
connect_client dash dgram "$LAB/-x.sock" "$LAB/o.sock" vfkt
until_true port_names_are "_x only0"
tapctl port set _x down
unplug dash
until_true port_names_are only0
connect_client range dgram "$LAB/p1-p3.sock" "$LAB/o.sock" vfkt
until_true port_names_are "only0 p1_p3"
unplug range
until_true port_names_are only0
tapctl port listen del "$LAB/o.sock"
tapctl port listen del "$LAB/p.sock"

it "lets the file have a client's port name, unless the file is refused"
connect_client two dgram "$LAB/uplink.sock" "$LAB/d.sock" vfkt
until_true port_names_are "only0 vm-uplink"
before=$(cat "$CONF")
reload <<-CONF
	$before
	port add vm-uplink null
	port add lan dgram local $LAB/none/x
CONF
refute grep -q 'applied again' "$LAB/applied"
is "dgram only0 vm-uplink" echo "$(show '.[0].type' port show vm-uplink) $(port_names)"
is "$LAB/uplink.sock" show '.[0].peer' port show vm-uplink
reload <<-CONF
	$before
	port add vm-uplink null
CONF
grep -q 'applied again' "$LAB/applied" || die "refused: $(tail -n3 "$LOG")"
is "null only0 vm-uplink" echo "$(show '.[0].type' port show vm-uplink) $(port_names)"
matches 'port vm-uplink: the client with this name was disconnected' cat "$LOG"
unplug two

it "refuses a name pattern that is invalid or gives no names"
for name in vm %d%d 'vm %p' "$(printf 'x%.0s' {1..30})%p"; do
	status 2 tapctl port listen stream "$LAB/q.sock" name "$name"
done
status 2 tapctl port listen stream 127.0.0.1:4000 name vm%u
unplug one
until_true port_names_are vm-uplink
