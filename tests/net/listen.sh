#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Listeners: each client gets a port of its own with a name and settings from a
# template, and the port goes with the client.
#
#	alice, bob --tap--+ switch +--a port for each client

. "$(dirname "$0")/lib.sh"
need jq ping

start_switch <<-CONF
	switch set loop_probe off
	port add alice tap
	port add bob tap
	port listen stream $LAB/vm.sock name vm%d max 3
CONF
host alice alice 192.0.2.1/24
host bob   bob   192.0.2.2/24

# port_names - print the names of the clients' ports, sorted
port_names() {
	show 'map(select(.type != "tap").name) | sort | join(" ")' port show
}

# port_names_are NAMES - true if these are the names of the clients' ports
port_names_are() {
	[ "$(port_names)" = "$1" ]
}

# connect_client NAME PORT LINE... - connect a client, which must get this port
connect_client() {
	plug_in "$1" "${@:3}"
	tapctl wait port "$2" up timeout 5
}

# listener_value NAME KEY - print a value of the listener with this name pattern
listener_value() {
	show ".[] | select(.name == \"$1\").$2" port listen show
}

# log_has PATTERN - true if the log has a matching line
log_has() {
	grep -Eq "$1" "$LOG"
}

VM=(stream connect "$LAB/vm.sock")

it "has no port while no client is connected"
is "" port_names
is "stream 0 3" show '.[0] | "\(.type) \(.ports) \(.max)"' port listen show
[ -S "$LAB/vm.sock" ]

it "gives each client a port with the lowest free number"
connect_client c1 vm0 "${VM[@]}"
connect_client c2 vm1 "${VM[@]}"
host c1 c1 192.0.2.3/24
host c2 c2 192.0.2.4/24
reaches c1 192.0.2.1
reaches c1 192.0.2.4
transfer tcp c1 c2 192.0.2.4 10
is "stream connected" show '.[0] | "\(.type) \(.link)"' port show vm0
matches "pid ${plug_of[c1]}" show '.[0].peer' port show vm0
was=$(mac_of c1)
unplug c1
until_true port_names_are vm1
is 0 show length fdb show mac "$was"
connect_client c1 vm0 "${VM[@]}"
unplug c1
tapctl port add vm0 null
connect_client c1 vm2 "${VM[@]}"
tapctl port del vm0
unplug c1
until_true port_names_are vm1

it "starts the counters at zero for each client"
connect_client c1 vm0 "${VM[@]}"
is 0 counter vm0 rx_packets
[ "$(counter vm0 tx_packets)" -lt 10 ] || die "vm0 counts what another was sent"

it "rejects a client above the maximum, and logs it"
connect_client c3 vm2 "${VM[@]}"
raw.py stream "$LAB/vm.sock" ended
raw.py stream "$LAB/vm.sock" ended
is "vm0 vm1 vm2" port_names
is "3 2" show '.[0] | "\(.ports) \(.rejected)"' port listen show
log_has 'stream .*/vm\.sock: .*rejected' || die "no line in the log"
unplug c3
until_true port_names_are "vm0 vm1"
connect_client c3 vm2 "${VM[@]}"
reaches alice 192.0.2.4

it "disconnects a client whose port is deleted, and accepts it again"
tapctl port del vm2
expect_plug_exit 0 c3
is "vm0 vm1" port_names
connect_client c3 vm2 "${VM[@]}"
for c in c1 c3; do
	unplug $c
done
until_true port_names_are vm1

it "gives each client's port the listener's settings"
tapctl switch set vlan_filtering on
tapctl port set alice access 10
tapctl port set bob trunk 10,20
tapctl port listen stream "$LAB/staff.sock" name staff%d \
	access 10 isolated on fdb_limit 1 violation restrict
connect_client c1 staff0 stream connect "$LAB/staff.sock"
connect_client c3 staff1 stream connect "$LAB/staff.sock"
is "true true 1" show '[.[] | select(.name | startswith("staff"))] |
	"\(.[0].isolated) \(.[1].isolated) \(.[0].fdb_limit)"' port show
is "10 true true" show '.[] | select(.port == "staff0") |
	"\(.vid) \(.pvid) \(.untagged)"' vlan show
host c1 c1 192.0.2.5/24
host c3 c3 192.0.2.6/24
reaches c1 192.0.2.1
reaches c3 192.0.2.1
does_not_reach c1 192.0.2.6
tapctl port set staff0 isolated off
reaches c1 192.0.2.6
unplug c1
until_true port_names_are "staff1 vm1"
connect_client c1 staff0 stream connect "$LAB/staff.sock"
is true show '.[0].isolated' port show staff0
unplug c1
unplug c3
tapctl port set alice access 1
tapctl switch set vlan_filtering off
until_true port_names_are vm1

it "refuses settings that no port can have, and names that are no patterns"

# expect_listener_error WORD... - add a listener with these words; it must be
# refused, and leave no file
expect_listener_error() {
	refute tapctl port listen stream "$LAB/p.sock" "$@"
	[ ! -e "$LAB/p.sock" ] || die "the socket's file is left"
}
expect_listener_error name p%d access 5000
expect_listener_error name p%d isolated maybe
expect_listener_error name p
expect_listener_error name p%s
expect_listener_error name p%d%d
expect_listener_error name 'a b%d'
expect_listener_error name "$(printf 'x%.0s' {1..70})%d"
expect_listener_error name p%d max 0
expect_listener_error name p%d backup_port nobody
status 1 tapctl port listen stream "$LAB/vm.sock" name other%d
status 1 tapctl port listen del "$LAB/nobody"
is 2 show length port listen show

it "prints its listeners, but not the ports of clients"
is 2 eval "tapctl config show | grep -c '^port listen'"
matches "^port listen stream $LAB/vm.sock name vm%d max 3\$" tapctl config show
matches "^port listen stream $LAB/staff.sock name staff%d .*access 10" \
	tapctl config show
refute eval "tapctl config show | grep vm1"

it "keeps its clients when its own configuration is applied again"
before=$(tapctl config show)
tapctl config show >"$CONF"
packets=$(counter vm1 rx_packets)
apply
is "$before" tapctl config show
is vm1 port_names
[ "$(counter vm1 rx_packets)" -ge "$packets" ] || die "vm1 is another port"
reaches alice 192.0.2.4

it "keeps the clients of a listener whose line has not changed"
reload <<-CONF
	switch set loop_probe off ageing_time 100
	port add alice tap
	port add bob tap
	port add more null
	port listen stream $LAB/vm.sock name vm%d max 3
CONF
is "more vm1" port_names
[ ! -e "$LAB/staff.sock" ] || die "the socket's file is left"
reaches alice 192.0.2.4

it "changes nothing when a file is refused"
before=$(tapctl config show)
reload <<-CONF
	port add alice tap
	port listen stream $LAB/new.sock name new%d
	port add p9 tap address ff02::1/64
CONF
is "$before" tapctl config show
is "more vm1" port_names
[ ! -e "$LAB/new.sock" ] || die "the socket's file is left"
reaches alice 192.0.2.4

it "applies a changed line to the clients that are there, and to later ones"
reload <<-CONF
	switch set loop_probe off
	port add alice tap
	port add bob tap
	port listen stream $LAB/vm.sock name guest%d max 2 isolated on mode 660
CONF
is vm1 port_names
is 660 stat -c %a "$LAB/vm.sock"
matches 'name guest%d max 2.* mode 660' tapctl config show
reaches alice 192.0.2.4
connect_client c1 guest0 "${VM[@]}"
is "true true" show 'map(select(.type == "stream")) | sort_by(.name) |
	"\(.[0].isolated) \(.[1].isolated)"' port show
raw.py stream "$LAB/vm.sock" ended
is "guest0 vm1" port_names

it "disconnects the clients of a deleted listener, and removes the socket file"
tapctl port listen del "$LAB/vm.sock"
expect_plug_exit 0 c1
expect_plug_exit 0 c2
kill "$(pid_of c2)"
is "" port_names
[ ! -e "$LAB/vm.sock" ] || die "the socket's file is left"
reaches alice 192.0.2.2

it "listens at TCP addresses and abstract names, and sets the mode of a file"
tapctl port listen stream 127.0.0.1:7001 name tcp%d
tapctl port listen stream @vms name abstract%d
tapctl port listen stream "$LAB/mode.sock" name mode%d mode 666
is 666 stat -c %a "$LAB/mode.sock"
connect_client c1 tcp0 stream connect 127.0.0.1:7001
connect_client c3 abstract0 stream connect @vms
host c1 c1 192.0.2.5/24
host c3 c3 192.0.2.6/24
reaches c1 192.0.2.6
unplug c1
unplug c3

it "distinguishes datagram clients by the path of their sockets"
tapctl port listen dgram "$LAB/dgram.sock" name d%d max 2
plug_in c1 dgram "$LAB/c1.peer" "$LAB/dgram.sock" vfkt
until_true tapctl port show d0
is 0 counter d0 rx_packets
tapctl wait port d0 up timeout 5
is "$LAB/c1.peer" show '.[0].peer' port show d0
host c1 c1 192.0.2.5/24
reaches c1 192.0.2.1
plug_in c3 dgram "$LAB/c3.peer" "$LAB/dgram.sock"
host c3 c3 192.0.2.6/24
reaches c3 192.0.2.5
is "d0 d1" port_names
transfer tcp c1 c3 192.0.2.6 10
transfer tcp c3 alice 192.0.2.1 10

it "rejects datagrams of a client above the maximum, and of a socket without a name"
raw.py dgram "$LAB/more.peer" "$LAB/dgram.sock" "frames:5:dave > all"
socat -u - "UNIX-SENDTO:$LAB/dgram.sock" <<<"a frame without a name to answer to"

# listener_has_rejected - true if the listener d%d has rejected two clients
listener_has_rejected() {
	[ "$(listener_value d%d rejected)" -ge 2 ]
}
until_true listener_has_rejected
is "" show '.[]' fdb show mac "$(station dave)"
is "d0 d1" port_names

it "forwards frames without delay while a client does not read"
unplug c1
until_true port_names_are d1
kill -STOP "${plug_of[c3]}"
does_not_hold_up_others d1
kill -CONT "${plug_of[c3]}"
until_true reaches alice 192.0.2.6 -W0.5
connect_client c1 d0 dgram "$LAB/c1.peer" "$LAB/dgram.sock" vfkt

it "notices that a datagram client has gone"
unplug c3
until_true port_names_are d0
connect_client c3 d1 dgram "$LAB/c3.peer" "$LAB/dgram.sock" vfkt
unplug c1
unplug c3
until_true port_names_are ""
tapctl port listen del "$LAB/dgram.sock"
[ ! -e "$LAB/dgram.sock" ] || die "the socket's file is left"

it "accepts any number of clients one after another"
tapctl port listen stream "$LAB/many.sock" name many%d
for _ in {1..10}; do
	some=()
	for _ in {1..10}; do
		raw.py stream "$LAB/many.sock" "frames:3:carol > all" eof ended &
		some+=($!)
	done
	wait "${some[@]}"
done
until_true port_names_are ""
is 100 listener_value many%d accepted
reaches alice 192.0.2.2
expect_idle_switch
