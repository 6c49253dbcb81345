#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Each command of tapctl that tapswitch-migrate(7) gives for one of bridge, ip and Open
# vSwitch can be used as it stands there.

. "$(dirname "$0")/lib.sh"
unset TAPSWITCH_SOCKET
page=switch/tapswitch-migrate.7

ip netns add red
ip link add eth1 type veth peer name eth1-far

# start NAME TYPE - run a switch with the ports that the page uses
start() {
	cat >"$LAB/$1.conf" <<-end
		switch set vlan_filtering on loop_probe off
		port add p1 $2 trunk 10-20,100
		port add p2 null
		port add eth1 null
		fdb add 02:00:00:00:00:01 port p1 vlan 10 static
	end
	tapswitch -n "$1" -d -f "$LAB/$1.conf" 2>>"$LOG"
}

# prepare SWITCH COMMAND... - bring its ports back, without the one that is to be added
prepare() {
	tapctl -n "$1" config reload
	case "${*:2}" in
	"port add "*) tapctl -n "$1" port del "$4" --if-exists ;;
	esac
}

start sw0 'tap netns red up' # another switch makes its own p1
start br0 null
start br1 null

it "has the commands that tapswitch-migrate(7) gives for those of others"
n=0
while read -r -a words; do
	name=sw0
	[ "${words[0]}" != -n ] || name=${words[1]}
	case "${words[*]}" in
	"-n br0 switch stop" | "switch stop") continue ;; # tested elsewhere
	"-n "*) prepare "$name" "${words[@]:2}" ;;
	*) prepare "$name" "${words[@]}" ;;
	esac
	status 0 tapctl "${words[@]}"
	n=$((n + 1))
done < <(sed -n 's/^\.Dl tapctl //p' "$page")
[ $n -ge 80 ] || die "only $n commands found in $page"

for name in sw0 br0 br1; do
	tapctl -n $name switch stop
done
