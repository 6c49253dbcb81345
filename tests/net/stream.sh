#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Ports on stream sockets, in the format of QEMU's -netdev stream: which end connects,
# when a port is up, and what happens to data that is no frame.
#
#	alice, bob --tap--+--------+--stream listen--- carol
#	                  | switch +--stream connect-- dave

. "$(dirname "$0")/lib.sh"
need jq ping socat

start_switch <<-CONF
	switch set loop_probe off
	port add alice tap
	port add bob tap
	port add carol stream listen $LAB/carol.sock
	port add dave stream connect $LAB/dave.sock
CONF
host alice alice 192.0.2.1/24
host bob   bob   192.0.2.2/24

# connect_host NAME ADDRESS LINE... - connect the host, and wait until its port is
# up
connect_host() {
	local address=$2
	plug_in "$1" "${@:3}"
	host "$1" "$1" "$address"
	tapctl wait port "$1" up timeout 10
}

# disconnect_host NAME - end the host's plug and its namespace
disconnect_host() {
	unplug "$1"
	kill "$(pid_of "$1")"
	HOSTS=(alice bob)
}

# frames_received PORT - print how many frames the port has received
frames_received() {
	counter "$1" rx_packets
}

# log_has PATTERN - true if the log has a matching line
log_has() {
	grep -Eq "$1" "$LOG"
}

it "waits for a client, or for a server, with the port down"
is "listening down null" show '.[0] | "\(.link) \(.oper) \(.peer)"' \
	port show carol
link_becomes waiting dave
is down show '.[0].oper' port show dave

it "brings the port up when a client connects, and shows the client"
connect_host carol 192.0.2.3/24 stream connect "$LAB/carol.sock"
is connected show '.[0].link' port show carol
matches "pid ${plug_of[carol]}" show '.[0].peer' port show carol
reaches alice 192.0.2.3
transfer tcp alice carol 192.0.2.3 10
transfer tcp carol alice 192.0.2.1 10

it "rejects a second client, and keeps the first"
raw.py stream "$LAB/carol.sock" ended
is 1 show '.[0].rejected' port show carol
log_has 'port carol: .*rejected' || die "no line in the log"
reaches alice 192.0.2.3
is 0 show '.[0].reconnects' port show carol

it "takes the port down when its client disconnects, and forgets its stations"
disconnect_host carol
tapctl wait port carol down timeout 5
link_becomes listening carol
is 0 show length fdb show port carol
reaches alice 192.0.2.2

it "accepts the next client of a stream port"
connect_host carol 192.0.2.3/24 stream connect "$LAB/carol.sock"
reaches alice 192.0.2.3
is 1 show '.[0].reconnects' port show carol

it "forwards frames without delay while a client does not read"
kill -STOP "${plug_of[carol]}"
does_not_hold_up_others carol
kill -CONT "${plug_of[carol]}"
until_true reaches alice 192.0.2.3 -W0.5
disconnect_host carol

it "connects as soon as the server listens, also after failed attempts"
connect_host dave 192.0.2.4/24 stream listen "$LAB/dave.sock"
reaches alice 192.0.2.4
transfer tcp alice dave 192.0.2.4 10

it "connects again when the server has been replaced by another"
disconnect_host dave
link_becomes waiting dave
connect_host dave 192.0.2.4/24 stream listen "$LAB/dave.sock"
reaches alice 192.0.2.4
is 1 show '.[0].reconnects' port show dave
disconnect_host dave

it "uses no CPU time while it waits for a client or server"
link_becomes waiting dave
expect_idle_switch

it "connects to another switch, and again when that was restarted"

# connect_switch_of_erin - start a second switch, which dave's port connects to, and
# stop it
connect_switch_of_erin() {
	start_other_switch sw1 <<-CONF
		port add down stream listen $LAB/dave.sock
		port add erin tap
	CONF
	tapctl wait port dave up timeout 10
	host erin erin 192.0.2.5/24
	set_mac erin
	reaches alice 192.0.2.5
	stop_other sw1
}
connect_switch_of_erin
kill "$(pid_of erin)"
tapctl wait port dave down timeout 5
[ ! -e "$LAB/dave.sock" ] || die "the other switch left its socket"
connect_switch_of_erin
HOSTS=(alice bob)

# The following clients are raw.py; each starts after the last has disconnected.
raw_client() {
	link_becomes listening carol
	tapctl stats reset
	raw.py stream "$LAB/carol.sock" "$@"
}

it "reads frames in pieces, and many frames in one piece"
raw_client cut:1 "frames:3:carol > all" cut:0 "frames:500:carol > all size 60" eof ended
is 503 frames_received carol
raw_client cut:7 "frames:40:carol > all size 1500" "frames:1:carol > all size 9000" \
	eof ended
is 41 frames_received carol

it "forwards nothing of an incomplete frame"
raw_client "frames:2:carol > all" len:100 bytes:ffff eof ended
is 2 frames_received carol
raw_client bytes:0000 eof ended
is 0 frames_received carol

it "closes a connection whose data cannot be frames"
for steps in "len:1000000" "text:GET / HTTP/1.1" bytes:ffffffff; do
	raw_client "frames:1:carol > all" "$steps" ended
	is 1 frames_received carol
done
log_has 'port carol: .*1000000' || die "no line in the log"
frame=0000003cffffffffffff02000000000c88b5$(printf '00%.0s' {1..46})
raw_client "bytes:$frame${frame}ffffffff" ended
is 2 frames_received carol

it "drops frames shorter than a header, and continues with the next"
raw_client len:0 len:5 text:hello len:13 text:no-header-yet "frames:1:carol > all" \
	eof ended
is "4 3" show '.[0] | "\(.rx_packets) \(.drops.runt)"' stats show port carol
reaches alice 192.0.2.2

it "sends no frame longer than the port's MTU"
tapctl port set carol mtu 1500
connect_host carol 192.0.2.3/24 stream connect "$LAB/carol.sock"
HOSTS=(alice bob carol)
tapctl port set alice mtu 9000
tapctl port set bob mtu 9000
is bob delivered alice "alice > all size 4000"
is 1 counter carol 'tx_drops["mtu-exceeded"]'
tapctl port set carol mtu 9000
in_host carol ip link set carol mtu 9000
is "bob carol" delivered alice "alice > all size 9000"
disconnect_host carol

it "deletes and adds a port while its client is connected"
connect_host carol 192.0.2.3/24 stream connect "$LAB/carol.sock"
reaches alice 192.0.2.3
tapctl port del carol
expect_plug_exit 0 carol
[ ! -e "$LAB/carol.sock" ] || die "the socket's file is left"
tapctl port add carol stream listen "$LAB/carol.sock" mode 660
is 660 stat -c %a "$LAB/carol.sock"
tapctl port del carol

it "gives its socket file the mode and group that the port has"
group=0
! is_real_root || group=1234
tapctl port add carol stream listen "$LAB/carol.sock" mode 640 group $group
is "640 $group" mode_of "$LAB/carol.sock"
tapctl port del carol
tapctl port add carol stream listen "$LAB/carol.sock"
is "600 0" mode_of "$LAB/carol.sock"

it "replaces a socket file that a killed switch has left"
kill -KILL "$SWITCH"
wait "$SWITCH" || true
[ -S "$LAB/carol.sock" ]
launch_switch -f "$CONF"
until_true switch_answers
link_becomes listening carol

it "refuses an address that is in use, and a file that is not a socket"
plug_in other stream listen "$LAB/other.sock"
status 1 tapctl port add p9 stream listen "$LAB/other.sock"
matches "$LAB/other.sock" cat "$LAB/output"
expect_plug_exit 0 other	# the check connects, and this server takes one client only
echo precious >"$LAB/file"
status 1 tapctl port add p9 stream listen "$LAB/file"
is precious cat "$LAB/file"
status 1 tapctl port add p9 stream listen "$LAB/no/such/place"
status 1 tapctl port add p9 stream listen "$LAB/carol.sock"
for address in "" nonsense 192.0.2.1 192.0.2.1:99999 '[::1' '@'; do
	status 2 tapctl port add p9 stream connect "$address"
done
refute tapctl port show p9

it "listens at TCP addresses and abstract names"
n=0
for address in 127.0.0.1:7001 '[::1]:7002' @carol; do
	n=$((n + 1))
	tapctl port add "t$n" stream listen "$address"
	plug_in "t$n" stream connect "$address"
	host "t$n" "t$n" "192.0.2.1$n/24"
	tapctl wait port "t$n" up timeout 5
	in_host "t$n" ping -q -c1 -W5 "192.0.2.1$n" >/dev/null
	matches '127\.0\.0\.1|::1|pid' show '.[0].peer' port show "t$n"
done
in_host t1 ping -q -c1 -W5 192.0.2.12 >/dev/null
in_host t2 ping -q -c1 -W5 192.0.2.13 >/dev/null

it "uses a connection that another program made until it ends"
plug_in s1 stream listen "$LAB/s1.sock"
with_socket.py 5 stream connect "$LAB/s1.sock" tapctl port add s1 stream fd 5
host s1 s1 192.0.2.21/24
in_host s1 ping -q -c1 -W5 192.0.2.11 >/dev/null
is connected show '.[0].link' port show s1
unplug s1
tapctl wait port s1 not-present timeout 5
is not-present show '.[0].link' port show s1
tapctl port del s1

it "accepts clients by a listening socket that another program opened"
with_socket.py 5 stream listen "$LAB/s1.sock" tapctl port add s1 stream fd 5
link_becomes listening s1
plug_in s1 stream connect "$LAB/s1.sock"
tapctl wait port s1 up timeout 5
unplug s1
link_becomes listening s1
tapctl port del s1
[ -S "$LAB/s1.sock" ] || die "another's file is gone"

it "refuses descriptors that are not stream sockets"
status 1 with_socket.py 5 dgram 127.0.0.1:7008 127.0.0.1:7009 \
	tapctl port add s1 stream fd 5
matches 'stream' cat "$LAB/output"
status 1 tapctl port add s1 stream fd 0 </dev/null
refute tapctl port show s1

it "prints lines that create its stream ports again"
is "stream listen $LAB/carol.sock" eval \
	"tapctl config show | sed -n 's/port add carol //p'"
matches "port add dave stream connect $LAB/dave.sock" tapctl config show
matches 'port add t2 stream listen .*::1.*:7002' tapctl config show
matches 'port add t3 stream listen .*@carol' tapctl config show

it "removes its socket file when it stops"
tapctl stats check >/dev/null
stop_switch
[ ! -e "$LAB/carol.sock" ] || die "the socket's file is left"
