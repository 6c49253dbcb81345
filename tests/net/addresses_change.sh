#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# The host's addresses, its interface and its routes change while ports carry UDP
# over them: the ports continue with those that exist then.
#
#	alice --tap--+ switch +--UDP over "wire"-- far, 198.51.100.2

. "$(dirname "$0")/lib.sh"
. tests/net/tools/far_host.sh

# make_wire - create the veth "wire", with addresses at its far end
make_wire() {
	lay_wire
	in_host far ip address add 198.51.100.2/24 dev wire-far
	in_host far ip address add 2001:db8::2/64 dev wire-far nodad
}
make_wire
ip address add 198.51.100.1/24 dev wire
ip address add 2001:db8::1/64 dev wire nodad

start_switch <<-CONF
	switch set loop_probe off
	port add alice tap
	port add any dgram local :5000 remote 198.51.100.2:5000
	port add own dgram local 198.51.100.1:5001 remote 198.51.100.2:5001
	port add six dgram local [::]:5002 remote [2001:db8::2]:5002
	port add group dgram remote 239.192.2.2:5003 dev wire
CONF
host alice alice 192.0.2.1/24
set_mac alice

# exchange_frames PORT OURS THEIRS - send a frame from THEIRS on "far" to our
# address, and receive a broadcast from alice there
exchange_frames() {
	tapctl fdb flush port "$1"
	in_host far raw.py dgram "$3" "$2" "frames:1:carol > all" hears:alice &
	tapctl wait fdb "$(station carol)" port "$1" timeout 10
	does_not_reach alice 192.0.2.9
	wait $!
}

# expect_reconnects PORT TIMES - wait until the port has reconnected this often; it
# must be up
expect_reconnects() {
	until_true reconnects_are "$1" "$2"
	is "up" show '.[0].oper' port show "$1"
}

# reconnects_are PORT TIMES - true if the port has reconnected this often
reconnects_are() {
	[ "$(show '.[0].reconnects' port show "$1")" = "$2" ]
}

it "continues from another address when its own is removed, also if it sent nothing yet"
exchange_frames any 198.51.100.1:5000 198.51.100.2:5000
exchange_frames six '[2001:db8::1]:5002' '[2001:db8::2]:5002'
ip address del 198.51.100.1/24 dev wire
ip address add 198.51.100.77/24 dev wire
ip address del 2001:db8::1/64 dev wire
ip address add 2001:db8::77/64 dev wire nodad
expect_reconnects any 1
expect_reconnects six 1
expect_reconnects group 1
matches 'port any: (connected again, from 198.51.100.77:5000|present,)' \
	cat "$LOG"
exchange_frames any 198.51.100.77:5000 198.51.100.2:5000
exchange_frames six '[2001:db8::77]:5002' '[2001:db8::2]:5002'

it "marks a port not present while the host lacks the port's own address"
tapctl wait port own not-present timeout 5
matches 'port own: bind to 198.51.100.1:5001: no interface has' cat "$LOG"
ip address add 198.51.100.1/24 dev wire
tapctl wait port own up timeout 5
exchange_frames own 198.51.100.1:5001 198.51.100.2:5001

it "keeps a port's own address while the host has it, even if other addresses change"
ip address add 198.51.100.78/24 dev wire
ip address del 198.51.100.78/24 dev wire
ip address del 198.51.100.1/24 dev wire
tapctl wait port own not-present timeout 5
reconnects_are any 1
reconnects_are six 1

it "marks a port not present while there is no route, and logs that once"

# count_missing_routes - print how often the log says that "any" has no route
count_missing_routes() {
	grep -c 'port any: connect to 198.51.100.2:5000: the host has no route' \
		"$LOG" || true
}
before=$(count_missing_routes) # its address may have been missing for a while, too
ip route del 198.51.100.0/24 dev wire
does_not_reach alice 192.0.2.9
tapctl wait port any not-present timeout 5
is $((before + 1)) count_missing_routes
is null show '.[0].tx_drops["write-error"]' stats show port any
expect_idle_switch
ip route add 198.51.100.0/24 dev wire
tapctl wait port any up timeout 5
exchange_frames any 198.51.100.77:5000 198.51.100.2:5000

it "takes a port down, or marks it not present, while the interface is down"
ip link set wire down
tapctl wait port group down timeout 5
does_not_reach alice 192.0.2.9
tapctl wait port any,six not-present timeout 5
is down show '.[0].oper' port show group
ip link set wire up
tapctl wait port any,group up timeout 5
ip address add 2001:db8::77/64 dev wire nodad
tapctl wait port six up timeout 5
exchange_frames any 198.51.100.77:5000 198.51.100.2:5000
exchange_frames six '[2001:db8::77]:5002' '[2001:db8::2]:5002'

it "brings the ports up again when the interface is created anew"
ip link del wire
tapctl wait port any,six,group not-present timeout 5
make_wire
ip address add 198.51.100.1/24 dev wire
ip address add 2001:db8::1/64 dev wire nodad
tapctl wait port any,own,six,group up timeout 10
exchange_frames any 198.51.100.1:5000 198.51.100.2:5000
exchange_frames own 198.51.100.1:5001 198.51.100.2:5001
exchange_frames six '[2001:db8::1]:5002' '[2001:db8::2]:5002'
