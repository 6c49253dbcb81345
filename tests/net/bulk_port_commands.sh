#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# One line for a thousand ports has the same effect as a line for each port.  The loop
# runs while the line is carried out.

. "$(dirname "$0")/lib.sh"
need jq python3

COUNT=1000

{
	echo "switch set vlan_filtering on"
	for n in $(seq $COUNT); do
		echo "port add p$n null"
	done
	echo "port add other null trunk 5,10"
} >"$CONF"
launch_switch -f "$CONF"
until_true switch_answers

# loop_iterations - print the number of loop iterations so far
loop_iterations() {
	show .iterations.count switch show
}

# distinct_memberships - print each distinct set of VLANs that a port has, except
# the port "other"
distinct_memberships() {
	show 'map(select(.port != "other")) | group_by(.port) |
		map(map({ vid, pvid, untagged })) | unique | tostring' vlan show
}

# membership VID PVID UNTAGGED - print one VLAN of a port, as JSON
membership() {
	echo -n "{\"vid\":$1,\"pvid\":$2,\"untagged\":$3}"
}

it "adds all ports to VLANs, and removes them"
tapctl vlan add 10-12 port 'p*'
is "[[$(membership 1 true true),$(membership 10 false false),$(membership 11 false false)$(
	),$(membership 12 false false)]]" \
	distinct_memberships
tapctl vlan add 11 port 'p*' pvid untagged
tapctl vlan del 1,12 port 'p*'
is "[[$(membership 10 false false),$(membership 11 true true)]]" \
	distinct_memberships
is $COUNT show 'map(select(.pvid)) | length' vlan show

it "gives all ports a VLAN role"
tapctl port set 'p*' access 7
is "[[$(membership 7 true true)]]" distinct_memberships
is untagged show '.[] | select(.name != "other").accept' port show port p9
tapctl port set 'p*' trunk 20,30 accept all
is "[[$(membership 20 false false),$(membership 30 false false)]]" \
	distinct_memberships
is all show '.[].accept' port show port p1000
tapctl port set 'p*' native 20
is "[[$(membership 20 true true),$(membership 30 false false)]]" \
	distinct_memberships
is "5 10" show 'map(select(.port == "other").vid) | join(" ")' vlan show

it "changes no port when one of them cannot be changed"
tapctl port set p500 access 7
status 1 tapctl port set 'p*' native 30
matches 'port "p500" is not a trunk' cat "$LAB/output"
status 2 tapctl port set 'p*' trunk 5 mac 02:00:00:00:00:01
tapctl port set p500 trunk 20,30 native 20
is "[[$(membership 20 true true),$(membership 30 false false)]]" \
	distinct_memberships

it "runs its loop while it shows a thousand ports"
before=$(loop_iterations)
is $((COUNT + 1)) show length port show
[ $(($(loop_iterations) - before)) -ge $((COUNT / 64)) ] ||
	die "$(($(loop_iterations) - before)) iterations for $COUNT ports"

it "runs its loop while it sets a thousand ports"
before=$(loop_iterations)
tapctl port set 'p*' alias one
[ $(($(loop_iterations) - before)) -ge $((COUNT / 10)) ] ||
	die "$(($(loop_iterations) - before)) iterations for $COUNT ports"

# aliases_are ALIAS - true if all ports but "other" have this alias
aliases_are() {
	[ "$(show 'map(select(.name != "other").alias) | unique | join(" ")' \
		port show)" = "$1" ]
}
aliases_are one

it "sets all other ports when the client has hung up, and when a port is deleted"
python3 - "$SOCKET" <<-EOF
	import socket, sys
	one, other = [socket.socket(socket.AF_UNIX) for _ in range(2)]
	one.connect(sys.argv[1])
	other.connect(sys.argv[1])
	one.send(b"port set p* alias two\n")
	one.close()
	other.send(b"port del p999\nport add p999 null alias two\n")
	while other.recv(1000).count(b"ok") < 1:
	    pass
EOF
until_true aliases_are two

it "resets the ports that it has set when it cannot set one"
for n in $(seq 20); do
	echo "port add t$n tap"
done >"$LAB/taps"
tapctl -b "$LAB/taps"
with_tap.py simple 5 plain tapctl port add t21 tap fd 5
status 1 tapctl port set 't*' mtu 1400 offload on alias x
matches '"t21" was adopted' cat "$LAB/output"
is "1500  21" show 'map(select(.name | startswith("t"))) |
	"\(map(.mtu) | unique | join(" ")) \(map(.alias) | add) \(length)"' port show
is 1500 sh -c "ip -j link show t9 | jq .[0].mtu"
tapctl port set 't*' mtu 1400
is 1400 sh -c "ip -j link show t20 | jq .[0].mtu"
tapctl port del 't*'

it "shows ranges of VLANs without a row for each VLAN"
tapctl port set 'p*' trunk 1-4094
before=$(loop_iterations)
is $((COUNT + 3)) sh -c "tapctl vlan show | wc -l"
[ $(($(loop_iterations) - before)) -le $((2 * COUNT)) ] ||
	die "$(($(loop_iterations) - before)) iterations for $COUNT ports"
matches '^p1000 +1-4094 +no +no$' tapctl vlan show port p1000
matches '^p7 +10-12 +no +no$' tapctl vlan show p7 vid 10-12
