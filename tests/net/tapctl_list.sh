#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# `tapctl list` shows which switches run here, and which sockets were left behind.

. "$(dirname "$0")/lib.sh"
need jq socat
unset TAPSWITCH_SOCKET

# list_json FILTER - print the JSON of `tapctl list`, through jq
list_json() {
	tapctl -j list | jq -rc "$1"
}

it "lists no switch where none was ever started"
is "" sh -c "tapctl list | tail -n +2"
is "[]" tapctl -j list

it "lists the name, process, ports and socket of each switch"
echo "port add p1 null" | tapswitch -n one -f - 2>>"$LOG" &
one=$!
tapctl -n one wait switch
tapswitch -n two 2>>"$LOG" &
two=$!
tapctl -n two wait switch
is "one $one 1 /run/tapswitch/one.sock two $two 0 /run/tapswitch/two.sock" \
	list_json 'map("\(.name) \(.pid) \(.ports) \(.socket)") | join(" ")'
is "running running" list_json 'map(.state) | join(" ")'
is true list_json 'all(.[]; .uptime_ms >= 0)'
matches "^NAME +STATE +PID +PORTS +UPTIME +SOCKET" tapctl list
matches "^two +running +$two +0 +[0-9.]+s +/run/tapswitch/two.sock" tapctl list

it "lists sockets that were left behind, and those that do not answer"
kill -KILL $two
wait $two || true
socat UNIX-LISTEN:/run/tapswitch/dumb.sock,fork SYSTEM:'sleep 60' &
until_true [ -S /run/tapswitch/dumb.sock ]
is "dumb silent one running two stale" \
	list_json 'map("\(.name) \(.state)") | join(" ")'
matches "^two +stale +- +- +- +/run/tapswitch/two.sock" tapctl list
is "$(tapctl -j list | jq --indent 4 'map(del(.uptime_ms))')" sh -c \
	"tapctl -jp list | grep -v uptime_ms"
is '{"code":"no-output","message":"cannot write the result"}' sh -c \
	'tapctl -j list 2>&1 >/dev/full || true'
kill $!

if is_real_root; then
	it "shows other users the switches that they may not query, and their own first"
	mkdir -m 755 "$LAB/bin"
	cp "$O/tapswitch" "$O/tapctl" "$LAB/bin" # where anybody may run them
	install -d -o 65534 -m 700 "$LAB/theirs"
	as_nobody=(setpriv --reuid 65534 --regid 65534 --clear-groups
		env XDG_RUNTIME_DIR="$LAB/theirs")
	"${as_nobody[@]}" "$LAB/bin/tapswitch" -n mine 2>>"$LOG" &
	mine=$!
	"${as_nobody[@]}" "$LAB/bin/tapctl" -n mine wait switch
	is "mine running one forbidden two forbidden" sh -c \
		"$(printf '%q ' "${as_nobody[@]}") $LAB/bin/tapctl -j list |
		jq -r 'map(select(.name != \"dumb\") | \"\(.name) \(.state)\") |
			join(\" \")'"

	it "finds root's switches by name for other users, where the socket permits it"
	status 3 "${as_nobody[@]}" "$LAB/bin/tapctl" -n one switch show
	matches 'no permission to open.*-g GROUP' cat "$LAB/output"
	status 3 "${as_nobody[@]}" "$LAB/bin/tapctl" -n one wait switch
	chmod 666 /run/tapswitch/one.sock
	status 0 "${as_nobody[@]}" "$LAB/bin/tapctl" -n one switch show
	status 0 setpriv --reuid 65534 --regid 65534 --clear-groups \
		env -u XDG_RUNTIME_DIR "$LAB/bin/tapctl" -n one switch show
	kill $mine
	wait $mine
fi
kill $one
wait $one
