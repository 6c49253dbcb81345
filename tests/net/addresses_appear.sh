#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A file names ports and listeners whose address, interface or route appears only
# after the switch has started.
#
#	alice --tap--+ switch +--UDP over "wire"-- far, 198.51.100.2

. "$(dirname "$0")/lib.sh"
need jq ping python3

start_switch <<-CONF
	switch set loop_probe off
	port add alice tap
	port add any dgram local :5000 remote 198.51.100.2:5000
	port add own dgram local 198.51.100.1:5001 remote 198.51.100.2:5001
	port add group dgram remote 239.192.2.2:5002 dev wire
	port add tcp stream listen 198.51.100.1:5003 allow 198.51.100.0/24
	port listen stream 198.51.100.1:5004 allow 198.51.100.0/24 name guest%d
CONF
host alice alice 192.0.2.1/24
set_mac alice
host far

# state_of_listener - print the state of the listener
state_of_listener() {
	show '.[0].state' port listen show
}

# listener_is_listening - true if the listener is listening
listener_is_listening() {
	[ "$(state_of_listener)" = listening ]
}

# exchange_frames NUMBER PORT - send a frame from "far" to the port, and receive a
# broadcast there
exchange_frames() {
	local number=500$1
	in_host far raw.py dgram "198.51.100.2:$number" "198.51.100.1:$number" \
		"frames:1:carol > all" hears:alice &
	tapctl wait fdb "$(station carol)" port "$2" timeout 10
	does_not_reach alice 192.0.2.9
	wait $!
}

it "waits for the addresses, interfaces and routes of its file without delaying other ports"
tapctl wait port alice up
for port in any own group tcp; do
	is not-present show '.[0].oper' port show $port
	is not-present show '.[0].link' port show $port
	matches "port $port: not present, " cat "$LOG"
done
is not-present state_of_listener
matches "stream 198.51.100.1:5004: not present, .*no interface has this" cat "$LOG"
expect_idle_switch

it "reloads its file while ports wait, and changes the settings of waiting ports"
sed -i 's/name guest%d/name vm%d/; s/\(port add any .*\)/\1 mtu 1400/' "$CONF"
apply
matches 'applied again' cat "$LAB/applied"
is "1400 not-present" show '.[0] | "\(.mtu) \(.oper)"' port show any
is "vm%d not-present" show '.[0] | "\(.name) \(.state)"' port listen show
echo 'port add bad dgram local :5000 remote 198.51.100.2:5009 wrong' >>"$CONF"
apply
matches 'nothing was changed' cat "$LAB/applied"
sed -i '$d' "$CONF"
is not-present state_of_listener

it "refuses a port without an address or a route when a client adds it"
status 1 tapctl -j port add x dgram local :5005 remote 198.51.100.2:5005
matches '"no-route"' cat "$LAB/output"
status 1 tapctl port add x dgram local 198.51.100.1:5005 remote 198.51.100.2:5005
matches 'no interface has this address: "ip address add"' cat "$LAB/output"
status 1 tapctl port listen stream 198.51.100.1:5006 allow 198.51.100.0/24
matches 'no interface has this address: "ip address add"' cat "$LAB/output"

it "opens the ports and the listener when their addresses, interface and route appear"
ip link add wire type veth peer name wire-far
ip link set wire-far netns "$(pid_of far)"
in_host far ip link set wire-far up
in_host far ip address add 198.51.100.2/24 dev wire-far
ip link set wire up
ip address add 198.51.100.1/24 dev wire
tapctl wait port any,own,group up timeout 10
link_becomes listening tcp
until_true listener_is_listening
exchange_frames 0 any
tapctl fdb del "$(station carol)" port any
exchange_frames 1 own
in_host far raw.py stream 198.51.100.1:5003 hold &
tapctl wait port tcp up timeout 10
in_host far raw.py stream 198.51.100.1:5004 hold &
tapctl wait port 'vm*' up timeout 10

it "has logged once for each port and listener that it was not present"

# count_log_lines SUBJECT - print how often the log says that SUBJECT is not present
count_log_lines() {
	grep -c "$1: not present" "$LOG"
}
for port in any own group tcp; do
	is 1 count_log_lines "port $port"
done
is 1 count_log_lines 'stream 198.51.100.1:5004'
