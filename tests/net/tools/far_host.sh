# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
# A host behind an interface "wire" of the switch's own namespace.  To be sourced after
# lib.sh.

need jq ping python3
[ -e /proc/net/if_inet6 ] || skip_test "no IPv6 here"

host far
# It is not one of the hosts behind the switch's taps.
# shellcheck disable=SC2034
HOSTS=()

# lay_wire - a veth from here to far, where it is wire-far; both ends are up with IPv6,
# but without addresses
lay_wire() {
	ip link add wire type veth peer name wire-far
	ip link set wire-far netns "$(pid_of far)"
	in_host far sh -c "echo 0 >/proc/sys/net/ipv6/conf/wire-far/disable_ipv6"
	echo 0 >/proc/sys/net/ipv6/conf/wire/disable_ipv6
	in_host far ip link set wire-far addrgenmode none
	ip link set wire addrgenmode none
	in_host far ip link set wire-far up
	ip link set wire up
}
