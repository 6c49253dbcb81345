#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# An operation that the kernel denies is refused with a hint what would permit it, and
# nothing else is affected.

. "$(dirname "$0")/lib.sh"
need jq python3 setpriv

# expect_denied CODE PATTERN WORD... - add this port, which must be refused with
# this code and message
expect_denied() {
	local code=$1 pattern=$2
	shift 2
	status 1 tapctl -j port add px "$@"
	jq -e --arg c "$code" '.code == $c' "$LAB/output" >/dev/null ||
		die "$(cat "$LAB/output")"
	matches "$pattern" jq -r .message "$LAB/output"
	refute tapctl port show px >"$LAB/output" 2>&1
}

# start_under CMD... - start a switch under this command
start_under() {
	"$@" tapswitch -s "$SOCKET" --engine "${ENGINE:-auto}" 2>>"$LOG" &
	SWITCH=$!
	until_true switch_answers
}

ip link add up0 type veth peer name far
ip netns add red
start_under setpriv --bounding-set -net_admin,-net_raw,-sys_admin

it "says which capability is missing for a tap, a namespace or an interface"
expect_denied not-permitted 'CAP_NET_ADMIN, or a tap of your own' tap
expect_denied not-permitted 'CAP_SYS_ADMIN' tap netns red
expect_denied not-permitted 'CAP_NET_RAW' packet dev up0
status 0 tapctl port add p1 null
stop_switch

it "says which address family a unit must allow"
start_under forbid_feature.py AF_PACKET
expect_denied no-address-family 'RestrictAddressFamilies=AF_PACKET' packet dev up0
stop_switch
start_under forbid_feature.py AF_INET
expect_denied no-address-family 'RestrictAddressFamilies=AF_INET' \
	dgram local 127.0.0.1:4000 remote 127.0.0.1:4001
expect_denied no-address-family 'RestrictAddressFamilies=AF_INET' \
	stream listen 127.0.0.1:4000
expect_denied no-address-family 'RestrictAddressFamilies=AF_INET' \
	stream connect 127.0.0.1:4000
status 1 tapctl port listen stream 127.0.0.1:4000 name v%d
matches 'RestrictAddressFamilies=AF_INET' cat "$LAB/output"
status 0 tapctl port add p1 stream listen "$LAB/p1.sock"
stop_switch

it "says what is missing when /dev/net/tun does not exist or may not be opened"
start_under unshare --mount sh -c 'mount -t tmpfs none /dev/net && exec "$@"' -
expect_denied no-tun 'modprobe tun' tap
stop_switch
: >"$LAB/closed"
chmod 0 "$LAB/closed"
# shellcheck disable=SC2016 # the inner shell expands it
start_under unshare --mount sh -c 'mount --bind "$0" /dev/net/tun &&
	exec setpriv --bounding-set -dac_override "$@"' "$LAB/closed"
expect_denied not-permitted 'DeviceAllow=/dev/net/tun' tap
