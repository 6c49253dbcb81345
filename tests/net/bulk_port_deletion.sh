#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# One line deletes a thousand ports: the switch deletes a few in each iteration of its
# loop, and handles frames and other requests in between.

. "$(dirname "$0")/lib.sh"
need jq python3

COUNT=1000

for n in $(seq $COUNT); do
	echo "port add p$n null"
done >"$CONF"
launch_switch -f "$CONF"
until_true switch_answers

# loop_iterations - print the number of loop iterations so far
loop_iterations() {
	show .iterations.count switch show
}

# port_count_is COUNT - true if the switch has this number of ports
port_count_is() {
	[ "$(show .ports switch show)" = "$1" ]
}

it "runs its loop while it deletes a thousand ports"
tapctl port add other null
before=$(loop_iterations)
tapctl port del 'p*'
is other show '.[].name' port show
[ $(($(loop_iterations) - before)) -ge $((COUNT / 10)) ] ||
	die "$(($(loop_iterations) - before)) iterations for $COUNT ports"

it "finishes deleting ports when the client that asked has hung up"
apply
port_count_is $COUNT
python3 - "$SOCKET" <<-EOF
	import socket, sys
	s = socket.socket(socket.AF_UNIX)
	s.connect(sys.argv[1])
	s.send(b"port del p*\n")
EOF
until_true port_count_is 0

it "keeps the ports of a file that is reloaded while ports are being deleted"
apply
port_count_is $COUNT
python3 - "$SOCKET" <<-EOF
	import json, socket, sys

	def connect():
	    s = socket.socket(socket.AF_UNIX)
	    s.connect(sys.argv[1])
	    return s.makefile("rw")

	def ask(client, line):
	    client.write(line + "\n")
	    client.flush()

	def answer(client):
	    return json.loads(client.readline())["result"]

	one, other = connect(), connect()
	ask(one, "port del p*")
	while True:
	    ask(other, "switch show")
	    if answer(other)["ports"] < $COUNT:
	        break
	ask(other, "config reload")
	answer(other)
	answer(one)
EOF
is $COUNT show .ports switch show

it "lets the next line use the names of deleted ports at once"
printf 'port del p*\nport add p7 null\n' | tapctl -b -
is p7 show '.[].name' port show

it "runs its loop while it deletes a listener with many clients"
tapctl port listen stream "$LAB/many" name c%d max $COUNT
python3 - "$LAB/many" <<-EOF &
	import socket, sys
	clients = [socket.socket(socket.AF_UNIX) for _ in range(400)]
	for client in clients:
	    client.connect(sys.argv[1])
	for client in clients:
	    assert not client.recv(1)
EOF
clients=$!
until_true port_count_is 401
before=$(loop_iterations)
tapctl port listen del "$LAB/many"
is p7 show '.[].name' port show
[ $(($(loop_iterations) - before)) -ge 40 ] ||
	die "$(($(loop_iterations) - before)) iterations for 400 clients"
wait $clients
is 0 show length port listen show
refute test -e "$LAB/many"
