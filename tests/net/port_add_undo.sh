#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A `port add` that is refused, however late, leaves everything as it was.

. "$(dirname "$0")/lib.sh"
need jq python3
echo 0 >/proc/sys/net/ipv6/conf/default/disable_ipv6

start_switch </dev/null
late=(address 192.0.2.5/24 address ff02::1/64)	# refused by the kernel, at last

# expect_refusal WORD... - run "port add px tap WORD...", which must be refused and
# leave no port
expect_refusal() {
	status 1 tapctl port add px tap "$@"
	is "[]" tapctl -j port show
}

it "leaves no persistent tap when it refuses the port"
expect_refusal persist on "${late[@]}"
expect_no_interface px
expect_refusal persist on mtu 68 address 2001:db8::1/64
expect_no_interface px

it "marks the address that the kernel refused"
matches ' {43}\^~* *$' tapctl port add px tap "${late[@]}"

it "leaves a persistent tap as it found it when it refuses the port"
user=0 group=0	# the only ones that exist in a user namespace
! is_real_root || user=7 group=8
ip tuntap add dev keep mode tap user $user group $group
ip link set keep mtu 1300 address 02:00:00:00:00:01 up
ip address add 192.0.2.5/24 dev keep
ip address add 192.0.2.6/24 dev keep
was=$(tap_state keep)
expect_refusal ifname keep owner 1 group 1 persist off mtu 1400 \
	mac 02:00:00:00:00:09 up "${late[@]}" address 192.0.2.7/24
is "$was" tap_state keep
ip link set keep down
was=$(tap_state keep)
expect_refusal ifname keep mtu 1400 address 198.51.100.1/24 up "${late[@]}"
is "$was" tap_state keep

it "leaves a tap that a client passed as it was when it refuses the port"
# shellcheck disable=SC2016 # the inner shell expands them
with_tap.py given 5 vnet sh -c '
	state() {
		sed -n "s/^flags:\s*//p" /proc/self/fdinfo/5
		python3 -c "import fcntl; print(fcntl.ioctl(5, 0x800454d7, b\"size\"))"
	}
	before=$(state)
	! tapctl port add px tap fd 5 mtu 2000 "$@" || exit 1
	[ "$(state)" = "$before" ]' sh "${late[@]}" 2>"$LAB/output"
is "[]" tapctl -j port show
with_tap.py info 5 info sh -c '! tapctl port add px tap fd 5' 2>"$LAB/output"
matches 'without IFF_NO_PI' cat "$LAB/output"
