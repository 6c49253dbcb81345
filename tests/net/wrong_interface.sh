#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# The interface of a tap is the one to which its descriptor belongs, never another of
# the same name.

. "$(dirname "$0")/lib.sh"
need jq python3

# link_value IFNAME KEY - print a value of an interface in the namespace of process
# $there
link_value() {
	nsenter -t "$there" -U -n --preserve-credentials \
		ip -j link show "$1" | jq ".[0].$2"
}

# mtu_of IFNAME - print the MTU of an interface in this namespace
mtu_of() {
	ip -j link show "$1" | jq '.[0].mtu'
}

it "does not change an interface of the same name in its own namespace"
unshare -U true 2>/dev/null || skip_test "no namespaces of users here"
cat >"$CONF" </dev/null
cat >"$LAB/inside" <<-SCRIPT
	ip tuntap add dev eth0 mode tap
	ip link set eth0 address 02:00:00:00:00:77 mtu 1300
	exec 8<&7
	exec tapswitch -s $SOCKET -f $CONF
SCRIPT
with_tap.py eth0 7 vnet unshare -Urn sh "$LAB/inside" 2>>"$LOG" &
SWITCH=$!
until_true switch_answers
there=$SWITCH
ip link set eth0 address 02:00:00:00:00:77 mtu 1700
ip link set eth0 up
for words in "mtu 1400" "mac 02:00:00:00:00:78" "address 192.0.2.1/24" up; do
	cat >"$CONF" <<<"port add p1 tap fd 7 $words"
	apply
	matches ":1:[23][0-9]: .*the network namespace of tap \"eth0\"" \
		cat "$LAB/applied"
done
is 1300 link_value eth0 mtu
is '"02:00:00:00:00:77"' link_value eth0 address
is 1700 mtu_of eth0

it "forwards frames of a tap in an unknown namespace, and logs what it cannot know"
reload <<<"port add p1 tap fd 7"
is "eth0 02:00:00:00:00:77 65521 up" show \
	'.[0] | "\(.ifname) \(.mac) \(.mtu) \(.oper)"' port show
grep -q 'fd 7: .*eth0.*its MTU is not known' "$LOG" || die "no line in the log"
status 1 tapctl port set p1 mtu 1400
matches CAP_NET_ADMIN cat "$LAB/output"
status 1 tapctl port set p1 mac 02:00:00:00:00:79
is 1300 link_value eth0 mtu

it "recognises the same tap in another descriptor"
reload <<-CONF
	port add p1 tap fd 7
	port add p2 tap fd 8
CONF
matches ':2:20: descriptor 8 is in use by port "p1"' cat "$LAB/applied"
stop_switch

it "sets a tap's interface after renames, also when another has its old name"
start_switch <<-CONF
	port add p1 tap
	port add p2 tap
CONF
ip link set p1 name p3
ip link set p2 name p1
tapctl port set p1 mtu 1401 mac 02:00:00:00:00:01
is "1401 1500" echo "$(mtu_of p3) $(mtu_of p1)"

it "sets a tap's interface after a move, also when another has the same index"
host bob
ip -j link show p3 | jq '.[0].ifindex' >"$LAB/index"
in_host bob ip tuntap add dev p1 mode tap
ip link set p3 netns "$(pid_of bob)"
ip tuntap add dev p3 mode tap
tapctl port set p1 mtu 1402
is 1402 in_host bob sh -c "ip -j link show p3 | jq '.[0].mtu'"
is 1500 in_host bob sh -c "ip -j link show p1 | jq '.[0].mtu'"
is 1500 mtu_of p3
