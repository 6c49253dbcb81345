#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Ports on datagram sockets, one frame in each datagram: to a named peer, or to the
# first one that sends, over Unix sockets and UDP.
#
#	alice, bob --tap--+--------+--dgram, named peer------- carol
#	                  | switch +--dgram, first to send---- dave
#	                  +--------+--dgram, UDP-------------- erin

. "$(dirname "$0")/lib.sh"
need jq ping

start_switch <<-CONF
	switch set loop_probe off
	port add alice tap mac 02:00:00:00:00:0a
	port add bob tap
	port add carol dgram local $LAB/carol.sock remote $LAB/carol.peer
	port add dave dgram local $LAB/dave.sock
	port add erin dgram local 127.0.0.1:7001 remote 127.0.0.1:7002
CONF
host alice alice 192.0.2.1/24
host bob   bob   192.0.2.2/24

# connect_host NAME ADDRESS LINE... - connect the host, which sends the first frame
connect_host() {
	plug_in "$1" "${@:3}"
	host "$1" "$1" "$2"
	until_true reaches "$1" 192.0.2.1 -W0.5
	is "connected up" show '.[0] | "\(.link) \(.oper)"' port show "$1"
}

# disconnect_host NAME - end the host's plug and its namespace
disconnect_host() {
	unplug "$1"
	kill "$(pid_of "$1")"
	HOSTS=(alice bob)
}

# expect_peer_lost PORT WORD - the port must go down.  Nothing announces the end of
# a datagram peer: the switch polls for it, or finds out when it sends the next
# frame
expect_peer_lost() {
	tapctl wait port "$1" down timeout 10
	link_is "$2" "$1" || die "$1 is not $2"
	is 0 show length fdb show port "$1"
}

it "keeps a port down until its peer exists"
is "waiting down" show '.[0] | "\(.link) \(.oper)"' port show carol
is "listening down" show '.[0] | "\(.link) \(.oper)"' port show dave
is "$LAB/carol.peer" show '.[0].peer' port show carol

it "sends to a named peer before the peer has sent anything"
plug_in carol dgram "$LAB/carol.peer" "$LAB/carol.sock"
host carol carol 192.0.2.3/24
tapctl wait port carol up timeout 10
reaches alice 192.0.2.3
transfer tcp alice carol 192.0.2.3 10
transfer tcp carol alice 192.0.2.1 10

it "learns a peer from its first frame"
connect_host dave 192.0.2.4/24 dgram "$LAB/dave.one" "$LAB/dave.sock"
is "$LAB/dave.one" show '.[0].peer' port show dave
transfer tcp alice dave 192.0.2.4 10
transfer tcp dave carol 192.0.2.3 10

it "rejects frames of any other sender while its peer exists"
raw.py dgram "$LAB/dave.two" "$LAB/dave.sock" "frames:3:erin > all"

# dave_has_rejected_3 - true if port dave has rejected three datagrams
dave_has_rejected_3() {
	[ "$(show '.[0].rejected' port show dave)" = 3 ]
}
until_true dave_has_rejected_3
is 3 counter dave 'missed["not-peer"]'
is 1 grep -c "port dave: frames from .* are rejected" "$LOG"
matches "frames from $LAB/dave.two are rejected: the port has another peer" cat "$LOG"
is 0 show length fdb show mac "$(station erin)"
reaches alice 192.0.2.4

it "notices that its peer has gone, and accepts another"
disconnect_host dave
expect_peer_lost dave listening
rm "$LAB/dave.two"
connect_host dave 192.0.2.4/24 dgram "$LAB/dave.two" "$LAB/dave.sock" vfkt
is "$LAB/dave.two" show '.[0].peer' port show dave
is 1 show '.[0].reconnects' port show dave

it "does not count a peer's greeting as a frame"
is 0 counter dave 'drops.runt // 0'
is 0 counter dave 'drops.oversize // 0'

it "waits for a named peer that has gone, until it returns"
disconnect_host carol
expect_peer_lost carol waiting
reaches alice 192.0.2.2
connect_host carol 192.0.2.3/24 dgram "$LAB/carol.peer" "$LAB/carol.sock"
reaches alice 192.0.2.3
is 1 show '.[0].reconnects' port show carol

it "brings a port up as soon as its peer returns, even if no frame is sent to it"
tapctl port add fred dgram local "$LAB/fred.sock" remote "$LAB/fred.peer"
for _ in 1 2 3; do
	rm -f "$LAB/fred.peer"
	status 0 with_socket.py 5 dgram "$LAB/fred.peer" "$LAB/fred.sock" \
		tapctl wait port fred up timeout 10
	tapctl wait port fred down timeout 10
done
tapctl port del fred

it "uses no CPU time while it waits for a peer"
disconnect_host carol
expect_peer_lost carol waiting
expect_idle_switch

it "carries frames over UDP, where the peer's existence cannot be checked"
reaches alice 192.0.2.2
connect_host erin 192.0.2.5/24 dgram 127.0.0.1:7002 127.0.0.1:7001
transfer tcp alice erin 192.0.2.5 10
transfer tcp erin dave 192.0.2.4 10
raw.py dgram 127.0.0.1:7009 127.0.0.1:7001 "frames:1:02:00:00:00:00:77 > all"
is 0 show length fdb show mac 02:00:00:00:00:77
disconnect_host erin
reaches alice 192.0.2.2
connect_host erin 192.0.2.5/24 dgram 127.0.0.1:7002 127.0.0.1:7001
reaches alice 192.0.2.5

it "drops and counts datagrams that are not frames"
tapctl stats reset
disconnect_host dave
expect_peer_lost dave listening
raw.py dgram "$LAB/dave.peer" "$LAB/dave.sock" bytes: text:hello \
	"frames:1:dave > all" bytes: text:no-header-yet "frames:1:dave > bob" \
	hold &
peer=$!

# dave_has_received_6 - true if port dave has received six frames
dave_has_received_6() {
	[ "$(counter dave rx_packets)" = 6 ]
}
until_true dave_has_received_6
is 4 counter dave drops.runt
kill $peer
rm "$LAB/dave.peer"
expect_peer_lost dave listening

it "drops and counts datagrams that are longer than any frame"
raw.py dgram "$LAB/dave.peer" "$LAB/dave.sock" "frames:1:dave > all size 70000" \
	"frames:1:dave > all size 60000" hold &
peer=$!

# dave_has_dropped_1 - true if port dave has dropped one frame as too long
dave_has_dropped_1() {
	[ "$(counter dave drops.oversize)" = 1 ]
}
until_true dave_has_dropped_1
kill $peer
rm "$LAB/dave.peer"
expect_peer_lost dave listening

it "forwards frames without delay while a peer does not read"
connect_host dave 192.0.2.4/24 dgram "$LAB/dave.peer" "$LAB/dave.sock"
kill -STOP "${plug_of[dave]}"
does_not_hold_up_others dave
kill -CONT "${plug_of[dave]}"
until_true reaches alice 192.0.2.4 -W0.5

it "adds and deletes datagram ports, with their socket files, while others forward frames"
tapctl port del dave
[ ! -e "$LAB/dave.sock" ] || die "the socket's file is left"
tapctl port add dave dgram local "$LAB/dave.sock"
until_true reaches dave 192.0.2.1 -W0.5
group=0
! is_real_root || group=1234
tapctl port add p9 dgram local "$LAB/p9.sock" mode 660 group $group
is "660 $group" mode_of "$LAB/p9.sock"
is "600 0" mode_of "$LAB/dave.sock"
tapctl port del p9

it "replaces a socket file that a killed switch has left"
kill -KILL "$SWITCH"
wait "$SWITCH" || true
[ -S "$LAB/dave.sock" ]
# Its taps are gone, and their names free.
kill "$(pid_of alice)" "$(pid_of bob)"
HOSTS=()
launch_switch -f "$CONF"
until_true switch_answers
host alice alice 192.0.2.1/24
host bob   bob   192.0.2.2/24
until_true reaches dave 192.0.2.1 -W0.5
until_true reaches erin 192.0.2.1 -W0.5

it "refuses a path or an address that is in use, and a file that is not a socket"
raw.py dgram "$LAB/other.sock" "$LAB/dave.sock" hold &
until_true [ -S "$LAB/other.sock" ]
status 1 tapctl port add p9 dgram local "$LAB/other.sock"
status 1 tapctl port add p9 dgram local "$LAB/dave.sock"
status 1 tapctl port add p9 dgram local 127.0.0.1:7001 remote 127.0.0.1:7009
echo precious >"$LAB/file"
status 1 tapctl port add p9 dgram local "$LAB/file"
is precious cat "$LAB/file"
# Anyone who knows its address could become the peer of a UDP socket.
status 2 tapctl port add p9 dgram local 127.0.0.1:7009
refute tapctl port add p9 dgram local 127.0.0.1:7009 remote "$LAB/p9.peer"
refute tapctl port show p9

it "uses a socket that another program opened"
plug_in fay dgram "$LAB/fay.peer" "$LAB/fay.sock"
with_socket.py 5 dgram "$LAB/fay.sock" "$LAB/fay.peer" \
	tapctl port add fay dgram fd 5
host fay fay 192.0.2.6/24
until_true reaches fay 192.0.2.1 -W0.5
is "connected $LAB/fay.peer" show '.[0] | "\(.link) \(.peer)"' port show fay
transfer tcp fay alice 192.0.2.1 5
unplug fay
does_not_reach alice 192.0.2.6
tapctl wait port fay not-present timeout 10
tapctl port del fay
[ -S "$LAB/fay.sock" ] || die "another's file is gone"
status 1 with_socket.py 5 stream listen "$LAB/no.sock" \
	tapctl port add p9 dgram fd 5

it "prints lines that create its datagram ports again"
matches "port add carol dgram local $LAB/carol.sock remote $LAB/carol.peer" \
	tapctl config show
matches "port add dave dgram local $LAB/dave.sock\$" tapctl config show
matches 'port add erin dgram local 127.0.0.1:7001 remote 127.0.0.1:7002' \
	tapctl config show

it "removes its socket files when it stops"
tapctl stats check >/dev/null
stop_switch
[ ! -e "$LAB/dave.sock" ] || die "dave's file is left"
[ ! -e "$LAB/carol.sock" ] || die "carol's file is left"
