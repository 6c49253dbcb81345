#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Guests cannot use loop protection to disable other ports: they cannot forge probes, a
# trusted port is never disabled whatever it receives, and a guest that uses the address
# of another guest only disables its own port.
#
#	          +--------+--p3--- dave: a whole network
#	alice --p1+ switch |
#	          +--------+--p2--- bob, a guest

. "$(dirname "$0")/lib.sh"
need jq python3

start_switch <<-CONF
	switch set loop_probe off loop_interval 1 loop_recovery 86400
	switch set flap_recovery 86400 flap_moves 1
	port add p1 tap
	port add p2 tap
	port add p3 tap trusted on
CONF
host alice p1
host bob   p2
host dave  p3

# interface_of NAME - print a host's interface, as the tools take it
interface_of() {
	echo "$(pid_of "$1")/${iface_of[$1]}"
}

# echo_probes HOST - start to send the host's probes back; $echoes is the process
echo_probes() {
	loop_attacks.py echo "$(interface_of "$1")" &
	echoes=$!
}

# stop_echoes - stop to send probes back
stop_echoes() {
	kill $echoes
	wait $echoes || true
}

# errdisabled_ports - print the names of all errdisabled ports
errdisabled_ports() {
	show 'map(select(.errdisabled != "").name) | join(" ")' port show
}

# errdisabled_ports_are NAMES - true if these ports are errdisabled, and no others
errdisabled_ports_are() {
	[ "$(errdisabled_ports)" = "$1" ]
}

# has_alarm PORT OTHER - true if there is an alarm for these two ports
has_alarm() {
	tapctl -j loop show |
		jq -e "any(.[]; .port == \"$1\" and .other == \"$2\")"
}

# p2_has_received_probe - true if one frame that p2 received was for the switch
# itself
p2_has_received_probe() {
	[ "$(counter p2 local)" = 1 ]
}

it "raises an alarm when probes come back by a trusted port, and leaves the port up"
echo_probes dave
tapctl switch set loop_probe errdisable
until_true has_alarm p3 p3
is "" errdisabled_ports
stop_echoes

it "disables another port, and enables it again when it is set trusted"
echo_probes bob
until_true errdisabled_ports_are p2
stop_echoes
tapctl port set p2 trusted on
is "" errdisabled_ports
tapctl wait port p2 up timeout 5
tapctl port set p2 trusted off
matches 'port add p2 tap' tapctl config show
refute grep trusted <(tapctl config show | grep 'port add p2')
matches 'port add p3 tap trusted on' tapctl config show

it "ignores a forged probe"
tapctl stats reset
tapctl loop clear
loop_attacks.py forge "$(interface_of bob)" "$(show '.[0].no' port show p3)"
until_true p2_has_received_probe
is "[]" tapctl -j loop show
is "" errdisabled_ports
tapctl switch set loop_probe off

it "disables the port of a guest that claims another's address, even after a long wait"
tapctl switch set flap errdisable
wire.py send "$(host_spec alice)" -- "alice > all"
tapctl wait fdb "$(station alice)" port p1 timeout 5
loop_attacks.py claim alice "$(interface_of bob)" "$(interface_of alice)"
is p2 errdisabled_ports
tapctl port set p2 up

it "does not disable a trusted port either when the guest used the address first"
wire.py send "$(host_spec bob)" -- "dave > all"
tapctl wait fdb "$(station dave)" port p2 timeout 5
loop_attacks.py claim dave "$(interface_of dave)" "$(interface_of bob)" &
claims=$!
until_true has_alarm p3 p2
is "" errdisabled_ports
kill $claims
