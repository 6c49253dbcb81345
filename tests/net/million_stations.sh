#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A million stations: the switch learns, lists and forgets them all, and loses no
# frame of others meanwhile.

. "$(dirname "$0")/lib.sh"
need jq python3

COUNT=1048576
SOME=100000
BYTES=128		# of memory for each station, on average
MINE=02:00:00:00:00:99

start_switch <<-CONF
	switch set loop_probe off fdb_limit $COUNT ageing_time 1000000
	port add p1 tap up
	port add p2 tap up
	port add p3 tap
	fdb add $MINE port p2 local
CONF
host crowd p3

# The queue is long enough that a slow machine loses nothing.
ip link set p1 txqueuelen 20000

# while_frames_flow CMD... - run a command while frames flow from p1 to p2, none of
# which may be lost
while_frames_flow() {
	steady_frames.py p1 p2 "$@"
}

# resident_kb - print how much memory the switch uses, in KiB
resident_kb() {
	awk '/VmRSS/ { print $2 }' "/proc/$SWITCH/status"
}

# stations_send FIRST COUNT - send a frame by p3 from each of so many stations
stations_send() {
	many_stations.py "$(pid_of crowd)/p3" p3 "$1" "$2" $MINE
}

it "learns a million stations"
before=$(resident_kb)
# The two stations between which frames flow take two of the entries.
while_frames_flow many_stations.py "$(pid_of crowd)/p3" p3 0 $((COUNT - 2)) $MINE
is $COUNT show .fdb_used switch show
is p3 show '.[0].port' fdb show mac 02:01:00:00:00:00
is p3 show '.[0].port' fdb show mac 02:01:00:0f:ff:fd
each=$((($(resident_kb) - before) * 1024 / COUNT))
echo "    $each bytes for each"
[[ $O = *asan* ]] || [ $each -lt $BYTES ] || die "$each bytes"

it "learns no station above the limit, and forwards its frames nevertheless"
is 0 show .fdb_count.refused switch show
stations_send $COUNT 10
is 10 show .fdb_count.refused switch show
while_frames_flow true

it "lists a million stations in pieces, and forwards frames between the pieces"
while_frames_flow sh -c "tapctl fdb show | wc -l >'$LAB/listed'"
is $((COUNT + 2)) cat "$LAB/listed"
cat >"$LAB/list.py" <<-EOF
	import socket, subprocess, sys
	s = socket.socket(socket.AF_UNIX)
	s.connect("$SOCKET")
	s.send(b"fdb show learned\n")
	answer = [s.recv(65536)]
	subprocess.run(["steady_frames.py", "p1", "p2", "true"], check=True)
	while not answer[-1].endswith(b"\n"):
	    answer.append(s.recv(65536))
	print(b"".join(answer).count(b'"mac"'))
EOF
is $COUNT sh -c "python3 '$LAB/list.py' | tail -n1"

it "forgets a million stations with their port, whose number another port gets"
while_frames_flow tapctl port del p3
is 2 show .fdb_used switch show
tapctl port add p4 null
is 3 show '.[0].no' port show p4
is 0 show length fdb show port p4
is 0 show length fdb show mac 02:01:00:00:00:00
tapctl port add p3 tap
host crowd p3

it "flushes many stations at once, and learns others in their place"
stations_send 0 $SOME
is $SOME show .flushed fdb flush port p3
is 2 show .fdb_used switch show
is 0 show length fdb show mac 02:01:00:00:00:00
stations_send $COUNT 1000
is p3 show '.[0].port' fdb show mac "$(printf 02:01:00:10:03:e7)"
is 1000 show length fdb show port p3 learned

it "forgets many stations after the ageing time"
stations_send 0 $SOME

# fdb_is_nearly_empty - true if the table has at most two entries
fdb_is_nearly_empty() {
	[ "$(show .fdb_used switch show)" -le 2 ]
}
tapctl switch set ageing_time 2
export -f fdb_is_nearly_empty until_true show die
while_frames_flow bash -c 'until_true fdb_is_nearly_empty'
