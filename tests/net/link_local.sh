#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Peers at link-local addresses, which need their interface to be complete.
#
#	alice --tap--+ switch +-- fe80::1%wire -- fe80::2 -- far

. "$(dirname "$0")/lib.sh"
. tests/net/tools/far_host.sh

# make_wire - create the veth "wire", with link-local addresses at both ends
make_wire() {
	lay_wire
	in_host far ip address add fe80::2/64 dev wire-far nodad
	ip address add fe80::1/64 dev wire nodad
}

start_switch <<-CONF
	switch set loop_probe off
	port add alice tap
	port add cable dgram local [::]:5000 remote [fe80::2%wire]:5000
	port add own dgram local [fe80::1%wire]:5001 remote [fe80::2%wire]:5001
	port add one stream listen [fe80::1%wire]:5002 allow fe80::/10
	port add out stream connect [fe80::2%wire]:5003 reconnect 1
	port listen stream [fe80::1%wire]:5004 allow fe80::/10 name vm%d
CONF
host alice alice 192.0.2.1/24
set_mac alice

# exchange_frames PORT NUMBER - send a frame from "far" to the port, and receive a
# broadcast there
exchange_frames() {
	tapctl fdb flush port "$1"
	in_host far raw.py dgram "[fe80::2%wire-far]:$2" "[fe80::1%wire-far]:$2" \
		"frames:1:carol > all" hears:alice &
	tapctl wait fdb "$(station carol)" port "$1" timeout 10
	does_not_reach alice 192.0.2.9
	wait $!
}

# connect_client NUMBER PORT - connect a stream client from "far", and disconnect it
connect_client() {
	start_in_host far raw.py stream "[fe80::1%wire-far]:$1" hold
	tapctl wait port "$2" up timeout 10
	kill "$started"
	until_true port_is_down "$2"
}

# port_is_down PORT - true if the port does not exist, or is not up
port_is_down() {
	[ "$(show '.[0].oper' port show "$1" 2>/dev/null)" != up ]
}

# listener_is_listening - true if the listener is listening
listener_is_listening() {
	[ "$(show '.[0].state' port listen show)" = listening ]
}

# all_exchange_frames - exchange frames with each port, and connect to each listener
all_exchange_frames() {
	tapctl wait port cable,own up timeout 10
	link_becomes listening one
	until_true listener_is_listening
	exchange_frames cable 5000
	exchange_frames own 5001
	connect_client 5002 one
	connect_client 5004 vm0
}

it "waits for the interface of a link-local address"
for port in cable own one; do
	is not-present show '.[0].oper' port show $port
done
is waiting show '.[0].link' port show out

it "waits for an address at the interface of its peer"
lay_wire
ip route add fe80::/64 dev wire
status 1 tapctl -j port add x dgram local '[::]:5009' remote '[fe80::2%wire]:5009'
matches '"no-address"' cat "$LAB/output"
cat >>"$CONF" <<-CONF
	port add late dgram local [::]:5009 remote [fe80::2%wire]:5009
CONF
apply
matches 'applied again' cat "$LAB/applied"
matches 'port late: not present, ' cat "$LOG"
is not-present show '.[0].oper' port show late
ip address add fe80::1/64 dev wire nodad
tapctl wait port late up timeout 10
ip address del fe80::1/64 dev wire
until_true port_is_down late
is not-present show '.[0].oper' port show late
ip address add fe80::1/64 dev wire nodad
tapctl wait port late up timeout 10
tapctl port del late
ip link del wire
tapctl wait port cable,own not-present timeout 10

it "connects to peers at link-local addresses, and accepts clients there"
make_wire
all_exchange_frames
start_in_host far with_socket.py 5 stream listen '[fe80::2%wire-far]:5003' \
	sleep infinity
tapctl wait port out up timeout 10
is "[fe80::2%wire]:5003" show '.[0].peer' port show out
kill "$started"
matches '\[fe80::2%wire\]:[0-9]+' cat "$LOG"

it "connects again after the interface was created anew with another index"
ip link del wire
tapctl wait port cable,own not-present timeout 10
make_wire
all_exchange_frames

it "prints lines with link-local addresses that create its ports again"
matches 'port add cable dgram local \[::\]:5000 remote \[fe80::2%wire\]:5000' \
	tapctl config show
apply
matches 'applied again' cat "$LAB/applied"
exchange_frames cable 5000
