#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Addresses that name no host, or only this host: each is refused with a hint what to
# write instead, and nothing changes.

. "$(dirname "$0")/lib.sh"
need jq
[ -e /proc/net/if_inet6 ] || skip_test "no IPv6 here"

ip link add wire type veth peer name wire-far
ip link set wire up
ip link set wire-far up
ip address add 192.0.2.1/24 dev wire
start_switch <<-CONF
	port add p null
CONF
was=$(tapctl config show)

# expect_error MESSAGE WORD... - run "port WORD...", which must be refused with this
# message and change nothing
expect_error() {
	refute tapctl port "${@:2}" >"$LAB/output" 2>&1
	grep -Fq -- "$1" "$LAB/output" || die "no $1 in $(cat "$LAB/output")"
	[ "$was" = "$(tapctl config show)" ] || die "changed by: ${*:2}"
}

it "accepts a multicast group only as the remote address of a dgram port"
for group in 239.1.1.1:5000 '[ff05::1]:5000' '[::ffff:239.1.1.1]:5000'; do
	expect_error "\"$group\" is a multicast group" \
		add x dgram local "$group" remote 127.0.0.1:4000
	expect_error '"dgram remote" joins' add x stream listen "$group"
	expect_error '"dgram remote" joins' add x stream connect "$group"
	expect_error '"dgram remote" joins' listen stream "$group"
done
expect_error '"dev wire"' add x dgram remote '[ff02::1:77%wire]:5000'
status 0 tapctl port add x dgram remote '[::ffff:239.1.1.1]:5000' dev wire
matches 'port add x dgram remote 239.1.1.1:5000 dev wire' tapctl config show
tapctl port del x

it "refuses addresses that do not name one host"
for all in 255.255.255.255:5000 '[::ffff:255.255.255.255]:5000'; do
	expect_error "broadcast address" add x dgram local :5000 remote "$all"
	expect_error "broadcast address" add x stream connect "$all"
	expect_error "broadcast address" add x stream listen "$all"
done
expect_error "broadcast address" add x dgram local :5000 remote 192.0.2.255:5000
for any in :5000 0.0.0.0:5000; do
	expect_error 'such as localhost:4000' add x dgram local :5001 remote "$any"
	expect_error 'such as localhost:4000' add x stream connect "$any"
done
expect_error 'such as localhost:4000' \
	add x dgram local '[::1]:5001' remote '[::]:5000'

it "requires the interface for a link-local address, and refuses it for any other"
expect_error '[fe80::1%eth0]:4000' \
	add x dgram local '[::]:5000' remote '[fe80::1]:5000'
expect_error '[fe80::1%eth0]:4000' \
	add x dgram local '[fe80::1]:5000' remote '[::1]:5000'
expect_error '[fe80::1%eth0]:4000' add x stream connect '[fe80::1]:5000'
expect_error '[fe80::1%eth0]:4000' add x stream listen '[fe80::1]:5000'
expect_error '[fe80::1%eth0]:4000' listen stream '[fe80::1]:5000'
expect_error 'only a link-local address' \
	add x stream connect '[2001:db8::1%wire]:5000'
expect_error 'cannot reach each other' \
	add x dgram local '[fe80::1%wire]:1' remote '[fe80::2%wire-far]:1'
expect_error 'interface "none" does not exist' \
	add x dgram local '[::]:5000' remote '[fe80::1%none]:5000'
