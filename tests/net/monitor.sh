#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# `monitor` tells what happens as it happens, and who did it; a reader that is slow or
# vanishes holds up nobody.
#
#	alice, bob --tap--+ switch +--a port for each client

. "$(dirname "$0")/lib.sh"
need jq python3

start_switch <<-CONF
	switch set loop_probe off
	port add p1 tap
	port add p2 tap
	port listen stream $LAB/vm.sock name vm%d max 1
CONF
host alice p1 192.0.2.1/24
host bob   p2 192.0.2.2/24
reaches alice 192.0.2.2

# start_monitor FILE ARGUMENT... - write events as JSON into a file, in the background;
# sets $monitor to the process
start_monitor() {
	local file=$1
	shift
	tapctl -j monitor "$@" >"$file" &
	monitor=$!
	until_true clients_are 2
}

# clients_are N - true if so many clients are connected, with the one that asks
clients_are() {
	[ "$(show .clients switch show)" = "$1" ]
}

# has_told FILE FILTER - true if an event in the file matches this jq filter
has_told() {
	jq -es "any(.[]; $2)" "$1"
}

# accounts_for_all FILE - true if the events told and those missed are all there were
accounts_for_all() {
	[ "$(jq -s 'map(.missed // 1) | add' "$1")" = \
		"$(show .events.newest switch show)" ]
}

# end_monitor - end the process of start_monitor
end_monitor() {
	kill "$monitor"
	wait "$monitor" 2>/dev/null || true
	until_true clients_are 1
}

it "tells of a station that moves, and of a link that goes down"
start_monitor "$LAB/all"
delivered alice "dave > all" >/dev/null
delivered bob "dave > all" >/dev/null
in_host bob ip link set p2 down
until_true has_told "$LAB/all" '.event == "port-oper" and .port == "p2" and
	.oper == "down" and .kind == "link"'
has_told "$LAB/all" ".event == \"fdb-learned\" and .port == \"p1\" and
	.mac == \"$(station dave)\"" >/dev/null
has_told "$LAB/all" ".event == \"fdb-moved\" and .port == \"p2\" and
	.other == \"p1\" and .mac == \"$(station dave)\"" >/dev/null
in_host bob ip link set p2 up
end_monitor

it "says who has given the command, and nothing where nobody has"
has_told "$LAB/all" '.event == "fdb-moved" and (has("uid") | not)' >/dev/null
start_monitor "$LAB/who" port
tapctl port add p3 null &
pid=$!
wait $pid
tapctl port del p3 &
wait $!
until_true has_told "$LAB/who" '.event == "port-removed"'
has_told "$LAB/who" ".event == \"port-added\" and .port == \"p3\" and
	.uid == $(id -u) and .pid == $pid" >/dev/null
has_told "$LAB/who" ".event == \"port-removed\" and .pid == $!" >/dev/null
end_monitor

it "tells of markers and mirrors that are added and removed, and by whom"
since=$(show .events.newest switch show)
tapctl marker add pings filter icmp
tapctl mirror add taps from p1 to p9 2>/dev/null
tapctl marker del pings
tapctl mirror del taps
is "marker-added pings 0
mirror-added taps 0
marker-removed pings 0
mirror-removed taps 0" show '"\(.event) \(.marker // .mirror) \(.uid)"' \
	monitor config since "$since" count 4
matches ' config +- +mirror taps removed \(uid 0, pid [0-9]+\)$' \
	tapctl monitor config since "$since" count 4

it "does not count a reload by SIGHUP as anybody's command"
start_monitor "$LAB/reload" config port
sed 's/loop_probe off/& ageing_time 77/' "$CONF" >"$LAB/conf.new"
cp "$LAB/conf.new" "$CONF"
apply
until_true has_told "$LAB/reload" '.event == "config"'
refute has_told "$LAB/reload" '.event == "config" and has("pid")' >/dev/null
end_monitor

it "tells of clients of a listener: accepted, rejected and gone"
start_monitor "$LAB/clients" listener
plug_in c1 stream connect "$LAB/vm.sock"
tapctl wait port vm0 up timeout 5
raw.py stream "$LAB/vm.sock" ended
until_true has_told "$LAB/clients" '.event == "client-rejected"'
has_told "$LAB/clients" ".event == \"client-accepted\" and .port == \"vm0\" and
	.listener == \"stream $LAB/vm.sock\" and .pid == ${plug_of[c1]}" >/dev/null
unplug c1
until_true has_told "$LAB/clients" '.event == "client-gone" and .port == "vm0"'
tapctl port listen del "$LAB/vm.sock"
until_true has_told "$LAB/clients" '.event == "listener-removed" and has("pid")'
end_monitor

it "gives each event the time of day"
# shellcheck disable=SC2016 # variables of jq
is true jq -s --arg now "$(date -u +%FT%T)" \
	'(.[-1].time[:19] + "Z" | fromdate) - ($now + "Z" | fromdate) |
	. <= 1 and . > -600' "$LAB/clients"

it "shows lines that people can read, and that fit into 80 columns"
last=$(show .events.newest switch show)
tapctl fdb add "$(station carol)" port p1 static
matches "^[0-9:.]{12} fdb       p1       $(station carol) set, static \(uid " \
	tapctl monitor fdb since "$last" count 1
tapctl monitor since 0 count 5 >"$LAB/lines"
[ "$(wc -L <"$LAB/lines")" -le 80 ] || die "a line is longer: $(cat "$LAB/lines")"

it "ends after the events that were asked for, or when nobody reads any more"
status 0 tapctl monitor since 0 count 3
is 3 grep -c . "$LAB/output"
is 1 sh -c 'tapctl monitor since 0 | head -n1 | wc -l'
until_true clients_are 1
mkfifo "$LAB/pipe"
tapctl monitor >"$LAB/pipe" & # nothing happens
monitor=$!
exec {pipe}<"$LAB/pipe"
until_true clients_are 2
exec {pipe}<&-
wait $monitor

it "says what is wrong with the line"
status 1 tapctl monitor since 999999999
matches no-such-event tapctl -j monitor since 999999999
status 2 tapctl monitor nonsense
matches 'expected port, link, fdb' tapctl monitor nonsense

it "forwards, and answers others, while the reader of a monitor has stopped"
start_monitor "$LAB/stopped" since 0
kill -STOP $monitor
for _ in {1..80}; do
	printf 'fdb add 02:00:00:00:%02x:00 port p1 static\n' {1..250}
	printf 'fdb flush static\n'
done >"$LAB/many"
tapctl -b "$LAB/many" >/dev/null
reaches alice 192.0.2.2
expect_idle_switch
is 2 show .clients switch show

it "tells a slow reader how many events it has missed"
kill -CONT $monitor
tapctl fdb add "$(station dave)" port p2 static
until_true has_told "$LAB/stopped" ".mac == \"$(station dave)\" and
	.event == \"fdb-put\" and .port == \"p2\""
until_true accounts_for_all "$LAB/stopped"
has_told "$LAB/stopped" '.missed > 0' >/dev/null
end_monitor

it "uses no CPU time for a monitor while nothing happens"
start_monitor "$LAB/quiet" config
expect_idle_switch
end_monitor

it "ends a monitor when the switch ends"
tapctl monitor >/dev/null 2>"$LAB/last" &
monitor=$!
until_true clients_are 2
tapctl stats check >/dev/null
stop_switch
rc=0
wait $monitor || rc=$?
is 3 echo $rc
matches 'the switch has ended' cat "$LAB/last"
