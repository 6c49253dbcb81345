#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# What `port add` sets is what the host sees.

. "$(dirname "$0")/lib.sh"
need jq python3

start_switch </dev/null

# link_value IFNAME FILTER - print what `ip` shows of the interface, through jq
link_value() {
	ip -j -d address show dev "$1" | jq -r ".[0] | $2"
}

it "names the interface after the port, or as ifname says"
tapctl port add lan1 tap
is lan1 link_value lan1 .ifname
tapctl port add lan2 tap ifname other
is other link_value other .ifname
tapctl port add a-name-that-is-too-long tap ifname short
is short link_value short .ifname
status 2 tapctl port add another-that-is-too-long tap
matches 'is not an interface name.*ifname NAME' cat "$LAB/output"
status 2 tapctl port add a:b tap
status 2 tapctl port add p9 tap ifname sixteen-letters-x
matches "bad ifname \"sixteen-letters-x\".*15 bytes" cat "$LAB/output"

it "sets the MAC address and the MTU, and sets the interface up"
tapctl port add p1 tap mac 02:00:00:00:00:01 mtu 9000 up
is "02:00:00:00:00:01 9000" link_value p1 '"\(.address) \(.mtu)"'
is up link_value p1 'if .flags | contains(["UP"]) then "up" else "down" end'
is "02:00:00:00:00:01 9000" show '.[0] | "\(.mac) \(.mtu)"' port show p1

it "leaves the interface down by default"
is down link_value lan1 'if .flags | contains(["UP"]) then "up" else "down" end'

it "adds several addresses of both families"
echo 0 >/proc/sys/net/ipv6/conf/default/disable_ipv6
tapctl port add p2 tap address 192.0.2.1/24 address 192.0.2.2/32 \
	address 2001:db8::1/64 up
is "192.0.2.1/24 192.0.2.2/32 2001:db8::1/64" link_value p2 \
	'[.addr_info[] | select(.scope == "global") |
		"\(.local)/\(.prefixlen)"] | join(" ")'
disable_ipv6

it "changes settings of an existing port"
tapctl port set p1 mac 02:00:00:00:00:02 mtu 1400
is "02:00:00:00:00:02 1400" link_value p1 '"\(.address) \(.mtu)"'
tapctl port set p1 offload off learning off down
is "off false down" show '.[0] | "\(if .offloads == [] then "off" else "on" end) \(.learning) \(.admin)"' port show p1

it "changes all settings of a line or none"
with_tap.py plain 5 plain tapctl port add p3 tap fd 5
status 1 tapctl port set p3 mtu 2000 learning off down offload on
is "1500 true up" show '.[0] | "\(.mtu) \(.learning) \(.admin)"' port show p3
status 2 tapctl port set p1 mtu 2000 offload on mac 01:00:00:00:00:01
is "02:00:00:00:00:02 1400" link_value p1 '"\(.address) \(.mtu)"'
is 0 show '.[0].offloads | length' port show p1
status 2 tapctl port set p1
tapctl port del p3

it "accepts MTUs from 68 to 65521"
tapctl port set p1 mtu 68
tapctl port set p1 mtu 65521
status 2 tapctl port set p1 mtu 67
status 2 tapctl port set p1 mtu 65522
is 65521 link_value p1 .mtu

# expect_no_tap_left WORD... - run "port add px tap WORD...", which must be refused
# and leave no tap
expect_no_tap_left() {
	refute tapctl port add px tap "$@"
	expect_no_interface px
	is 0 show 'map(select(.name == "px")) | length' port show
}

it "refuses invalid options, and leaves nothing behind"
expect_no_tap_left mac 01:00:00:00:00:01
expect_no_tap_left mac 00:00:00:00:00:00
expect_no_tap_left mac nonsense
expect_no_tap_left address 192.0.2.300/24
expect_no_tap_left address 192.0.2.1
expect_no_tap_left mtu 70000
expect_no_tap_left mtu 9000 mtu 9000
expect_no_tap_left netns no-such-namespace
expect_no_tap_left ifname a-name-that-is-too-long
expect_no_tap_left ifname a/b
expect_no_tap_left color red
expect_no_tap_left up down

it "refuses a second port of the same name"
status 1 tapctl port add p1 tap
matches 'p1' cat "$LAB/output"
status 1 tapctl port add p9 tap ifname p1
matches 'is in use by port "p1"' cat "$LAB/output"

it "refuses an address that the kernel does not accept, and undoes the rest"
expect_no_tap_left mtu 9000 mac 02:00:00:00:00:77 address 240.0.0.1/33
echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6
expect_no_tap_left address 2001:db8::1/64
