#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A multicast group as a shared cable: two switches, a program that uses one socket as
# QEMU does, and QEMU itself.
#
#	alice --tap-- sw0 --+
#	  bob --tap-- two --+-- 239.192.2.2:5000 on "wire"
#	                    +-- QEMU

. "$(dirname "$0")/lib.sh"
need jq ping python3

GROUP=239.192.2.2:5000

# make_wire - create the veth "wire", with an address
make_wire() {
	ip link add wire type veth peer name wire-far
	ip link set wire up
	ip link set wire-far up
	ip address add 198.51.100.1/24 dev wire
}
make_wire
ip link property add dev wire altname uplink

start_switch <<-CONF
	switch set loop_probe off
	port add alice tap mac 02:00:00:00:00:0a
	port add group dgram remote $GROUP dev wire
CONF
start_other_switch two <<-CONF
	switch set loop_probe off
	port add bob tap mac 02:00:00:00:00:0b
	port add group dgram remote $GROUP dev wire
CONF
host alice alice 192.0.2.1/24
host bob   bob   192.0.2.2/24

it "connects two switches on one host by a multicast group"
is "connected up $GROUP" show '.[0] | "\(.link) \(.oper) \(.peer)"' port show group
reaches alice 192.0.2.2
reaches bob 192.0.2.1
transfer tcp alice bob 192.0.2.2 5

it "ignores the frames that it sent itself"
is 0 show '.[0].fdb_moves' stats show alice
is 0 show '.[0].fdb_moves' stats show group
is group show '.[0].port' fdb show mac "$(station bob)"
is alice show '.[0].port' fdb show mac "$(station alice)"

it "uses QEMU's format: one frame in each datagram, and nothing else"
multicast_group.py 239.192.2.2 5000 wire hello >"$LAB/heard" &
heard=$!
tapctl wait fdb 02:00:00:00:00:77 port group timeout 10
on_other two tapctl wait fdb 02:00:00:00:00:77 port group timeout 10
does_not_reach alice 192.0.2.9

# group_received_alice - true if the program in the group has received an ARP
# request of alice
group_received_alice() {
	grep -q "^ffffffffffff$(station alice | tr -d :)0806" "$LAB/heard"
}
until_true group_received_alice
kill $heard

it "prints the line that creates a port in a group again"
is "port add group dgram remote $GROUP dev wire" \
	sh -c "tapctl config show | grep 'port add group'"
apply
reaches alice 192.0.2.2

it "joins groups of IPv6, too"
ip link add wire6 type veth peer name wire6-far
echo 0 >/proc/sys/net/ipv6/conf/wire6/disable_ipv6
echo 0 >/proc/sys/net/ipv6/conf/wire6/accept_dad
ip link set wire6 up
ip link set wire6-far up

# wire6_has_address - true if wire6 has a link-local address that may be used
wire6_has_address() {
	ip -6 address show dev wire6 scope link -tentative | grep -q fe80
}
until_true wire6_has_address
# For a group beyond the link the source is a link-local address where there is no
# other; such a port, too, does not receive its own frames.
for six in ff02::1:77 ff05::1:77 ff0e::1:77; do
	tapctl port add six dgram remote "[$six]:5001" dev wire6
	multicast_group.py $six 5001 wire6 hello >"$LAB/heard" &
	heard=$!
	tapctl wait fdb 02:00:00:00:00:77 port six timeout 10
	is 1 counter six rx_packets
	does_not_reach alice 192.0.2.9
	until_true group_received_alice
	is 1 counter six rx_packets
	is 0 counter alice fdb_moves
	kill $heard
	tapctl port del six
	[ $six != ff05::1:77 ] || ip address add 2001:db8::1/64 dev wire6 nodad
done

it "refuses a group that another port has, and one without a route or an interface"
for dev in "" "dev wire" "dev uplink"; do
	# shellcheck disable=SC2086 # words
	status 1 tapctl port add again dgram remote $GROUP $dev
	matches 'is in use by port "group"' cat "$LAB/output"
done
status 0 tapctl port add again dgram remote $GROUP dev wire-far
tapctl port del again
status 1 tapctl port add other dgram remote 239.192.2.3:5000
matches 'dev IFNAME' cat "$LAB/output"
status 1 tapctl port add other dgram remote 239.192.2.3:5000 dev nowhere
status 2 tapctl port add other dgram remote 239.192.2.3:5000 local 127.0.0.1:4
status 2 tapctl port add other dgram local 127.0.0.1:4 remote 127.0.0.1:5 dev wire
ip route add 239.192.0.0/16 dev wire
status 0 tapctl port add other dgram remote 239.192.2.3:5000

it "takes a port in a group down with its interface, and up again"
ip link set wire down
tapctl wait port group,other down timeout 5
ip link set wire up
ip route add 239.192.0.0/16 dev wire
tapctl wait port group,other up timeout 5
reaches alice 192.0.2.2

it "joins a group again when its interface was deleted and is created anew"
ip link del wire
tapctl wait port group,other not-present timeout 5
grep -q 'port group: not present' "$LOG" || die "not in the log"
make_wire
tapctl wait port group up timeout 5
on_other two tapctl wait port group up timeout 5
reaches alice 192.0.2.2
reaches bob 192.0.2.1
[ "$(show '.[0].reconnects' port show group)" -ge 1 ] || die "not counted"

it "joins a group again when the host has a route to it"
is not-present show '.[0].oper' port show other
ip route add 239.192.0.0/16 dev wire
tapctl wait port other up timeout 5

it "joins a group again when its interface was moved away and returns with the same index"
ip netns add elsewhere

# index_of_wire - print the index of the interface "wire"
index_of_wire() {
	ip -j link show dev wire | jq '.[0].ifindex'
}
index=$(index_of_wire)
ip link set wire netns elsewhere
ip -n elsewhere link set wire netns $$
is "$index" index_of_wire
ip link set wire up
ip address add 198.51.100.1/24 dev wire
tapctl wait port group up timeout 5
on_other two tapctl wait port group up timeout 5
reaches alice 192.0.2.2

it "sends to a group from an address that its interface has, whichever that is"
ip address del 198.51.100.1/24 dev wire
status 1 tapctl port add another dgram remote 239.192.2.4:5000 dev wire
matches 'has an address' cat "$LAB/output"
does_not_reach alice 192.0.2.9
does_not_reach bob 192.0.2.9
tapctl wait port group not-present timeout 5
on_other two tapctl wait port group not-present timeout 5
ip address add 198.51.100.2/24 dev wire
tapctl wait port group up timeout 5
on_other two tapctl wait port group up timeout 5
tapctl stats reset
reaches alice 192.0.2.2
is 0 show 'map(.fdb_moves) | add' stats show

it "receives the frames of a QEMU guest in a group"
if command -v qemu-system-x86_64 >/dev/null; then
	# Its firmware asks for an address by DHCP, which is enough.
	qemu-system-x86_64 -nographic -no-user-config -nodefaults -monitor none \
		-netdev dgram,id=n,remote.type=inet,remote.host=239.192.2.2,remote.port=5000,local.type=inet,local.host=198.51.100.2,local.port=5000 \
		-device virtio-net-pci,netdev=n,mac=02:00:00:00:00:71 &
	qemu=$!
	tapctl wait fdb 02:00:00:00:00:71 port group timeout 30
	on_other two tapctl wait fdb 02:00:00:00:00:71 port group timeout 10
	kill $qemu
fi

it "waits for an interface or a route that its file names before it exists"
reload <<-CONF
	port add alice tap mac 02:00:00:00:00:0a
	port add later dgram remote $GROUP dev later
	port add some dgram remote 239.193.2.2:5000
CONF
is "not-present not-present" show 'map(select(.type == "dgram").oper) | join(" ")' \
	port show
ip link add later type veth peer name later-far
ip link set later up
ip address add 203.0.113.1/24 dev later
ip route add 239.193.0.0/16 dev later
tapctl wait port later,some up timeout 5
stop_other two
