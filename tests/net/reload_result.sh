#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A client that reloads the file gets the result, and the log has a line for each
# change.

. "$(dirname "$0")/lib.sh"
need jq

start_switch <<-CONF
	switch set loop_probe off
	port add p1 tap
	port add p2 tap mtu 1400 access 10
	port add p3 null
	port listen stream $LAB/vm.sock max 4
	vlan set 10 name staff
	fdb add 02:00:00:00:00:99 port p1 static
CONF

# new_log_lines - print the lines of the log since the last call
new_log_lines() {
	tail -n "+$((lines + 1))" "$LOG" | sed 's/^tapswitch: //'
	lines=$(wc -l <"$LOG")
}
lines=$(wc -l <"$LOG")

it "logs only that the file was applied when it changes nothing"
is "" tapctl config reload
is "$CONF: applied again" new_log_lines

it "logs each change that a reload makes"
cat >"$CONF" <<-CONF
	switch set loop_probe off ageing_time 100
	port add p1 tap learning off alias 'a b'
	port add p2 tap mtu 1300 down access 30
	port add p4 tap access 20
	port listen stream $LAB/vm.sock max 5
	port listen dgram $LAB/d.sock
	vlan set 10 name guests
	vlan add 30 port p1
	fdb add 02:00:00:00:00:98 port p1 static
	fdb add 02:00:00:00:00:97 port p1 static
CONF
is null tapctl -j config reload
is "$(sort <<-LINES
	dgram $LAB/d.sock: added
	stream $LAB/vm.sock: max 4 -> 5
	port p3: removed
	vlan 10: name staff -> guests
	port p1: alias '' -> 'a b', learning on -> off, trunk 30 added, native 1 added
	port p2: mtu 1400 -> 1300, access 10 -> 30
	port p2: set down
	port p4: added, tap access 20
	fdb: 02:00:00:00:00:99 port p1 static removed
	fdb: 02:00:00:00:00:98 port p1 static added
	fdb: 02:00:00:00:00:97 port p1 static added
	switch: ageing_time 300 -> 100
	$CONF: applied again
LINES
)" sh -c "tail -n13 $LOG | sed 's/^tapswitch: //' | sort"
new_log_lines >"$LAB/ignored"

it "reports what is wrong in a reloaded file and where, and changes nothing"
before=$(tapctl config show)
echo "port add p5 tap colour red" >>"$CONF"
status 1 tapctl config reload
matches "^tapctl: $CONF:11:17: .*\"colour\"" cat "$LAB/output"
matches "^error: $CONF:11:17: .*\"colour\".*nothing was changed" new_log_lines
sed -i '$s/colour red/address ff02::1\/64/' "$CONF"
status 1 tapctl config reload
matches "^tapctl: $CONF:11:25: .*ff02::1/64" cat "$LAB/output"
rm "$CONF"
status 1 tapctl config reload
matches "\"$CONF\": No such file or directory" cat "$LAB/output"
mkfifo "$CONF"
status 1 tapctl config reload
matches "\"$CONF\" is not a regular file" cat "$LAB/output"
rm "$CONF"
is "$before" tapctl config show

it "serves several clients that ask for a reload at the same time"
tapctl config show >"$CONF"
for _ in {1..5}; do
	tapctl config reload &
done
kill -HUP "$SWITCH"
for pid in $(jobs -p); do
	[ "$pid" = "$SWITCH" ] || wait "$pid"
done
is "$before" tapctl config show

it "refuses config reload in a file"
echo "config reload" >"$CONF"
status 1 tapctl config reload
matches "$CONF:1:1: a configuration file cannot reload itself" cat "$LAB/output"
status 1 tapswitch -f "$CONF" --check
printf 'port add gone tap\nport del gone\n' >"$CONF"
tapswitch -f "$CONF" --check >"$LAB/output" 2>&1
[ ! -s "$LAB/output" ] || die "--check says: $(cat "$LAB/output")"
stop_switch

it "says that it was started without a file"
launch_switch
until_true switch_answers
status 1 tapctl config reload
matches "was started without a file" cat "$LAB/output"
stop_switch

it "reads a long file in many iterations of its loop"
for n in {1..1000}; do
	echo "port add p$n null"
done >"$CONF"
launch_switch -f "$CONF"
until_true switch_answers
tapctl stats reset loop
tapctl config reload
echo "    $(show '.iterations | "\(.count) iterations, the longest took \(.max_us) us"' switch show)"
[ "$(show .iterations.count switch show)" -gt 10 ]
is 1000 show .ports switch show
