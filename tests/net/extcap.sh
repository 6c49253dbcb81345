#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# tshark lists a running switch and its ports as interfaces, and captures on them.

. "$(dirname "$0")/lib.sh"
need jq ping tshark capinfos setpriv
is_real_root || skip_test "there are no other users here"

# Wireshark takes no extcap from the environment of root: another user captures.
WATCHER=54321
chmod 755 "$LAB"
mkdir "$LAB/bin" "$LAB/extcap"
install -d -o $WATCHER "$LAB/home"
cp "$O/tapctl" "$LAB/bin"
cp tools/extcap/tapswitch-extcap "$LAB/extcap"

cat >"$CONF" <<-CONF
	switch set loop_probe off
	port add p1 tap
	port add p2 tap
CONF
tapswitch -n lab -m 666 -f "$CONF" --engine "${ENGINE:-auto}" 2>>"$LOG" &
SWITCH=$!
SOCKET=/run/tapswitch/lab.sock
export TAPSWITCH_SOCKET=$SOCKET
until_true switch_answers
host alice p1 192.0.2.1/24
host bob   p2 192.0.2.2/24
tapctl wait port p1,p2 up timeout 10
reaches alice 192.0.2.2

# What runs a command as that user, so that it can be interrupted in the background
AS_WATCHER=(env -u TAPSWITCH_SOCKET --default-signal=INT HOME="$LAB/home"
	TMPDIR="$LAB/home" WIRESHARK_EXTCAP_DIR="$LAB/extcap"
	PATH="$LAB/bin:/usr/bin:/bin"
	setpriv --reuid "$WATCHER" --regid "$WATCHER" --clear-groups)

# start_tshark ARGUMENT... - start it; what it prints is in $LAB/printed, and $started
# its process.  It asks the switch several times before it captures.
start_tshark() {
	"${AS_WATCHER[@]}" tshark -n "$@" >"$LAB/printed" 2>"$LAB/tshark.log" &
	started=$!
}

# pings_until CMD... - let alice ping bob until the command succeeds
pings_until() {
	until_true pings_and "$@"
}
pings_and() {
	reaches alice 192.0.2.2
	"$@"
}

# has_packets FILE - true if the file that is being written has a packet
has_packets() {
	[ -n "$(tshark -n -r "$1" -c 1 2>/dev/null)" ]
}

# clients_are N - true if so many clients are connected, with the one that asks
clients_are() {
	[ "$(show .clients switch show)" = "$1" ]
}

it "is listed by tshark, with each of its ports"
"${AS_WATCHER[@]}" tshark -D >"$LAB/interfaces" 2>"$LAB/tshark.log"
matches ' tapswitch:lab \(Switch lab: all ports\)$' cat "$LAB/interfaces"
matches ' tapswitch:lab:p1 \(Switch lab: port p1\)$' cat "$LAB/interfaces"
matches ' tapswitch:lab:p2 \(Switch lab: port p2\)$' cat "$LAB/interfaces"

it "shows tshark the frames of a port that a filter selects"
start_tshark -i tapswitch:lab:p1 -f 'icmp[icmptype] == icmp-echo' -c 1 -T fields \
	-e icmp.type -e frame.packet_flags_direction
pings_until has_ended $started
wait $started
is "8 0x00000001" tr '\t' ' ' <"$LAB/printed"
until_true clients_are 1

it "shows what it drops, and why"
mkfifo -m 666 "$LAB/fifo"
tshark -n -i - -c 1 -T fields -e frame.interface_name -e frame.comment \
	<"$LAB/fifo" >"$LAB/printed" 2>"$LAB/tshark.log" &
reader=$!
"${AS_WATCHER[@]}" "$LAB/extcap/tapswitch-extcap" --capture --fifo "$LAB/fifo" \
	--extcap-interface tapswitch:lab --only dropped \
	--extcap-capture-filter icmp 2>"$LAB/extcap.log" &
until_true clients_are 2
tapctl port set p1,p2 isolated on
does_not_reach alice 192.0.2.2
tapctl port set p1,p2 isolated off
until_true has_ended $reader
wait $reader
matches '^p1.*isolated: ' cat "$LAB/printed"
until_true clients_are 1

it "ends its capture when tshark is interrupted, and leaves a file that can be read"
start_tshark -i tapswitch:lab -w "$LAB/home/all.pcapng"
pings_until has_packets "$LAB/home/all.pcapng"
kill -INT $started
wait $started
until_true clients_are 1
capinfos -c "$LAB/home/all.pcapng" >"$LAB/info" 2>&1
matches '^Number of packets: *[1-9]' cat "$LAB/info"
