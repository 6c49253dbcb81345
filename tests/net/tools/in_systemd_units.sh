#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# The part of net/systemd_units that runs as root in a container booted by systemd

set -eEu
trap 'tell_failure' ERR
# shellcheck disable=SC2046 # a number each
trap 'kill -KILL $(jobs -p) 2>/dev/null || true' EXIT

tell_failure() {
	echo "FAIL: $0:$LINENO: $BASH_COMMAND"
	journalctl -b --no-pager -n 50 -t tapswitch -t systemd | tail -n 50
	tail -v -n50 /tmp/*.log
	trap - ERR
}

it() {
	echo "  - $*"
}

# until_true CMD... - wait until the command succeeds; fail after some seconds
until_true() {
	local deadline=$((SECONDS + 20))
	while ! "$@" >/dev/null 2>&1; do
		[ $SECONDS -lt $deadline ] || {
			echo "never came true: $*"
			return 1
		}
		sleep 0.02
	done
}

# on NAME LINE... - run tapctl for the switch of this name
on() {
	tapctl -n "$@"
}

# reaches PID ADDRESS - true if ping gets an answer in the namespace of this process
reaches() {
	nsenter -n -t "$1" ping -q -c1 -W5 "$2" >/dev/null
}

# has_own_net PID - true if the process has another network namespace than this one
has_own_net() {
	[ "$(readlink "/proc/$1/ns/net")" != "$(readlink /proc/self/ns/net)" ]
}

# has_logged TEXT PROGRAM - the journal has a line of PROGRAM with TEXT
has_logged() {
	journalctl -b --no-pager -t "$2" | grep -F "$1"
}

# as_guest CMD... - run a command as guest, whose manager is the container's other unit
as_guest() {
	setpriv --reuid 1235 --regid 1235 --groups 1236 \
		env HOME=/home/guest XDG_RUNTIME_DIR=/run/user/1235 "$@"
}

ip link set lo up
chmod 666 /dev/net/tun # as it is on Debian
setpriv --reuid 1234 --regid 1234 --clear-groups unshare -r -n sleep infinity &
alice=$!
unshare -n sleep infinity &
bob=$!
until_true has_own_net $alice
until_true has_own_net $bob
ip link add vb type veth peer name eth0 netns $bob
ip link set vb up
nsenter -n -t $bob ip address add 192.0.2.2/24 dev eth0
nsenter -n -t $bob ip link set eth0 up

it "has units in which systemd-analyze finds no fault"
systemd-analyze verify --man=no tapswitch@lab.service

it "starts with ports of every kind"
cat >/etc/tapswitch/lab.conf <<CONF
port add alice tap netns $alice ifname eth0 address 192.0.2.1/24 up
port add here tap owner 1235 group 1236 up
port add bob packet dev vb
port add low stream listen 127.0.0.1:23
port add carol stream listen [::1]:4000
port add dave dgram local 127.0.0.1:4001 remote 127.0.0.1:4002
port add unix stream listen /tmp/unix.sock group guests mode 660
port add guest stream connect /home/guest/guest.sock reconnect 1
port add far patch far near
port listen vde /run/vde name vde%d group guests mode 660
CONF
echo "port add near patch lab far" >/etc/tapswitch/far.conf
install -d -o guest -g guest -m 700 /home/guest
systemctl start tapswitch@lab tapswitch@far
systemctl is-active -q tapswitch@lab tapswitch@far
[ "$(on lab -j port show | jq 'map(select(.oper == "not-present")) | length')" = 0 ]

it "opens a tap in the namespace of another user's process, and a veth"
reaches $alice 192.0.2.2

it "connects to a switch of another unit, and finds namespaces created later"
on lab wait port far up
ip netns add carol
on far port add carol tap netns carol ifname eth0 address 192.0.2.3/24 up
reaches $alice 192.0.2.3
on far port set near down

it "accepts TCP"
on far port add tcp stream connect '[::1]:4000'
on lab wait port carol up
reaches $alice 192.0.2.3
on far port del tcp

it "carries UDP"
on far port add udp dgram local 127.0.0.1:4002 remote 127.0.0.1:4001
reaches $alice 192.0.2.3
on far port del udp

it "gives a VDE client the ownership of its socket"
# shellcheck disable=SC2016 # the inner shell expands it
as_guest unshare -r -n sh -c '
	plug t1 vde /run/vde &
	until ip link set t1 up 2>/dev/null; do sleep 0.02; done
	ip address add 192.0.2.5/24 dev t1
	exec sleep infinity' 2>/tmp/plug.log &
guest=$!
until_true on lab wait port vde0 up timeout 0
until_true reaches $alice 192.0.2.5
find /run/vde -user guest -type s | grep -q .
kill $guest

it "connects to a guest's socket in the guest's home directory"
as_guest unshare -r -n plug t2 stream listen /home/guest/guest.sock 2>/tmp/plug.log &
on lab wait port guest up timeout 10
[ "$(stat -c '%U %G %a' /tmp/unix.sock)" = "root guests 660" ]

it "reloads, reports a wrong file, saves, and stops"
echo "port add more null" >>/etc/tapswitch/lab.conf
systemctl reload tapswitch@lab
on lab port show more >/dev/null
echo "port add more nil" >>/etc/tapswitch/lab.conf
if systemctl reload tapswitch@lab; then
	false # a wrong file must not count as a success
fi
systemctl is-active -q tapswitch@lab
until_true has_logged 'lab.conf:12:15: unexpected "nil"' tapctl
on lab config save
[ "$(on lab config show)" = "$(cat /etc/tapswitch/lab.conf)" ]
systemctl stop tapswitch@lab tapswitch@far
[ ! -e /run/tapswitch/lab.sock ]
[ "$(systemctl show -P Result tapswitch@lab)" = success ]

it "runs for a user without root under the user's own manager"
systemctl start guests-manager
as_guest mkdir -p /home/guest/.config/tapswitch
cat >/home/guest/.config/tapswitch/mine.conf <<CONF
port add unix stream listen /home/guest/unix.sock
port add tcp stream listen 127.0.0.1:4000
port add udp dgram local 127.0.0.1:4001 remote 127.0.0.1:4002
port listen vde /home/guest/vde
CONF
as_guest systemd-analyze verify --user --man=no tapswitch@mine.service
as_guest systemctl --user start tapswitch@mine
[ "$(as_guest tapctl -j list | jq -r '.[0] | "\(.name) \(.state) \(.ports)"')" = \
	"mine running 3" ]
as_guest systemctl --user reload tapswitch@mine
as_guest tapctl -n mine config save
as_guest systemctl --user stop tapswitch@mine
[ ! -e /run/user/1235/tapswitch/mine.sock ]
