#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A capture that cannot go on says why, leaves a file that can be read, and disturbs
# nothing else: neither frames, nor other captures, nor the switch.

. "$(dirname "$0")/lib.sh"
need jq ping tshark capinfos

start_switch <<-CONF
	switch set loop_probe off
	port add p1 tap
	port add p2 tap
CONF
host alice p1 192.0.2.1/24
host bob   p2 192.0.2.2/24
tapctl wait port p1,p2 up timeout 10
reaches alice 192.0.2.2
held=$(descriptors)

# A disk of 1 MiB, and what fills it
SMALL=$LAB/small
mkdir "$SMALL"
mount -t tmpfs -o size=1m small "$SMALL"
fill_disk() {
	! cat /dev/zero >"$SMALL/rest" 2>/dev/null || die "the disk is not full"
}

# start_capture FILE WORD... - start a capture to a file; sets $started
start_capture() {
	local says=$LAB/${1##*/}.says
	: >"$says"
	env --default-signal=INT tapctl capture "${@:2}" -w "$1" 2>"$says" &
	started=$!
	until_true grep -q '^tapctl: capturing frames$' "$says"
}

# clients - print how many clients are connected, with the one that asks
clients() {
	show .clients switch show
}

# clients_are N - true if so many are connected
clients_are() {
	[ "$(clients)" = "$1" ]
}

# holds_what_it_held - true if the switch has no descriptor and no client more than at
# first
holds_what_it_held() {
	clients_are 1 && [ "$(descriptors)" = "$held" ]
}

# packets FILE - print how many a file has; no program may complain about it
packets() {
	capinfos -Mc "$1" >"$LAB/info" 2>"$LAB/complaint"
	tshark -n -r "$1" >/dev/null 2>>"$LAB/complaint"
	! grep -v 'Running as user' "$LAB/complaint" || die "complaints about $1"
	sed -n 's/^Number of packets: *//p' "$LAB/info"
}

it "ends a capture whose disk is full with an error, and no other capture"
start_capture "$LAB/other.pcapng" all filter icmp
other=$started
start_capture "$SMALL/full.pcapng" all
full=$started
transfer.py tcp "$(pid_of alice)" "$(pid_of bob)" 192.0.2.2 4
until_true has_ended $full
rc=0
wait $full || rc=$?
is 1 echo $rc
matches 'write to "/run/lab/small/full.pcapng": No space left on device$' \
	cat "$LAB/full.pcapng.says"
reaches alice 192.0.2.2
kill -INT $other
wait $other
is 4 packets "$LAB/other.pcapng"

it "leaves whole packets on the disk"
[ "$(packets "$SMALL/full.pcapng")" -gt 10 ] || die "$(cat "$LAB/info")"
until_true holds_what_it_held

it "says so where not even the first block has room, and keeps no captures"
fill_disk
for _ in {1..20}; do
	status 1 tapctl capture all -w "$SMALL/none.pcapng"
done
matches 'No space left on device$' cat "$LAB/output"
is 0 stat -c %s "$SMALL/none.pcapng"
until_true holds_what_it_held

it "names a file that cannot be written"
status 1 tapctl capture all -w "$LAB"
matches 'write to "/run/lab": Is a directory$' cat "$LAB/output"
status 1 tapctl capture all -w "$LAB/nowhere/file"
matches 'write to "/run/lab/nowhere/file": No such file or directory$' \
	cat "$LAB/output"
status 1 tapctl capture all -C 1 -W 2 -w "$LAB/nowhere/file"
until_true holds_what_it_held

it "ends when nobody reads what it captures"
tapctl capture all 2>/dev/null | head -c 100 >"$LAB/begin"
is "0 0" echo "${PIPESTATUS[*]}"
until_true holds_what_it_held

it "frees what a capture holds that is killed"
start_capture "$LAB/killed.pcapng" all
kill -KILL "$started"
wait "$started" 2>/dev/null || true
reaches alice 192.0.2.2
until_true holds_what_it_held

it "still captures after all this"
start_capture "$LAB/last.pcapng" p1 filter icmp
reaches alice 192.0.2.2
kill -INT "$started"
wait "$started"
is 2 packets "$LAB/last.pcapng"
