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

# comes_true WORD... - start the wait in the background; sets $waiting
comes_true() {
	tapctl wait "$@" timeout 20 &
	waiting=$!
	until_true is_waited_for
}

is_waited_for() {
	[ "$(show .clients switch show)" = 2 ]
}

it "waits until a station is learned"
comes_true fdb "$(station dave)"
delivered alice "dave > all" >/dev/null
wait $waiting

it "waits until a station is learned on the port that was named"
comes_true fdb "$(station dave)" port p2
delivered alice "dave > all" >/dev/null
kill -0 $waiting
delivered bob "dave > all" >/dev/null
wait $waiting

it "waits for a port to go down, and up"
comes_true port p2 down
in_host bob ip link set p2 down
wait $waiting
comes_true port p2 up
in_host bob ip link set p2 up
wait $waiting

it "waits for a port that does not exist yet"
comes_true port p3 up
tapctl port add p3 tap up
wait $waiting

it "waits for an errdisabled port to recover"
in_host alice ip address add 192.0.2.1/24 dev p1
tapctl fdb add "$(station carol)" port p1 static
tapctl port set p1 fdb_limit 1 violation shutdown recovery 1
comes_true port p1 down
does_not_reach alice 192.0.2.9
wait $waiting
tapctl wait port p1 up timeout 5
is "" show ".[0].errdisabled" port show p1
tapctl port set p1 fdb_limit 0 violation flood recovery 0
tapctl fdb del "$(station carol)"

it "waits for a port whose device is deleted"
comes_true port p3 not-present
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
until_true is_waited_for
expect_idle_switch
kill $waiting
wait $waiting || true

iterations() {
	show .iterations.count switch show
}

# many_wait LINE - a hundred clients, in the background; sets $waiting
many_wait() {
	python3 - "$SOCKET" "$1" <<-EOF &
		import socket, sys
		waiters = [socket.socket(socket.AF_UNIX) for _ in range(100)]
		for waiter in waiters:
		    waiter.connect(sys.argv[1])
		    waiter.send(sys.argv[2].encode() + b"\n")
		sys.exit(any(b'"ok":true' not in w.recv(99) for w in waiters))
	EOF
	waiting=$!
	until_true is_quiet
}

# is_quiet - the loop hardly runs while one more client waits for a second
is_quiet() {
	local before
	before=$(iterations)
	tapctl wait fdb "$(station dave)" port p1 timeout 1 && return 1
	[ "$(show .clients switch show)" = 101 ] &&
		[ $(($(iterations) - before)) -le 30 ]
}

it "does nothing for many waiting clients until the station is learned"
many_wait "wait fdb $(station carol) timeout 30"
delivered alice "carol > all" >/dev/null
wait $waiting
tapctl fdb flush

it "does nothing for many waiting clients until the port goes down"
many_wait "wait port p2 down timeout 30"
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
