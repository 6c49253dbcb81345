#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A file that is wrong is told with its line, its column and the word; the
# switch does not start, and nothing is left of the lines before.

. "$(dirname "$0")/lib.sh"

# nothing_is_left - neither a tap nor a socket nor a process
nothing_is_left() {
	gone good
	[ ! -e "$SOCKET" ] || die "there is a socket"
}

# fails LINE COLUMN PATTERN <CONFIG - starting fails there, and this is said
fails() {
	cat >"$CONF"
	status 1 tapswitch -s "$SOCKET" -f "$CONF"
	grep -Fq "$CONF:$1:$2: " "$LAB/said" ||
		die "no $CONF:$1:$2: in $(cat "$LAB/said")"
	grep -Eq "$3" "$LAB/said" || die "no /$3/ in $(cat "$LAB/said")"
	nothing_is_left
}

# wrong LINE COLUMN PATTERN <CONFIG - a mere look at the file finds it, too
wrong() {
	fails "$@"
	status 1 tapswitch -f "$CONF" --check
	nothing_is_left
}

it "finds words that it does not know"
wrong 3 1 '"prot"' <<-CONF
	port add good tap

	prot add bad tap
CONF
wrong 2 14 '"tab"' <<-CONF
	port add good tap
	port add bad tab
CONF
wrong 3 20 '"colour"' <<-CONF
	# a comment
	port add good tap
	  port add bad tap colour red
CONF

it "finds values that cannot be"
wrong 2 22 '"67"' <<-CONF
	port add good tap
	port add bad tap mtu 67
CONF
wrong 2 22 '"02:00"' <<-CONF
	port add good tap
	port add bad tap mac 02:00
CONF
wrong 2 26 '"192.0.2.1"' <<-CONF
	port add good tap
	port add bad tap address 192.0.2.1
CONF
wrong 2 24 '"forever"' <<-CONF
	port add good tap
	switch set ageing_time forever
CONF


it "finds what is missing, and what is there twice"
wrong 2 18 '"mtu"' <<-CONF
	port add good tap
	port add bad tap mtu
CONF
wrong 2 31 '"mtu"' <<-CONF
	port add good tap
	port add bad tap mtu 1500 up  mtu 9000
CONF
wrong 2 10 '"good"' <<-CONF
	port add good tap
	port add good tap
CONF

it "finds ports that are not there"
wrong 2 32 '"nobody"' <<-CONF
	port add good tap
	fdb add 02:00:00:00:00:01 port nobody
CONF

it "finds commands that only show or wait"
wrong 2 1 '"config show" only shows or waits' <<-CONF
	port add good tap
	config show
CONF
wrong 2 3 '"wait port" only shows or waits' <<-CONF
	port add good tap
	  wait port good up timeout 5
CONF
wrong 1 1 '"help" only shows or waits' <<-CONF
	help
CONF

it "finds quotes without an end, and bytes that are no text"
wrong 2 10 'quote' <<-CONF
	port add good tap
	port add "bad tap
CONF
printf 'port add good tap\nport add \xff\xfe tap\n' |
	wrong 2 10 .

it "finds what only the kernel knows"
with_tap.py taken 9 plain sleep infinity &
until_true ip link show taken
fails 2 25 'taken' <<-CONF
	port add good tap
	port add bad tap ifname taken
CONF
fails 2 47 'ff02::1/64' <<-CONF
	port add good tap
	port add bad tap address 192.0.2.1/24 address ff02::1/64
CONF
fails 2 10 'bad:tap' <<-CONF
	port add good tap
	port add bad:tap tap
CONF

it "says so when there is no file, or none that can be read"
status 1 tapswitch -s "$SOCKET" -f "$LAB/nowhere"
grep -q "$LAB/nowhere" "$LAB/said" || die "$(cat "$LAB/said")"
status 1 tapswitch -s "$SOCKET" -f "$LAB"
nothing_is_left

it "reads standard input, and says so"
printf 'port add good tap\nport add bad tab\n' >"$CONF"
status 1 tapswitch -s "$SOCKET" -f - <"$CONF"
grep -q 'standard input:2:14: ' "$LAB/said" || die "$(cat "$LAB/said")"
nothing_is_left

it "takes a file that is right"
cat >"$CONF" <<-CONF
	port add good tap
	port set good mtu 1400 mac 02:00:00:00:00:01 offload off
CONF
tapswitch -f "$CONF" --check
launch_switch -f "$CONF"
until_true switch_answers
is "port add good tap mac 02:00:00:00:00:01 mtu 1400 offload off" \
	sh -c 'tapctl config show | tail -n1'
matches 'mtu 1400' ip link show good
stop_switch
printf 'port add good tap' >"$CONF"
tapswitch -f "$CONF" --check
nothing_is_left
launch_switch -f "$CONF"
until_true switch_answers
ip link show good >/dev/null
