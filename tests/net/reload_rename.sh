#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A file in which ports have other names, or in which another port or listener has the
# device or socket: devices and connections move to the renamed port, and others are
# closed first, whatever kinds they are.

. "$(dirname "$0")/lib.sh"
need jq python3 socat

start_switch <<-CONF
	switch set loop_probe off
	port add red tap ifname cable up
	port add two tap up
	port add vm1 stream listen $LAB/vm.sock
	port listen dgram $LAB/d.sock
CONF
plug_in guest stream connect "$LAB/vm.sock"
ip link set guest up
for port in red two vm1; do
	tapctl wait port $port up timeout 5
done

# identities - print what a new name must not change
identities() {
	ip -j link show cable | jq .[0].ifindex
	show 'map(select(.peer)) | .[0] | "\(.no) \(.peer) \(.reconnects)"' \
		port show
}

# port_names - print the names of all ports, sorted
port_names() {
	show 'map(.name) | sort | join(" ")' port show
}

it "renames a port with its tap or its client, and loses no frame"
identities >"$LAB/same"
steady_frames.py cable two true

# rename_ports - rename two ports twice each, by a reload each time
rename_ports() {
	local from to
	while read -r from to; do
		sed -i "s/port add $from /port add $to /" "$CONF"
		apply
	done <<-LIST
		red blue
		vm1 vm2
		blue green
		vm2 vm3
	LIST
}
export -f rename_ports apply has_applied until_true die
export SWITCH LOG CONF
steady_frames.py cable two bash -eEuc rename_ports
tapctl fdb flush >/dev/null
steady_frames.py cable guest true
is "green two vm3" port_names
diff -u "$LAB/same" <(identities)
is green show '.[0].port' fdb show mac 02:00:00:00:0a:01
matches 'port red: renamed blue' cat "$LOG"
[ "$(counter green rx_packets)" -gt 10 ] || die "it counts from nothing"

it "lets two ports exchange their names"
reload <<-CONF
	switch set loop_probe off
	port add two tap ifname cable up
	port add green tap ifname two up
	port add vm3 stream listen $LAB/vm.sock
	port listen dgram $LAB/d.sock
CONF
is "cable two" show 'map(select(.type == "tap") | .ifname) | join(" ")' port show
is "two green" show 'map(select(.type == "tap") | .name) | join(" ")' port show
diff -u "$LAB/same" <(identities)

it "gives a name to another tap, and deletes the tap that had it"
reload <<-CONF
	switch set loop_probe off
	port add two tap ifname other
	port add one tap ifname cable up
	port add vm3 stream listen $LAB/vm.sock
	port listen dgram $LAB/d.sock
CONF
expect_no_interface two
diff -u "$LAB/same" <(identities)
is "other cable" show 'map(select(.type == "tap")) | sort_by(.name) | reverse |
	map(.ifname) | join(" ")' port show

# expect_refused_reload <CONFIG - reload a file that must be refused and change
# nothing
expect_refused_reload() {
	tapctl config show >"$LAB/before"
	reload
	matches 'error: .*ff02::1' cat "$LAB/applied"
	diff -u "$LAB/before" <(tapctl config show)
}

it "opens again what it had closed for a file that was refused"
expect_refused_reload <<-CONF
	switch set loop_probe off
	port listen stream $LAB/vm.sock
	port add d stream listen $LAB/d.sock
	port add one tap ifname cable up
	port add two tap ifname third address ff02::1/64
CONF
expect_no_interface third
for place in vm.sock d.sock; do
	[ -S "$LAB/$place" ] || die "nobody is at $place"
done
unplug guest
plug_in guest stream connect "$LAB/vm.sock"
tapctl wait port vm3 up timeout 5

it "replaces a port by a listener at the same path, and a listener by a port"
reload <<-CONF
	switch set loop_probe off
	port listen stream $LAB/vm.sock
	port add vm1 stream listen $LAB/d.sock
CONF
matches 'applied again' cat "$LAB/applied"
expect_plug_exit 0 guest
plug_in one stream connect "$LAB/vm.sock"
plug_in two stream connect "$LAB/d.sock"
tapctl wait port stream0 up timeout 5
tapctl wait port vm1 up timeout 5
is "stream0 vm1" port_names
reload <<-CONF
	switch set loop_probe off
	port add vm2 dgram local $LAB/vm.sock
	port listen stream $LAB/d.sock
CONF
expect_plug_exit 0 one
expect_plug_exit 0 two
is vm2 port_names
is "stream" show '.[].type' port listen show
raw.py dgram "$LAB/peer" "$LAB/vm.sock" "frames:1:dave > all" hold &
tapctl wait fdb "$(station dave)" port vm2 timeout 10
kill $!

it "recognises a device or address that the old file wrote in another way"
ip link add up0 type veth peer name far
ip link property add dev up0 altname uplink
ip link set up0 up
ip link set far up
reload <<-CONF
	switch set loop_probe off
	port add in packet dev up0
	port add vm1 tap ifname cable
	port listen stream 127.0.0.1:4001
CONF
tapctl wait port in up timeout 5
expect_refused_reload <<-CONF
	switch set loop_probe off
	port add out packet dev uplink
	port listen stream 0.0.0.0:4001
	port add vm1 tap ifname third address ff02::1/64
CONF
is connected show '.[0].link' port show in
plug_in one stream connect 127.0.0.1:4001
tapctl wait port stream0 up timeout 5
reload <<-CONF
	switch set loop_probe off
	port add out packet dev uplink
	port listen stream 0.0.0.0:4001
CONF
matches 'applied again' cat "$LAB/applied"
expect_plug_exit 0 one
is "out" port_names
is connected show '.[0].link' port show out
plug_in one stream connect 127.0.0.1:4001
tapctl wait port stream0 up timeout 5
