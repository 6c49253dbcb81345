#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A port keeps its interface, however often that is renamed, even if the switch is about
# to query it by its old name.

. "$(dirname "$0")/lib.sh"
need jq

ip link add up0 type veth peer name far
ip link set up0 up
ip link set far up
start_switch <<-CONF
	port add p1 packet dev up0
	port add p2 tap ifname tap0 up
CONF

# rename_often IFNAME - rename the interface 500 times, each time with another
# change
rename_often() {
	local n
	for n in {1..500}; do
		echo "link set dev $1$((n - 1)) down"
		echo "link set dev $1$((n - 1)) name $1$n"
		echo "link set dev $1$n mtu $((1300 + n % 100)) up"
	done | ip -batch -
}

# port_shows PORT IFNAME MTU - true if `port show` shows these, and the port is up
port_shows() {
	[ "$(show '.[0] | "\(.ifname) \(.mtu) \(.oper)"' port show "$1")" = "$2 $3 up" ]
}

it "keeps a port on its interface while that is renamed"
rename_often up
until_true port_shows p1 up500 1300
refute grep -q 'port p1: not present' "$LOG"

it "keeps a port on an interface that is renamed as soon as the port exists"
for n in {1..50}; do
	tapctl port del p1
	ip link set up500 down
	ip link set up500 name "new$n"
	tapctl port add p1 packet dev "new$n"
	ip link set "new$n" down
	ip link set "new$n" name up500
	ip link set up500 up
	until_true port_shows p1 up500 1300
done
refute grep -q 'port p1: not present' "$LOG"

# overflow_notifications IFNAME - make more changes than the kernel keeps for a
# reader that is stopped
overflow_notifications() {
	local n
	for n in {1..2000}; do
		echo "link set dev $1 down"
		echo "link set dev $1 up"
	done | ip -batch -
}

# notifications_are_read - true if the sockets that receive link changes are empty
notifications_are_read() {
	[ "$(awk '$2 == 0 && $4 == "00000001" { n += $5 } END { print n + 0 }' \
		/proc/net/netlink)" = 0 ]
}

# last_link_line_is PORT TEXT - true if the log's last line about the port's link
# has TEXT
last_link_line_is() {
	grep "port $1: link is" "$LOG" | tail -n1 | grep -q "link is $2"
}

it "learns the final state of interfaces when notifications of changes were lost"
kill -STOP "$SWITCH"
overflow_notifications up500
overflow_notifications tap0
ip link set up500 down
ip link set tap0 down
kill -CONT "$SWITCH"
until_true notifications_are_read
until_true last_link_line_is p1 "down, mtu 1300"
until_true last_link_line_is p2 down
