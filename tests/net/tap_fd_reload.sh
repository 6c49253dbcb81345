#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# An inherited tap stays open whatever happens to the line that names it, and a
# refused line leaves the tap as it was.

. "$(dirname "$0")/lib.sh"
need jq python3

echo "port add p1 tap fd 7" >"$CONF"
with_tap.py one 7 vnet with_tap.py two 8 vnet with_tap.py info 9 info \
	tapswitch -s "$SOCKET" -f "$CONF" 2>>"$LOG" &
SWITCH=$!
until_true switch_answers

# is_blocking FD - print 1 if the switch's descriptor is blocking (no
# O_NONBLOCK), else 0
is_blocking() {
	local flags
	flags=$(sed -n 's/^flags:\s*//p' "/proc/$SWITCH/fdinfo/$1")
	echo $(((flags & 04000) == 0))
}

# link_value IFNAME NAME - print a value that `ip` shows of the interface
link_value() {
	ip -j link show dev "$1" | jq -r ".[0].$2"
}

# expect_interface PORT IFNAME - the port must be on this interface, and down
expect_interface() {
	is "$2 down" show '.[0] | "\(.ifname) \(.oper)"' port show "$1"
}

it "keeps an inherited tap when its line changes, and when it changes back"
index=$(link_value one ifindex)
reload <<<"port add p1 tap fd 7 mtu 2000"
is 2000 link_value one mtu
reload <<<"port add p1 tap fd 7"
expect_interface p1 one

it "leaves inherited taps as they were when the file is refused"
is 1 is_blocking 8
reload <<-CONF
	port add p1 tap fd 7 mtu 3000
	port add p2 tap fd 8 mtu 3000
	port add p3 tap address ff02::1/64
CONF
expect_interface p1 one
status 1 tapctl port show p2
is 1500 link_value two mtu
is 1 is_blocking 8

it "uses an inherited tap for the corrected file"
reload <<-CONF
	port add p1 tap fd 7 mtu 3000
	port add p2 tap fd 8 mtu 3000
CONF
expect_interface p2 two
is "$index" link_value one ifindex

it "refuses to use one descriptor for two ports"
reload <<-CONF
	port add p1 tap fd 7
	port add p3 tap fd 7
CONF
matches ':2:20: descriptor 7 is in use by port "p1"' cat "$LAB/applied"
expect_interface p1 one

it "refuses a tap whose frames are preceded by packet information"
reload <<-CONF
	port add p1 tap fd 7
	port add p4 tap fd 9
CONF
matches ':2:20: .*"info" was made without IFF_NO_PI' cat "$LAB/applied"

it "keeps a tap that a client passed when a file names its port"
reload <<<"port add p1 tap fd 7"
with_tap.py handed 5 plain tapctl port add p5 tap fd 5
reload <<<"port add p5 tap fd 5 mtu 2000"
expect_interface p5 handed
is 2000 link_value handed mtu
