#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A port on an interface that exists already: here a veth, elsewhere a network card.
# The switch undoes what the kernel changes in received frames.
#
#	alice --tap--+--------+--packet-- up0 ==veth== bob
#	carol --tap--+ switch |
#	             +--------+

. "$(dirname "$0")/lib.sh"
need jq ping

# make_up0 - create a veth, whose far end will be bob's
make_up0() {
	ip link add up0 type veth peer name bob address 02:00:00:00:00:b0
	ip link set up0 up
}

make_up0
start_switch <<-CONF
	switch set loop_probe off
	port add alice tap
	port add carol tap offload off
	port add bob packet dev up0
CONF
host alice alice 192.0.2.1/24 2001:db8::1/64
host bob   bob   192.0.2.2/24 2001:db8::2/64
host carol carol 192.0.2.3/24 2001:db8::3/64
avoid_unreadable_uso bob

# interfaces_of NAME NAME - print two hosts' interfaces, as the tools take them
interfaces_of() {
	echo "$(pid_of "$1")/${iface_of[$1]}" "$(pid_of "$2")/${iface_of[$2]}"
}

# promiscuity IFNAME - print how many users of the interface want all frames
promiscuity() {
	ip -d -j link show "$1" | jq '.[0].promiscuity'
}

it "takes the state of an interface, and receives its frames for other stations"
tapctl wait port bob up timeout 5
is "packet up0 connected" show '.[0] | "\(.type) \(.ifname) \(.link)"' \
	port show bob
[ "$(promiscuity up0)" -ge 1 ] || die "up0 hears only what is for itself"

it "carries ping, TCP and UDP over a packet port"
reaches alice 192.0.2.2
reaches bob 2001:db8::3
transfer tcp alice bob 192.0.2.2 50
transfer tcp bob alice 2001:db8::1 50
transfer udp alice bob 192.0.2.2 10
transfer uso bob alice 192.0.2.1 10
transfer tcp bob carol 192.0.2.3 20
transfer uso bob carol 2001:db8::3 10
transfer tcp carol bob 192.0.2.2 20

it "learns each station once, on its own port"
is bob show '.[0].port' fdb show mac "$(mac_of bob)"
is alice show '.[0].port' fdb show mac "$(mac_of alice)"

it "delivers every byte as it was sent"
silence_hosts alice bob carol
wire.py equal "$(host_spec alice)" "$(host_spec bob)" 14..100 1000 1513 1514
wire.py equal "$(host_spec bob)" "$(host_spec carol)" 14..100 1514

it "keeps tags and their priorities, though the kernel strips them"
wire.py equal "$(host_spec alice)" "$(host_spec bob)" 20..84 1518 tag 10
wire.py equal "$(host_spec alice)" "$(host_spec bob)" 64 tag 0xa00a
wire.py equal "$(host_spec alice)" "$(host_spec bob)" 64 tag 0xe000
wire.py equal "$(host_spec alice)" "$(host_spec bob)" 24..84 1518 tag 10 20
expect_frames <<-'TABLE'
	alice > all stag 30 => bob stag 30, carol stag 30
	bob > all stag 30 => alice stag 30, carol stag 30
	bob > all stag 30 tag 0x600a => alice stag 30 tag 0x600a, carol stag 30 tag 0x600a
	bob > all tag9100 5 tag 6 => alice tag9100 5 tag 6, carol tag9100 5 tag 6
	bob > all => alice, carol
TABLE

it "adds and removes tags"
tapctl switch set vlan_filtering on
tapctl port set alice access 10
tapctl port set carol access 20
tapctl port set bob trunk 10,20
expect_frames <<-'TABLE'
	alice > all => bob tag 10
	carol > all => bob tag 20
	bob > all tag 10 => alice
	bob > all tag 0xa014 => carol
	bob > all tag 30 => nobody
	bob > all => nobody
TABLE
tapctl switch set vlan_filtering off

it "forwards GSO frames whole, both ways"
tapctl stats reset
# shellcheck disable=SC2046 # two words
gso_frames.py $(interfaces_of alice bob) whole
# shellcheck disable=SC2046
gso_frames.py $(interfaces_of bob alice) whole
is "0 0" show 'map(select(.port != "carol").tx_segmented) | join(" ")' \
	stats show

it "cuts GSO frames for a port without offloads"
# shellcheck disable=SC2046
gso_frames.py $(interfaces_of bob carol) cut

it "turns offloads of a packet port off, and on again"
tapctl port set bob offload off
is 0 show '.[0].offloads | length' port show bob
matches 'port add bob packet dev up0 offload off' tapctl config show
# shellcheck disable=SC2046
gso_frames.py $(interfaces_of alice bob) cut
tapctl port set bob offload on
# shellcheck disable=SC2046
gso_frames.py $(interfaces_of alice bob) whole

it "receives what others send on the interface, but not what this host sends"
tapctl stats reset
sent_before=$(in_host bob ip -j -s link show bob | jq '.[0].stats64.tx.packets')
ip address add 192.0.2.100/24 dev up0
ping -q -c3 -i0.2 192.0.2.2 >/dev/null
ip address del 192.0.2.100/24 dev up0
reaches alice 192.0.2.2

# frames_sent - print how many frames bob has sent since $sent_before
frames_sent() {
	echo $(($(in_host bob ip -j -s link show bob |
		jq '.[0].stats64.tx.packets') - sent_before))
}
is "$(frames_sent)" counter bob rx_packets
is "" show '.[].port' fdb show mac "$(ip -j link show up0 | jq -r '.[0].address')"

it "follows the interface's carrier"
in_host bob ip link set bob down
tapctl wait port bob down timeout 5
is 0 show length fdb show port bob
in_host bob ip link set bob up
tapctl wait port bob up timeout 5
reaches alice 192.0.2.2
ip link set up0 down
tapctl wait port bob down timeout 5
ip link set up0 up
tapctl wait port bob up timeout 5
reaches alice 192.0.2.2

it "follows the interface's MTU"
for name in alice bob; do
	in_host "$name" ip link set "$name" mtu 4000
done
ip link set up0 mtu 4000
tapctl port set alice mtu 4000

# mtu_is BYTES - true if port bob shows this MTU
mtu_is() {
	[ "$(show '.[0].mtu' port show bob)" = "$1" ]
}
until_true mtu_is 4000
reaches alice 192.0.2.2 -M 'do' -s 3972
ip link set up0 mtu 1500
until_true mtu_is 1500
does_not_reach alice 192.0.2.2 -M 'do' -s 3972
is 1 counter bob 'tx_drops["mtu-exceeded"]'
ip link set up0 mtu 4000
in_host bob ip link set bob mtu 1500
ip link set up0 mtu 1500
in_host alice ip link set alice mtu 1500

it "follows the interface's MAC address"

# mac_is MAC - true if port bob shows this address
mac_is() {
	[ "$(show '.[0].mac' port show bob)" = "$1" ]
}
ip link set up0 address 02:00:00:00:00:aa
until_true mac_is 02:00:00:00:00:aa

it "follows an interface that is renamed"
ip link set up0 down
ip link set up0 name up1
ip link set up1 up
tapctl wait port bob up timeout 5
reaches alice 192.0.2.2
ip link set up1 down
ip link set up1 name up0
ip link set up0 up
tapctl wait port bob up timeout 5
reaches alice 192.0.2.2

it "marks the port not present when its interface is deleted, and uses no CPU time"
ip link del up0
tapctl wait port bob not-present timeout 5
is not-present show '.[0].link' port show bob
is 0 show length fdb show port bob
reaches alice 192.0.2.3
expect_idle_switch

it "uses a new interface of the same name for a port that is not present"
make_up0
ip link set bob netns "$(pid_of bob)"
in_host bob ip link set bob up
in_host bob ip address add 192.0.2.2/24 dev bob
tapctl wait port bob up timeout 10
until_true reaches alice 192.0.2.2 -W0.5
transfer tcp alice bob 192.0.2.2 10

it "leaves its interface as it was when the port is deleted"
is 1 promiscuity up0
tapctl port del bob
is 0 promiscuity up0
ip link show up0 >/dev/null
reaches alice 192.0.2.3
tapctl port add bob packet dev up0
reaches alice 192.0.2.2

it "finds its interface in another namespace"
ip netns add lab
ip link add far type veth peer name dave
ip link set far netns lab
ip -n lab link set far up
tapctl port add far packet dev far netns lab
host dave dave 192.0.2.4/24
tapctl wait port far up timeout 5
reaches alice 192.0.2.4
transfer tcp dave bob 192.0.2.2 10
is "lab far" show '.[0] | "\(.netns) \(.ifname)"' port show far
ip -n lab link del far
tapctl wait port far not-present timeout 5
tapctl port del far

it "uses a packet socket that another program opened"
tapctl port del bob
with_socket.py 5 packet up0 tapctl port add bob packet fd 5
tapctl wait port bob up timeout 5
reaches alice 192.0.2.2
transfer tcp bob carol 192.0.2.3 10
is up0 show '.[0].ifname' port show bob
tapctl port del bob
is 0 promiscuity up0
status 1 with_socket.py 5 stream listen "$LAB/no.sock" \
	tapctl port add bob packet fd 5
tapctl port add bob packet dev up0

it "refuses an interface that does not exist, or does not carry Ethernet"
ip tuntap add dev layer3 mode tun
status 1 tapctl port add p9 packet dev layer3
status 1 tapctl port add p9 packet dev nothing
status 1 tapctl port add p9 packet dev up0 netns nowhere
refute tapctl port show p9

it "prints the line that creates a packet port again"
matches 'port add bob packet dev up0' tapctl config show
