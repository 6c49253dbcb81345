#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A device or socket can be only one port, because the frames of two such ports would
# come in twice, or circulate for ever.  The error names the port that uses it already,
# whatever name the device or socket is given by.

. "$(dirname "$0")/lib.sh"
need jq python3

ip link add v0 type veth peer name far
ip link set v0 up
ip link property add dev v0 altname uplink
ip netns add lab
ln -s "$LAB" "$LAB/link"
start_switch <<-CONF
	port add pkt packet dev v0
	port add tap tap ifname tap0 up
	port add there tap netns lab ifname eth0 up
	port add str stream listen $LAB/s.sock
	port add dgr dgram local $LAB/d.sock
	port add abs stream listen @lab
	port add tcp stream listen 127.0.0.1:4000
	port add udp dgram local 127.0.0.1:4000 remote 127.0.0.1:4001
	port listen stream $LAB/many.sock
	port listen dgram $LAB/manyd.sock
	port listen vde $LAB/vde
CONF
ports=$(show 'map(.name) | join(" ")' port show)

# expect_in_use BY LINE... - run the command, which must be refused because BY has
# the device already
expect_in_use() {
	local by=$1
	shift
	status 1 "$@"
	grep -qF " is in use by $by" "$LAB/output" ||
		die "no \"in use by $by\" in what it says: $(cat "$LAB/output")"
	is in-use error_code "$@"
	is "$ports" show 'map(.name) | join(" ")' port show
}

# error_code TAPCTL LINE... - send LINE to the socket, and print the error code of
# the answer
error_code() {
	shift
	printf '%s\n' "$*" | socat -t2 - "UNIX-CONNECT:$SOCKET" |
		jq -r .error.code
}
need socat

it "refuses an interface that another port uses"
expect_in_use 'port "pkt"' tapctl port add x packet dev v0
expect_in_use 'port "pkt"' tapctl port add x packet dev uplink
expect_in_use 'port "pkt"' tapctl port add x packet dev v0 netns "$SWITCH"
expect_in_use 'port "pkt"' tapctl port add x packet dev v0 netns /proc/self/ns/net
expect_in_use 'port "pkt"' tapctl port add x tap ifname v0

it "refuses a tap of its own, in any namespace"
expect_in_use 'port "tap"' tapctl port add x packet dev tap0
expect_in_use 'port "tap"' tapctl port add x tap ifname tap0
expect_in_use 'port "tap"' tapctl port add x tap ifname tap0 netns "$SWITCH"
expect_in_use 'port "there"' tapctl port add x packet dev eth0 netns lab
expect_in_use 'port "there"' tapctl port add x packet dev eth0 netns /run/netns/lab
expect_in_use 'port "there"' tapctl port add x tap ifname eth0 netns /run/netns/lab

it "refuses a tap of its own also after it was renamed or moved"
ip link set tap0 down
ip link set tap0 name tap1
expect_in_use 'port "tap"' tapctl port add x packet dev tap1
tapctl port add y tap ifname tap0
ports+=" y"
ip -n lab link set eth0 netns $$ name tap2
expect_in_use 'port "there"' tapctl port add x packet dev tap2
tapctl port add z tap netns lab ifname eth0
ports+=" z"

it "leaves an interface that it refuses as it was"
is 1500 sh -c "ip -j link show tap1 | jq '.[0].mtu'"
status 1 tapctl port add x tap ifname tap1 mtu 1400 mac 02:00:00:00:00:99
is 1500 sh -c "ip -j link show tap1 | jq '.[0].mtu'"
is 1 sh -c "ip -d -j link show v0 | jq '.[0].promiscuity'"

it "refuses a socket's path, however it is written"
for path in "$LAB/s.sock" "$LAB/./s.sock" "$LAB/link/s.sock" \
	"$LAB/../lab/s.sock"; do
	expect_in_use 'port "str"' tapctl port add x stream listen "$path"
	expect_in_use 'port "str"' tapctl port listen stream "$path"
	expect_in_use 'port "str"' tapctl port listen dgram "$path"
	expect_in_use 'port "str"' tapctl port add x dgram local "$path"
done
ln -s s.sock "$LAB/other.sock"
expect_in_use 'port "str"' tapctl port add x stream listen "$LAB/other.sock"
expect_in_use 'port "dgr"' tapctl port add x dgram local "$LAB/link/d.sock"
expect_in_use 'port "dgr"' tapctl port listen dgram "$LAB/d.sock"

it "refuses the paths of its listeners"
expect_in_use "\"port listen stream $LAB/many.sock\"" \
	tapctl port add x stream listen "$LAB/link/many.sock"
expect_in_use "\"port listen dgram $LAB/manyd.sock\"" \
	tapctl port add x dgram local "$LAB/manyd.sock"
matches "has a listener already: port listen stream $LAB/many.sock" \
	tapctl port listen stream "$LAB/link/many.sock"
matches "has a listener already: port listen vde $LAB/vde" \
	tapctl port listen vde "$LAB/link/vde"
expect_in_use "\"port listen vde $LAB/vde\"" \
	tapctl port add x stream listen "$LAB/vde/ctl"
[ -S "$LAB/vde/ctl" ]

it "refuses an abstract name and an address that another port has"
expect_in_use 'port "abs"' tapctl port add x stream listen @lab
expect_in_use 'port "abs"' tapctl port listen stream @lab
expect_in_use 'port "tcp"' tapctl port add x stream listen 127.0.0.1:4000
expect_in_use 'port "tcp"' tapctl port listen stream localhost:4000
expect_in_use 'port "tcp"' tapctl port add x stream listen :4000
expect_in_use 'port "tcp"' tapctl port add x stream listen '[::]:4000'
expect_in_use 'port "tcp"' tapctl port listen stream '[::ffff:127.0.0.1]:4000'
expect_in_use 'port "udp"' tapctl port add x dgram local localhost:4000 \
	remote 127.0.0.1:4002

it "does not confuse names that only look alike"
tapctl port add x dgram local @lab
tapctl port del x
ip netns add lab2
tapctl port add x tap netns lab2 ifname tap1
tapctl port del x
with_socket.py 5 dgram 127.0.0.1:4005 127.0.0.1:4006 \
	tapctl port add x dgram fd 5
tapctl port del x

# add_fd_twice TYPE - add descriptor 5, and then a copy of it, as ports of this type
add_fd_twice() {
	tapctl port add first "$1" fd 5 || exit 9
	exec 6<&5
	tapctl port add x "$1" fd 6
}
export -f add_fd_twice

it "refuses a socket that is open as another descriptor"
for kind in "stream connect $LAB/many.sock" "stream listen $LAB/new.sock" \
	"dgram @a @b" "dgram 127.0.0.1:4007 127.0.0.1:4008" "packet far"; do
	type=${kind%% *}
	python3 - <<-'PYTHON' &
		import socket
		s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
		s.bind("\0b")
		s.recv(1)
	PYTHON
	peer=$!
	until_true grep -q '@b$' /proc/net/unix
	# shellcheck disable=SC2086 # words
	status 1 with_socket.py 5 $kind bash -c "add_fd_twice $type"
	grep -q 'is in use by port "first"' "$LAB/output" || die "$(cat "$LAB/output")"
	tapctl port del first
	kill $peer
	wait $peer || true # until then, its address is in use
	rm -f "$LAB/new.sock"
done

it "refuses a tap that is open as another descriptor"
status 1 with_tap.py given 5 vnet bash -c "add_fd_twice tap"
grep -q 'is in use by port "first"' "$LAB/output" || die "$(cat "$LAB/output")"
status 1 tapctl port add x packet dev given
tapctl port del first

it "permits the device, path or address again when its port is deleted"
tapctl port del pkt
tapctl port add x packet dev uplink
tapctl port del str
tapctl port add str stream listen "$LAB/link/s.sock"
tapctl port listen del "$LAB/many.sock"
tapctl port add many stream listen "$LAB/many.sock"

it "reopens a port that was not present, unless another port has its interface now"
tapctl port add pkt packet dev far
ip link del v0
tapctl wait port pkt not-present timeout 10
ip tuntap add dev other mode tap
tapctl port add new packet dev other
ip link set other name far
is far show '.[0].ifname' port show new
is not-present show '.[0].link' port show pkt
tapctl port del new
ip link set far name off
ip link set off name far
until_true link_is waiting pkt
