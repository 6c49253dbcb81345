#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# One host behind each kind of port, all on one switch: each reaches each other one,
# and receives what it is sent unchanged.
#
#	+-------+--tap----------- alice (GSO frames)
#	|       |--tap----------- amy   (offload off)
#	|       |--packet, veth-- bob
#	|       |--stream-------- carol (unix), dave (TCP), erin (abstract)
#	|  sw0  |--dgram--------- frank (unix), grace (UDP)
#	|       |--vde----------- heidi
#	+-------+--patch--sw1---- ivan  (tap)

. "$(dirname "$0")/lib.sh"
need jq ping

ip link add bob0 type veth peer name bob
ip link set bob0 up
start_switch <<-CONF
	port add alice tap
	port add amy   tap offload off
	port add bob   packet dev bob0
	port add carol stream listen $LAB/carol.sock
	port add dave  stream listen 127.0.0.1:7001
	port add erin  stream connect @erin
	port add frank dgram local $LAB/frank.sock remote $LAB/frank.peer
	port add grace dgram local 127.0.0.1:7002 remote 127.0.0.1:7003
	port listen vde $LAB/vde name heidi%d
	port add ivan  patch sw1 up
CONF
start_other_switch sw1 <<-CONF
	port add up   patch sw0 ivan
	port add ivan tap ifname ivan
CONF
plug_in carol stream connect "$LAB/carol.sock"
plug_in dave  stream connect 127.0.0.1:7001
plug_in erin  stream listen @erin
plug_in frank dgram "$LAB/frank.peer" "$LAB/frank.sock"
plug_in grace dgram 127.0.0.1:7003 127.0.0.1:7002
plug_in heidi vde "$LAB/vde"

names=(alice amy bob carol dave erin frank grace heidi ivan)
mesh=()
for n in "${!names[@]}"; do
	name=${names[n]}
	host "$name" "$name" "192.0.2.$((n + 1))/24" "2001:db8::$((n + 1))/64"
	mesh+=("$name=$(pid_of "$name")/192.0.2.$((n + 1)),2001:db8::$((n + 1))")
done

avoid_unreadable_uso bob

it "brings up a port of each kind"
for port in $(show '.[].name' port show); do
	tapctl wait port "$port" up timeout 10
done

it "carries ping over IPv4 and IPv6 between all pairs of hosts"
for name in "${names[@]}"; do
	for n in "${!names[@]}"; do
		[ "${names[n]}" != "$name" ] || continue
		reaches "$name" "192.0.2.$((n + 1))"
		reaches "$name" "2001:db8::$((n + 1))"
	done
done

it "carries TCP over IPv4 and IPv6 between all pairs, several connections at once"
mesh.py 1 "${mesh[@]}"

it "carries UDP GSO frames from a tap to each other port, and back"
for n in "${!names[@]}"; do
	[ "${names[n]}" != alice ] || continue
	transfer uso alice "${names[n]}" "192.0.2.$((n + 1))" 1
	transfer uso "${names[n]}" alice 192.0.2.1 1
done

it "learns each station on its own port"
for name in "${names[@]}"; do
	matches "^${name}[0-9]*\$" \
		show '.[0].port' fdb show mac "$(mac_of "$name")"
done

it "accounts for every frame, in both switches"

# counters_balance [CMD...] - true if stats check succeeds, run by CMD
counters_balance() {
	"$@" tapctl stats check
}
until_true counters_balance on_other sw1
until_true counters_balance
stop_other sw1
