#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# The commands that compare a file with the running switch, apply it, and write it:
# config diff, config apply, config save.

. "$(dirname "$0")/lib.sh"
need jq

start_switch <<-CONF
	switch set loop_probe off
	port add p1 tap up
	port add p2 tap access 10 up
	port listen stream $LAB/vms.sock
CONF
cat >"$LAB/other" <<-CONF
	switch set loop_probe off ageing_time 60
	port add p1 tap mtu 1400 up
	port add p3 null
CONF

# port_names - print the names of all ports, sorted
port_names() {
	show 'map(.name) | sort | join(" ")' port show
}

# ifindex IFNAME - print the index of this interface
ifindex() {
	ip -j link show "$1" | jq .[0].ifindex
}

it "finds no difference in the file that it was started with"
is "" tapctl config diff "$CONF"
is "[]" tapctl -j config diff "$CONF"

it "lists what another file would change, and changes nothing"
before=$(tapctl config show)
status 1 tapctl config diff "$LAB/other"
diff -u - "$LAB/output" <<-LINES
	stream $LAB/vms.sock: removed
	port p2: removed
	switch: ageing_time 300 -> 60
	port p1: mtu 1400 added
	port p3: added, null
LINES
status 1 tapctl config diff "$LAB/other" keep
diff -u - "$LAB/output" <<-LINES
	switch: ageing_time 300 -> 60
	port p1: mtu 1400 added
	port p3: added, null
LINES
is "$before" tapctl config show

it "resolves a path in the directory of tapctl, also one with blanks"
cp "$LAB/other" "$LAB/an other"
cd "$LAB"
status 1 tapctl config diff other
status 1 tapctl config diff "an other" keep
is 3 sh -c "wc -l <'$LAB/output'"
cd - >/dev/null

it "applies a file, and with keep leaves alone what the file does not name"
tapctl port add vm9 null
tapctl fdb add 02:00:00:00:00:99 port vm9 static
index=$(ifindex p1)
tapctl config apply "$LAB/other" keep >"$LAB/output"
diff -u - "$LAB/output" <<-LINES
	switch: ageing_time 300 -> 60
	port p1: mtu 1400 added
	port p3: added, null
LINES
is "p1 p2 p3 vm9" port_names
is vm9 show '.[0].port' fdb show static
is "$index 1400" sh -c "ip -j link show p1 | jq -r '.[0] | \"\(.ifindex) \(.mtu)\"'"
is "" tapctl config diff "$LAB/other" keep

it "applies a file without keep as a whole, and removes what it does not name"
tapctl config apply "$LAB/other" >"$LAB/output"
is "p1 p3" port_names
is 0 show length port listen show
is "$index" ifindex p1
is "" tapctl config diff "$LAB/other"
grep -q 'port vm9: removed' "$LOG"

it "reports the line of a file that is wrong, and changes nothing"
before=$(tapctl config show)
cp "$LAB/other" "$LAB/bad"
echo "port add p4 null colour red" >>"$LAB/bad"
for verb in diff apply; do
	status 1 tapctl config $verb "$LAB/bad"
	matches "$LAB/bad:4:18: .*\"colour\"" cat "$LAB/output"
done
sed -i '$s/null colour red/tap address ff02::1\/64/' "$LAB/bad"
status 1 tapctl config apply "$LAB/bad"
matches "$LAB/bad:4:25: .*ff02::1" cat "$LAB/output"
expect_no_interface p4
is "$before" tapctl config show

it "refuses paths that are not regular files, and commands that no file may have"
mkfifo "$LAB/pipe"
status 1 tapctl config apply "$LAB/pipe"
matches 'is not a regular file' cat "$LAB/output"
status 1 tapctl config diff "$LAB/nowhere"
status 1 tapctl config save "$LAB"
status 1 tapctl config save "$LAB/nowhere/file"
for line in "config apply $LAB/other" "config save"; do
	echo "$line" >"$LAB/bad"
	status 1 tapctl config apply "$LAB/bad"
	matches "$LAB/bad:1:1: a configuration file cannot" cat "$LAB/output"
done

it "saves the running configuration, from which a new switch becomes the same"
chmod 640 "$CONF"
tapctl config save
diff -u <(tapctl config show) "$CONF"
is 640 stat -c %a "$CONF"
tapctl config save "$LAB/copy"
cmp "$CONF" "$LAB/copy"
ln -s copy "$LAB/link"
tapctl switch set ageing_time 70
tapctl config save "$LAB/link"
[ -L "$LAB/link" ] || die "the link is gone"
matches 'ageing_time 70' cat "$LAB/copy"
is "" sh -c "ls '$LAB' | grep '^co[a-z]*\.' || true"
stop_switch
launch_switch -f "$LAB/copy"
until_true switch_answers
is "" tapctl config diff "$LAB/copy"
