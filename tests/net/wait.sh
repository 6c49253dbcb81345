#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# `wait` returns when its condition is true, not before and not much later.

. "$(dirname "$0")/lib.sh"
need jq python3 socat

start_switch <<-CONF
	port add p1 tap
	port add p2 tap
CONF
host alice p1
host bob   p2

# start_wait WORD... - start `tapctl wait` in the background; sets $waiting
start_wait() {
	tapctl wait "$@" timeout 20 &
	waiting=$!
	until_true client_is_waiting
}

# client_is_waiting - true if one client is connected besides this one
client_is_waiting() {
	[ "$(show .clients switch show)" = 2 ]
}

it "waits until a station is learned"
start_wait fdb "$(station dave)"
delivered alice "dave > all" >/dev/null
wait $waiting

it "waits until a station is learned on the port that was named"
start_wait fdb "$(station dave)" port p2
delivered alice "dave > all" >/dev/null
kill -0 $waiting
delivered bob "dave > all" >/dev/null
wait $waiting

it "waits for a port to go down, and up"
start_wait port p2 down
in_host bob ip link set p2 down
wait $waiting
start_wait port p2 up
in_host bob ip link set p2 up
wait $waiting

it "waits for a port that does not exist yet"
start_wait port p3 up
tapctl port add p3 tap up
wait $waiting

it "waits for an errdisabled port to recover"
in_host alice ip address add 192.0.2.1/24 dev p1
tapctl fdb add "$(station carol)" port p1 static
tapctl port set p1 fdb_limit 1 violation shutdown recovery 1
start_wait port p1 down
does_not_reach alice 192.0.2.9
wait $waiting
tapctl wait port p1 up timeout 5
is "" show ".[0].errdisabled" port show p1
tapctl port set p1 fdb_limit 0 violation flood recovery 0
tapctl fdb del "$(station carol)"

it "waits for a port whose device is deleted"
start_wait port p3 not-present
ip link del p3
wait $waiting
matches '"lost".*not-present' tapctl wait port p3 lost

it "gives up a wait at its timeout"
status 4 tapctl wait port p1 down timeout 1
status 4 tapctl wait port nobody up timeout 0

it "uses no CPU time while a client has sent more requests behind a wait"
printf 'wait port nobody up timeout 20\nport show\n' |
	socat -t20 - "UNIX-CONNECT:$SOCKET" >/dev/null &
waiting=$!
until_true client_is_waiting
expect_idle_switch
kill $waiting
wait $waiting || true

# loop_iterations - print the number of loop iterations so far
loop_iterations() {
	show .iterations.count switch show
}

# start_many_waits LINE - start a hundred waiting clients in the background; sets
# $waiting
start_many_waits() {
	python3 - "$SOCKET" "$1" <<-EOF &
		import socket, sys
		waiters = [socket.socket(socket.AF_UNIX) for _ in range(100)]
		for waiter in waiters:
		    waiter.connect(sys.argv[1])
		    waiter.send(sys.argv[2].encode() + b"\n")
		sys.exit(any(b'"ok":true' not in w.recv(99) for w in waiters))
	EOF
	waiting=$!
	until_true loop_is_idle
}

# loop_is_idle - true if the loop hardly runs while one more client waits for a
# second
loop_is_idle() {
	local before
	before=$(loop_iterations)
	tapctl wait fdb "$(station dave)" port p1 timeout 1 && return 1
	[ "$(show .clients switch show)" = 101 ] &&
		[ $(($(loop_iterations) - before)) -le 30 ]
}

it "does nothing for many waiting clients until the station is learned"
start_many_waits "wait fdb $(station carol) timeout 30"
delivered alice "carol > all" >/dev/null
wait $waiting
tapctl fdb flush

it "does nothing for many waiting clients until the port goes down"
start_many_waits "wait port p2 down timeout 30"
in_host bob ip link set p2 down
wait $waiting
in_host bob ip link set p2 up
tapctl wait port p2 up timeout 5

it "answers other clients at once while many wait"
for _ in $(seq 50); do
	tapctl wait fdb "$(station carol)" timeout 20 &
	waiters+=($!)
done
tapctl switch show >/dev/null
delivered alice "carol > all" >/dev/null
wait "${waiters[@]}"
