#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Every setting of the switch, its ports and its VLANs is printed by `config show`,
# survives a restart, can be set and reset by SIGHUP, and does not change when a file is
# refused.

. "$(dirname "$0")/lib.sh"
need jq

# default_settings - print a file with ports that have default settings
default_settings() {
	cat <<-CONF
		port add p1 tap mac 02:00:00:00:00:01
		port add p2 tap mac 02:00:00:00:00:02
		port add p3 null
	CONF
}

# Each option has a value that is not its default, and options that exclude each other
# are on different ports.
all_settings() {
	cat <<-'CONF'
		switch set ageing_time 77 fdb_limit 777 fdb_full evict group_fwd 0x4001 busy_poll 7
		switch set vlan_filtering on vlan_protocol 802.1ad vlan_default_pvid 7
		switch set flap errdisable flap_moves 7 flap_recovery 9 loop_probe errdisable loop_interval 7 loop_recovery 7
		switch set recorder 777 snaplen 77
		vlan set 10 name 'the "staff"' ethertype 0x9100 fdb_limit 77
		vlan set 11 name "it's"
		port add p1 tap mac 02:00:00:00:00:01 mtu 2000 offload off alias "o'clock"
		port set p1 gro off flood off mcast_flood off bcast_flood off isolated on
		port set p1 hairpin on locked on mab on ingress_filtering off trusted on
		port set p1 trunk 10-12,20 native 7 accept untagged group_fwd stp,cdp,other
		port set p1 recovery 77 storm_ucast 7pps storm_mcast 7kbit storm_bcast 7mbit/7kb
		port set p1 police 7gbit storm_action shutdown
		port add p2 tap mac 02:00:00:00:00:02 alias ' # \ ' dot1q-tunnel 30 ethertype 0x9200
		port set p2 fdb_limit 7 fdb_sticky on violation restrict
		port set p2 shape 7mbit shape_bytes 200000 shape_latency 777 group_fwd none
		port add p3 null learning off access 40 violation shutdown group_fwd all
		vlan add 41 port p3
		port set p3 down
		port set p1 backup_port p3
		port set p2 backup_port p1
		fdb add 02:00:00:00:00:99 port p2 vlan 30 static
	CONF
}

# visible_state - print all that can be seen, except what changes with time
visible_state() {
	tapctl config show | sort
	show 'del(.pid, .start_time_ms, .uptime_ms, .events, .iterations,
		.iteration_times, .mac, .fdb_count)' switch show
	show 'sort_by(.name)[] | del(.no)' port show
	show 'map("\(.port) \(.vid) \(.pvid) \(.untagged)") | sort[]' vlan show
	show 'map("\(.mac) \(.vlan) \(.port) \(.state)") | sort[]' fdb show
}

# options_not_default NOUN - print the options whose values are not the defaults
options_not_default() {
	comm -13 <(sort "$LAB/defaults.$1") <(options "$1" | sort) |
		cut -d' ' -f1 | sort -u
}

# options NOUN - print each option's name and value; for ports, every value of each
options() {
	if [ "$1" = switch ]; then
		show 'to_entries[] | "\(.key) \(.value)"' switch show
	else
		show '.[] | to_entries[] | "\(.key) \(.value)"' port show
	fi
}

# option_names NOUN - print the options that the command has
option_names() {
	show ".[].syntax | select(startswith(\"$1 set\"))" help "$1" |
		grep -o '\[[^] ]* <' | tr -d '[ <' | sort -u
}

start_switch < <(default_settings)
visible_state >"$LAB/defaults"
options switch >"$LAB/defaults.switch"
options port >"$LAB/defaults.port"

it "sets every option by commands"
stop_switch
start_switch </dev/null
tapctl -b <(all_settings)
visible_state >"$LAB/all"
is "" comm -23 <(option_names switch) <(options_not_default switch)
# Roles and offload are shown under other names, and an address has no default.
is "$(printf '%s\n' access dot1q-tunnel ethertype mac native offload trunk)" \
	comm -23 <(option_names port) <(options_not_default port)
is 'o'\''clock| # \ |' show 'map(.alias) | join("|")' port show
is 'p3 p1 none' show 'map(.backup_port) | join(" ")' port show

matches "vlan set 10 name 'the \"staff\"' ethertype 0x9100 fdb_limit 77" \
	tapctl config show

it "prints lines of every option that create the same switch"
tapctl config show >"$CONF.all"
stop_switch
cp "$CONF.all" "$CONF"
launch_switch -f "$CONF"
until_true switch_answers
diff -u "$CONF.all" <(tapctl config show)
diff -u "$LAB/all" <(visible_state)

it "changes nothing when the printed lines are reloaded"
apply
diff -u "$LAB/all" <(visible_state)

it "returns to the defaults with a file that sets nothing"
reload < <(default_settings)
diff -u "$LAB/defaults" <(visible_state)

it "sets every option by a file"
reload <"$CONF.all"
diff -u "$LAB/all" <(visible_state)

it "keeps a backup port by name when port numbers change"
reload < <(tac <<-CONF
	port set p2 backup_port p1
	port set p1 backup_port p3
	port add p1 tap mac 02:00:00:00:00:01
	port add p3 null
	port add p2 tap mac 02:00:00:00:00:02 mtu 1400
CONF
)
is "p3 p1 none" show 'sort_by(.name) | map(.backup_port) | join(" ")' port show
reload <<-CONF
	port add p4 null
	port add p3 null
	port add p2 tap mac 02:00:00:00:00:02 mtu 1400
	port set p2 backup_port p3
CONF
is "p3 none none" show 'sort_by(.name) | map(.backup_port) | join(" ")' port show

it "changes nothing when a file is refused"
reload <"$CONF.all"
diff -u "$LAB/all" <(visible_state)
reload <<-CONF
	switch set fdb_limit 5 flap off
	vlan set 10 name other fdb_limit 1
	port add p1 tap mac 02:00:00:00:00:01 mtu 1400
	port add p2 tap mac 02:00:00:00:00:02 mtu 1400
	port add p3 null
	port add p4 tap address ff02::1/64
	port set p3 backup_port p2
CONF
grep -q ff02 "$LAB/applied" || die "$(cat "$LAB/applied")"
diff -u "$LAB/all" <(visible_state)
reload <<-CONF
	port add p3 tap address ff02::1/64
	port add p1 tap mtu 1400 ifname other1 address ff02::1/64
	port add p2 tap mtu 1400 ifname other2 address ff02::1/64
CONF
grep -q ff02 "$LAB/applied" || die "$(cat "$LAB/applied")"
diff -u "$LAB/all" <(visible_state)

it "keeps the order of its ports and its violations when a file is refused"
reload <<-CONF
	switch set loop_probe off
	port add p1 tap fdb_limit 1 violation restrict up
	port add p2 tap up
	port add p3 null
CONF
tapctl wait port p1 up timeout 5
wire.py send "me=$$/p1" -- "alice > all" "bob > all"

# violators - print the recorded stations and their ports
violators() {
	show '.[] | "\(.mac) \(.port)"' violation show
}

# violation_is_recorded - true if a violation at p1 is recorded
violation_is_recorded() {
	violators | grep -q p1
}
until_true violation_is_recorded
before=$(tapctl config show && violators)
reload <<-CONF
	port add p1 tap mtu 1400
	port add p2 tap mtu 1400
	port add p3 tap address ff02::1/64
CONF
grep -q ff02 "$LAB/applied" || die "$(cat "$LAB/applied")"
is "$before" eval "tapctl config show && violators"
