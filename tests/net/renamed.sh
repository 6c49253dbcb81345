#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# An interface may get other names as often as it likes: its port stays with it,
# whatever the switch was about to ask by the name that it had.

. "$(dirname "$0")/lib.sh"
need jq

ip link add up0 type veth peer name far
ip link set up0 up
ip link set far up
start_switch <<-CONF
	port add p1 packet dev up0
	port add p2 tap ifname tap0 up
CONF

# rename_often IFNAME - five hundred times, with another change beside each
rename_often() {
	local n
	for n in {1..500}; do
		echo "link set dev $1$((n - 1)) down"
		echo "link set dev $1$((n - 1)) name $1$n"
		echo "link set dev $1$n mtu $((1300 + n % 100)) up"
	done | ip -batch -
}

# shows PORT IFNAME MTU
shows() {
	[ "$(show '.[0] | "\(.ifname) \(.mtu) \(.oper)"' port show "$1")" = "$2 $3 up" ]
}

it "stays with the interface while it is renamed"
rename_often up
until_true shows p1 up500 1300
refute grep -q 'port p1: not present' "$LOG"

it "stays with one that is renamed as soon as it is a port"
for n in {1..50}; do
	tapctl port del p1
	ip link set up500 down
	ip link set up500 name "new$n"
	tapctl port add p1 packet dev "new$n"
	ip link set "new$n" down
	ip link set "new$n" name up500
	ip link set up500 up
	until_true shows p1 up500 1300
done
refute grep -q 'port p1: not present' "$LOG"

# change_often IFNAME - more than the kernel keeps for who does not look
change_often() {
	local n
	for n in {1..2000}; do
		echo "link set dev $1 down"
		echo "link set dev $1 up"
	done | ip -batch -
}

# The sockets of those who listen for link changes
all_news_read() {
	[ "$(awk '$2 == 0 && $4 == "00000001" { n += $5 } END { print n + 0 }' \
		/proc/net/netlink)" = 0 ]
}

# says_last PORT TEXT
says_last() {
	grep "port $1: link is" "$LOG" | tail -n1 | grep -q "link is $2"
}

it "knows how it is after changes of which the last ones were lost"
kill -STOP "$SWITCH"
change_often up500
change_often tap0
ip link set up500 down
ip link set tap0 down
kill -CONT "$SWITCH"
until_true all_news_read
until_true says_last p1 "down, mtu 1300"
until_true says_last p2 down
