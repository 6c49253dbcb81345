#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# When the peer of a stream does not answer, the switch tries to connect again, as often
# as `reconnect` says; and it never connects to itself.

. "$(dirname "$0")/lib.sh"
need jq ping python3

# A host that exists, but drops what it receives, as behind a firewall
host far
ip link add near type veth peer name far netns "$(pid_of far)"
ip address add 198.51.100.1/24 dev near
ip link set near up
in_host far ip address add 198.51.100.2/24 dev far
in_host far ip link set far up
in_host far ip route add blackhole 198.51.100.1/32
HOSTS=()

start_switch <<-CONF
	port add one stream connect 198.51.100.2:4000 reconnect 1
	port add carol tap
CONF

# connections_opened COUNT - true if TCP has opened at least so many connections
connections_opened() {
	[ "$(awk '/^Tcp:/ && $6 ~ /^[0-9]/ { print $6 }' /proc/net/snmp)" -ge "$1" ]
}

it "gives up a connection attempt that gets no answer, and makes another"
until_true connections_opened 5
matches 'Connection timed out' show '.[0].why' port show one

it "connects when the peer listens and answers"
# An earlier attempt that is answered late would otherwise become the connection.
in_host far ip route del blackhole 198.51.100.1/32
until_true grep -q 'port one: not connected: Connection refused' "$LOG"
start_in_host far plug far0 stream listen 198.51.100.2:4000 2>"$LAB/far.log"
link_becomes connected one
kill "$started"
link_becomes waiting one
tapctl port del one

it "does not connect to itself when TCP chooses the peer's port as its own"
echo "4000 4001" >/proc/sys/net/ipv4/ip_local_port_range
tapctl port add self stream connect 127.0.0.1:4000 reconnect 1
until_true grep -q "port self: not connected: Connection refused" "$LOG"
link_becomes waiting self
refute grep -q "port self: connected" "$LOG"

it "leaves the TCP port to which it connects free for a program that listens there"
plug_in self0 stream listen 127.0.0.1:4000
link_becomes connected self
matches '127.0.0.1:4000' show '.[0].peer' port show self
unplug self0
