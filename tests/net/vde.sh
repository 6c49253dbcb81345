#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A directory that VDE's clients use as that of a vde_switch: each client gets a port
# for as long as it is connected.
#
#	alice, bob --tap--+ switch +--vde--- carol, dave and others

. "$(dirname "$0")/lib.sh"
need jq ping

start_switch <<-CONF
	switch set loop_probe off
	port add alice tap mac 02:00:00:00:00:0a
	port add bob tap
	port listen vde $LAB/vde name vde%d
CONF
host alice alice 192.0.2.1/24
host bob   bob   192.0.2.2/24

# connect_host NAME ADDRESS [PORT] - connect the host, which must reach alice
connect_host() {
	plug_in "$1" vde "$LAB/vde" "${@:3}"
	host "$1" "$1" "$2"
	reaches "$1" 192.0.2.1
}

# disconnect_host NAME - end the host's plug and its namespace
disconnect_host() {
	unplug "$1"
	kill "$(pid_of "$1")"
	HOSTS=(alice bob)
}

# vde_ports - print the names of the clients' ports, sorted
vde_ports() {
	show 'map(select(.type == "vde").name) | sort | join(" ")' port show
}

# vde_ports_are NAMES - true if these are the names of the clients' ports
vde_ports_are() {
	[ "$(vde_ports)" = "$1" ]
}

# expect_clients COUNT - the listener must have so many clients
expect_clients() {
	is "$1" show '.[0].ports' port listen show
}

# log_has PATTERN - true if the log has a matching line
log_has() {
	grep -Eq "$1" "$LOG"
}

mkdir "$LAB/all"

it "creates a VDE directory with a control socket"
[ -d "$LAB/vde" ] && [ -S "$LAB/vde/ctl" ]
is "" vde_ports
expect_clients 0

it "gives each client a port that is up and shows who its client is"
connect_host carol 192.0.2.3/24
until_true vde_ports_are vde0
tapctl wait port vde0 up timeout 5
matches "plug PID=${plug_of[carol]}" show '.[0].peer' port show vde0
connect_host dave 192.0.2.4/24
until_true vde_ports_are "vde0 vde1"
expect_clients 2
reaches carol 192.0.2.4
transfer tcp carol dave 192.0.2.4 10
transfer tcp alice carol 192.0.2.3 10
transfer tcp dave alice 192.0.2.1 10

it "removes a client's port when the client disconnects, and reuses its number"
disconnect_host carol
until_true vde_ports_are vde1
reaches alice 192.0.2.4
connect_host carol 192.0.2.3/24
until_true vde_ports_are "vde0 vde1"
reaches carol 192.0.2.4

it "gives a client the port number that it asks for"
connect_host erin 192.0.2.5/24 7
until_true vde_ports_are "vde0 vde1 vde7"
disconnect_host erin
until_true vde_ports_are "vde0 vde1"

it "leaves no file in the directory of a client that has gone"
is 3 eval "find $LAB/vde -type s -not -name '.plug*' | wc -l"

it "disconnects a client when its port is deleted"

# expect_disconnected PORTS NAME - wait until only these ports are left; NAME's plug
# must have ended
expect_disconnected() {
	until_true vde_ports_are "$1"
	expect_plug_exit 0 "$2"
	kill "$(pid_of "$2")"
}
tapctl port del vde0
expect_disconnected vde1 carol
reaches alice 192.0.2.4

it "forwards tags and jumbo frames"
connect_host carol 192.0.2.3/24
until_true vde_ports_are "vde0 vde1"
for name in alice carol; do
	in_host "$name" ip link set "$name" mtu 9000
done
tapctl port set alice mtu 9000
wire.py equal "$(host_spec alice)" "$(host_spec carol)" 60..70 1514 9014
wire.py equal "$(host_spec alice)" "$(host_spec carol)" 64 1518 9018 tag 10
in_host carol ip link set carol mtu 1500
in_host alice ip link set alice mtu 1500

it "forwards frames without delay while a client does not read"
kill -STOP "${plug_of[carol]}"
does_not_hold_up_others vde0
kill -CONT "${plug_of[carol]}"
until_true reaches alice 192.0.2.3 -W0.5

it "uses no CPU time while nothing happens"
expect_idle_switch

ctl=(raw.py stream "$LAB/vde/ctl")

it "closes the connection of a client that sends no valid request"
"${ctl[@]}" text:hello-world-what-is-this-a-switch ended
"${ctl[@]}" bytes:cefaedfe03000000 eof ended
"${ctl[@]}" "bytes:cefaedfe63000000$(printf '78%.0s' {1..200})" ended
"${ctl[@]}" "request:$LAB/nobody" ended
"${ctl[@]}" request:relative/path ended
"${ctl[@]}" "request:$LAB/log" ended
"${ctl[@]}" request: ended
"${ctl[@]}" eof ended
is "vde0 vde1" vde_ports
reaches alice 192.0.2.4

it "does not wait for a client that sends nothing"
"${ctl[@]}" hold &
silent=($!)
"${ctl[@]}" bytes:cefaedfe hold &
silent+=($!)
connect_host erin 192.0.2.5/24
until_true vde_ports_are "vde0 vde1 vde2"
disconnect_host erin
kill "${silent[@]}"

if is_real_root; then
	it "does not let one user's silent clients keep other clients out"
	tapctl port listen vde "$LAB/all/vde" name all%d mode 0666
	coproc { exec many_clients.py silent "$LAB/all" 70 65534; }
	crowd=$COPROC_PID
	read -r -u "${COPROC[0]}"
	until_true log_has \
		"vde $LAB/all/vde: a client of user 65534 rejected"
	plug_in all0 vde "$LAB/all/vde"
	until_true vde_ports_are "all0 vde0 vde1"
	kill "$crowd"
	unplug all0
	tapctl port listen del "$LAB/all/vde"
	until_true vde_ports_are "vde0 vde1"
fi

it "shows a client's description without its control characters"
plug_in peer dgram "$LAB/peer.sock" "$LAB/nobody"
"${ctl[@]}" "request:$LAB/peer.sock:$(printf 'a "client"\x1b[31m \xff\x01')" hold &
silent=($!)
until_true vde_ports_are "vde0 vde1 vde2"
matches 'a .*client' show '.[0].peer' port show vde2
[[ "$(tapctl port show vde2)" != *$'\x1b'* ]] || die "its escape got through"
[[ "$(cat "$LOG")" != *$'\x1b'* ]] || die "its escape is in the log"
kill "${silent[@]}"
until_true vde_ports_are "vde0 vde1"
unplug peer

it "rejects and logs a client above the maximum"
tapctl port listen vde "$LAB/two" name two%d max 2
plug_in two0 vde "$LAB/two"
plug_in two1 vde "$LAB/two"
status 1 plug two2 vde "$LAB/two"
log_has "vde $LAB/two: .*rejected" || die "no line in the log"
is 1 show '.[] | select(.address | endswith("/two")).rejected' \
	port listen show
unplug two0
until_true vde_ports_are "two1 vde0 vde1"
plug_in two2 vde "$LAB/two"
until_true vde_ports_are "two0 two1 vde0 vde1"

it "disconnects all clients when the listener is deleted"
tapctl port listen del "$LAB/two"
expect_plug_exit 0 two1
expect_plug_exit 0 two2
is "vde0 vde1" vde_ports
[ ! -e "$LAB/two/ctl" ] || die "the control socket is left"

it "removes a directory that it created, after its clients have disconnected"
tapctl port listen vde "$LAB/dir" name dir%d
plug_in dir0 vde "$LAB/dir"
unplug dir0
until_true vde_ports_are "vde0 vde1"
tapctl port listen del "$LAB/dir"
[ ! -e "$LAB/dir" ] || die "the directory is left"

it "takes a path with a slash at its end for the same directory"
tapctl port listen vde "$LAB/dir/" name dir%d
matches in-use tapctl -j port listen vde "$LAB/dir"
is "$LAB/dir" show '.[] | select(.name == "dir%d").address' port listen show
plug_in dir0 vde "$LAB/dir"
unplug dir0
until_true vde_ports_are "vde0 vde1"
tapctl port listen del "$LAB/dir//"
[ ! -e "$LAB/dir" ] || die "the directory is left"

it "gives its control socket the mode and group that the listener has"
group=0
! is_real_root || group=1234
tapctl port listen vde "$LAB/three" name three%d mode 660 group $group
is "660 $group" mode_of "$LAB/three/ctl"
is 600 stat -c %a "$LAB/vde/ctl"
tapctl port listen del "$LAB/three"

it "refuses a directory that is in use, and replaces what a killed switch has left"
status 1 tapctl port listen vde "$LAB/vde" name again%d
echo precious >"$LAB/file"
status 1 tapctl port listen vde "$LAB/file" name file%d
is precious cat "$LAB/file"
mkdir "$LAB/four"
echo precious >"$LAB/four/file"
tapctl port listen vde "$LAB/four" name four%d
kill -KILL "$SWITCH"
wait "$SWITCH" || true
expect_plug_exit 0 carol
kill "$(pid_of alice)" "$(pid_of bob)" "$(pid_of carol)"
HOSTS=()
launch_switch -f "$CONF"
until_true switch_answers
tapctl port listen vde "$LAB/four" name four%d
host alice alice 192.0.2.1/24
connect_host carol 192.0.2.3/24
is 2 eval "find $LAB/vde -type s -not -name '.plug*' | wc -l"

it "does not remove a directory that has other files in it"
tapctl port listen del "$LAB/four"
is precious cat "$LAB/four/file"
[ ! -e "$LAB/four/ctl" ] || die "its control socket is left"

it "connects VDE's own programs, and a vde_switch through a cable"
if command -v vde_switch vde_plug dpipe >/dev/null; then
	mkfifo "$LAB/console"	# vde_switch ends at the end of its input
	vde_switch -s "$LAB/other" <>"$LAB/console" >/dev/null 2>&1 &
	vde=$!
	until_true [ -S "$LAB/other/ctl" ]
	status 1 tapctl port listen vde "$LAB/other" name other%d
	dpipe vde_plug "$LAB/vde" = vde_plug "$LAB/other" &
	cable=$!
	until_true vde_ports_are "vde0 vde1"
	plug_in dave2 vde "$LAB/other"
	host dave2 dave2 192.0.2.9/24
	until_true reaches dave2 192.0.2.1 -W1
	transfer tcp alice dave2 192.0.2.9 10
	transfer tcp dave2 carol 192.0.2.3 10
	kill $vde
	until_true vde_ports_are vde0
	wait $cable || true
fi

it "removes its sockets when it stops, and leaves a directory that it did not create"
tapctl stats check >/dev/null
unplug carol
until_true vde_ports_are ""
stop_switch
[ -z "$(ls -A "$LAB/vde")" ] || die "something is left: $(ls -A "$LAB/vde")"
