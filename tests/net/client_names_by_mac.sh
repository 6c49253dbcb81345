#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Clients whose ports are named after the source address of their first frame: they get
# the same name each time, whatever address they connect from.

. "$(dirname "$0")/lib.sh"
need jq python3

start_switch <<-CONF
	switch set loop_probe off
	port listen stream $LAB/s.sock name vm-%m max 8 isolated on
	port listen stream 127.0.0.1:4001 name far-%m
	port listen dgram $LAB/d.sock name %m
CONF
alice=$(station alice)
bob=$(station bob)

# connect_client SOCKET STEP... - connect a client that stays; $client is its
# process
connect_client() {
	raw.py stream "$1" "${@:2}" hold &
	client=$!
}

# port_names - print the names of all ports, sorted
port_names() {
	show 'map(.name) | sort | join(" ")' port show
}

# port_names_are NAMES - true if these are the names of all ports
port_names_are() {
	[ "$(port_names)" = "$1" ]
}

it "names a port by number until its first frame, and then by its station's address"
connect_client "$LAB/s.sock"
silent=$client
until_true port_names_are vm-0
connect_client "$LAB/s.sock" "frames:1:alice > all"
first=$client
tapctl wait port "vm-$alice" up timeout 5
is "vm-0 vm-$alice" port_names
is 1 counter "vm-$alice" rx_packets
is "vm-$alice" show '.[0].port' fdb show mac "$alice"
matches "port vm-1: renamed vm-$alice" cat "$LOG"
tapctl port set "vm-$alice" alias "the one of alice"
is true show '.[0].isolated' port show "vm-$alice"

it "gives a returning client the same port name"
for _ in {1..3}; do
	kill "$first"
	until_true port_names_are vm-0
	connect_client "$LAB/s.sock" "frames:1:alice > all"
	first=$client
	until_true port_names_are "vm-0 vm-$alice"
done

it "leaves a port its number when another has that address, and carries its frames"
connect_client "$LAB/s.sock" "frames:1:alice > all" "frames:2:bob > all"
second=$client

# vm_1_received_all - true if port vm-1 has received all three frames
vm_1_received_all() {
	[ "$(counter vm-1 rx_packets)" = 3 ]
}
until_true vm_1_received_all
is "vm-0 vm-$alice vm-1" port_names
matches "port vm-1: keeps this name: port \"vm-$alice\" exists already" \
	cat "$LOG"
kill "$second" "$silent"
until_true port_names_are "vm-$alice"

it "ignores a group source address when it names a port"
connect_client "$LAB/s.sock" "len:60" \
	"bytes:ffffffffffff01005e000001$(printf '0%.0s' {1..96})" \
	"frames:1:bob > all" "frames:1:carol > all"
until_true port_names_are "vm-$alice vm-$bob"
kill "$client" "$first"
until_true port_names_are ""

it "names ports of TCP clients, which have neither path nor user"
connect_client 127.0.0.1:4001 "frames:1:alice > all"
tapctl wait port "far-$alice" up timeout 5
kill "$client"
until_true port_names_are ""

it "names ports of datagram clients, whose first frame creates the port"
raw.py dgram "$LAB/a.sock" "$LAB/d.sock" "frames:3:alice > all" hold &
client=$!
until_true port_names_are "$alice"
tapctl port set "$alice" learning off
kill "$client"
rm "$LAB/a.sock"
until_true port_names_are ""
raw.py dgram "$LAB/b.sock" "$LAB/d.sock" "frames:3:alice > all" hold &
client=$!
until_true port_names_are "$alice"

it "prints a name pattern as it was given, and applies it again without a change"
matches "^port listen stream $LAB/s.sock name vm-%m max 8 isolated on\$" \
	tapctl config show
apply
is "$alice" port_names
kill "$client"
until_true port_names_are ""

it "refuses a name pattern with an address and another mark, or without room for it"
for name in %m%d %p-%m %m%m 'vm %m' "$(printf 'x%.0s' {1..15})%m"; do
	status 2 tapctl port listen stream "$LAB/q.sock" name "$name"
done
