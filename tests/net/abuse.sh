#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Whatever a client sends to the control socket, the switch answers or closes the
# connection, keeps nothing of it, and forwards frames all the time.

. "$(dirname "$0")/lib.sh"
need jq python3

start_switch <<-CONF
	port add p1 tap
	port add p2 tap
CONF
host alice p1 192.0.2.1/24
host bob   p2 192.0.2.2/24
reaches alice 192.0.2.2

# released_all_resources - true if only this client is left, and no descriptor
released_all_resources() {
	[ "$(show .clients switch show)" = 1 ] && [ "$(descriptors)" = "$held" ]
}

held=$(descriptors)
for case in partial_lines unterminated_line long_lines endless_line binary \
	unfinished_quotes pipeline many_clients disconnect_early \
	disconnect_while_waiting descriptors; do
	it "survives the case $case, keeps nothing of it and goes on forwarding"
	abuse.py $case
	until_true released_all_resources
	reaches alice 192.0.2.2
done

it "has the same ports as before all these cases, and cut off no client"
is "p1 p2" show 'map(.name) | join(" ")' port show
is 0 show .clients_cut_off switch show
