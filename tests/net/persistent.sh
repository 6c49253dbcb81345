#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Taps that outlive the switch, and who may attach to them.

. "$(dirname "$0")/lib.sh"
need jq python3

ip tuntap add dev keep mode tap
ip link set keep mtu 1400
start_switch <<-CONF
	port add p1 tap ifname keep
	port add p2 tap
CONF

# tap_attribute IFNAME NAME - print an attribute that the kernel has of a tap
tap_attribute() {
	ip -d -j link show "$1" | jq -r ".[0].linkinfo.info_data.$2"
}

it "attaches to an existing tap, and takes its settings"
is "keep 1400" show '.[0] | "\(.ifname) \(.mtu)"' port show p1
host alice keep 192.0.2.1/24
host bob p2 192.0.2.2/24
reaches alice 192.0.2.2
in_host alice ip link set keep netns 1

it "leaves a persistent tap when its port is deleted"
tapctl port del p1
ip link show keep >/dev/null

it "leaves a persistent tap in a state in which a program without offloads can read it"
is "10 60" tap_reader.py keep

it "refuses a tap that another port or program uses"
tapctl port add p1 tap ifname keep
status 1 tapctl port add p3 tap ifname keep
matches 'is in use by port "p1"' cat "$LAB/output"
status 1 with_tap.py held 5 vnet tapctl port add p3 tap ifname held
matches busy cat "$LAB/output"
is "p2 p1" show 'map(.name) | sort_by(. == "p1") | join(" ")' port show

it "does not ask a name service, which could block"
mkdir -p /run/nscd
python3 -c '
import socket, sys
server = socket.socket(socket.AF_UNIX)
server.bind("/run/nscd/socket")
server.listen()
open(sys.argv[1], "w").close()
server.accept()
open(sys.argv[2], "w").close()
' "$LAB/listens" "$LAB/asked" &
service=$!
until_true test -e "$LAB/listens"
for who in "owner nosuchuser" "group nosuchgroup" "owner root group root"; do
	# shellcheck disable=SC2086 # two words
	tapctl port add p4 tap $who 2>/dev/null || true
done
tapctl port del p4
[ ! -e "$LAB/asked" ] || die "the switch has asked for a name"
kill $service

it "attaches to a multi-queue tap, and uses one queue"
ip tuntap add dev many mode tap multi_queue
tapctl port add p3 tap ifname many
host carol many 192.0.2.3/24
reaches carol 192.0.2.2
in_host carol ip link set many netns 1
tapctl port del p3
ip link del many

it "refuses a multi-queue tap that another program uses"
ip tuntap add dev many mode tap multi_queue
python3 - "$LAB/held" <<-'PYTHON' &
	import fcntl, struct, sys, time
	tun = open("/dev/net/tun", "r+b", buffering=0)
	fcntl.ioctl(tun, 0x400454CA, struct.pack("16sH22x", b"many", 0x1102))
	open(sys.argv[1], "w").close()
	time.sleep(60)
PYTHON
holder=$!
until_true test -e "$LAB/held"
status 1 tapctl port add p3 tap ifname many
matches 'busy' cat "$LAB/output"
kill $holder
until_true tapctl port add p3 tap ifname many
tapctl port del p3
ip link del many

it "says which kind of port fits an interface that is not a tap"
ip link add pair type veth peer name riap
status 1 tapctl port add p3 tap ifname pair
matches 'not a tap: .*packet dev pair' cat "$LAB/output"
ip link del pair
ip tuntap add dev layer3 mode tun
for dev in layer3 lo; do
	status 1 tapctl port add p3 tap ifname "$dev"
	matches 'no Ethernet' cat "$LAB/output"
	refute grep packet "$LAB/output"
done
ip link del layer3

it "makes a tap persistent, with an owner and a group"
owner=root group=root
! is_real_root || owner=1234 group=5678
tapctl port add p3 tap ifname mine persist on owner $owner group $group
is true tap_attribute mine persist
is "$owner $group" sh -c "echo $(tap_attribute mine user) $(tap_attribute mine group)"
tapctl port del p3
ip link show mine >/dev/null

is "10 60" tap_reader.py mine

it "makes a tap not persistent again"
tapctl port add p3 tap ifname mine persist off
is false tap_attribute mine persist
tapctl port del p3
expect_no_interface mine

it "accepts users and groups by name"
tapctl port add p3 tap owner root group root
is "root root" sh -c "echo $(tap_attribute p3 user) $(tap_attribute p3 group)"
status 2 tapctl port add p4 tap owner nosuchuser
matches 'user "nosuchuser" is not in /etc/passwd: .* give its number' cat "$LAB/output"
matches 'nosuchuser' cat "$LAB/output"
expect_no_interface p4

it "leaves persistent taps when it stops, and removes the others"
stop_switch
ip link show keep >/dev/null
expect_no_interface p3
