#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Taps inside other namespaces, which are given by name, by process and by path.

. "$(dirname "$0")/lib.sh"
need jq

start_switch </dev/null
ip netns add alice
host bob
host carol

it "creates a tap in a namespace given by its name"
tapctl port add p1 tap netns alice ifname eth0 mac 02:00:00:00:00:0a \
	mtu 1400 address 192.0.2.1/24 up
matches 'UP.* mtu 1400.* 02:00:00:00:00:0a.* 192.0.2.1/24' \
	sh -c "ip -n alice address show eth0 | tr -d '\n'"
expect_no_interface eth0

it "creates a tap in the namespace of a process"
tapctl port add p2 tap netns "$(pid_of bob)" ifname eth0 \
	address 192.0.2.2/24 up
iface_of[bob]=eth0

it "creates a tap in the namespace at a path"
tapctl port add p3 tap netns "/proc/$(pid_of carol)/ns/net" ifname eth0 \
	address 192.0.2.3/24 up
iface_of[carol]=eth0

it "forwards between taps in different namespaces"
tapctl wait port p1 up timeout 5
reaches bob 192.0.2.1
reaches bob 192.0.2.3
ip netns exec alice ping -q -c1 -W5 192.0.2.3 >/dev/null

it "stays in its own namespace"
is "$(readlink /proc/self/ns/net)" readlink "/proc/$SWITCH/ns/net"
tapctl port add p4 tap
ip link show p4 >/dev/null

it "changes interfaces in other namespaces"
tapctl port set p1 mtu 9000 mac 02:00:00:00:00:1a
matches 'mtu 9000.* 02:00:00:00:00:1a' \
	sh -c "ip -n alice link show eth0 | tr -d '\n'"

it "follows a tap that is moved"
ip link set p4 netns "$(pid_of carol)"
tapctl port set p4 mtu 1300
matches 'mtu 1300' in_host carol ip link show p4

it "deletes each tap with its port"
tapctl port del p1
refute ip -n alice link show eth0 2>/dev/null
tapctl port del p4
expect_no_interface p4 carol

it "says that a namespace does not exist"
for where in no-such-name 999999999 /no/such/path; do
	status 1 tapctl port add px tap netns $where
	matches "$where" cat "$LAB/output"
done
is 2 show length port show

it "survives the end of a namespace in which it has a port"
ip netns add shortlived
tapctl port add p5 tap netns shortlived ifname eth0 up
ip netns del shortlived
tapctl wait port p5 not-present timeout 10
reaches bob 192.0.2.3

it "marks a port not present when its namespace is no longer at its path"
touch "$LAB/netns"
unshare -n mount --bind /proc/self/ns/net "$LAB/netns"
tapctl port add p6 tap netns "$LAB/netns" ifname eth0 up
umount "$LAB/netns"
rm "$LAB/netns"
tapctl wait port p6 not-present timeout 10
