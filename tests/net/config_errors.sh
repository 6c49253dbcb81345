#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A wrong file is reported with line, column and word; the switch does not start, and
# nothing remains of the lines before.

. "$(dirname "$0")/lib.sh"

# expect_no_trace - fail if there is a tap or a socket
expect_no_trace() {
	expect_no_interface good
	[ ! -e "$SOCKET" ] || die "there is a socket"
}

# expect_start_error LINE COLUMN PATTERN <CONFIG - start the switch, which must fail
# with this place and message
expect_start_error() {
	cat >"$CONF"
	status 1 tapswitch -s "$SOCKET" -f "$CONF"
	grep -Fq "$CONF:$1:$2: " "$LAB/output" ||
		die "no $CONF:$1:$2: in $(cat "$LAB/output")"
	grep -Eq "$3" "$LAB/output" || die "no /$3/ in $(cat "$LAB/output")"
	expect_no_trace
}

# expect_config_error LINE COLUMN PATTERN <CONFIG - the same; --check, which applies
# nothing, must fail as well
expect_config_error() {
	expect_start_error "$@"
	status 1 tapswitch -f "$CONF" --check
	expect_no_trace
}

it "reports unknown words"
expect_config_error 3 1 '"prot"' <<-CONF
	port add good tap

	prot add bad tap
CONF
expect_config_error 2 14 '"tab"' <<-CONF
	port add good tap
	port add bad tab
CONF
expect_config_error 3 20 '"colour"' <<-CONF
	# a comment
	port add good tap
	  port add bad tap colour red
CONF

it "reports invalid values"
expect_config_error 2 22 '"67"' <<-CONF
	port add good tap
	port add bad tap mtu 67
CONF
expect_config_error 2 22 '"02:00"' <<-CONF
	port add good tap
	port add bad tap mac 02:00
CONF
expect_config_error 2 26 '"192.0.2.1"' <<-CONF
	port add good tap
	port add bad tap address 192.0.2.1
CONF
expect_config_error 2 24 '"forever"' <<-CONF
	port add good tap
	switch set ageing_time forever
CONF


it "reports missing values and repeated keywords and names"
expect_config_error 2 18 '"mtu"' <<-CONF
	port add good tap
	port add bad tap mtu
CONF
expect_config_error 2 31 '"mtu"' <<-CONF
	port add good tap
	port add bad tap mtu 1500 up  mtu 9000
CONF
expect_config_error 2 10 '"good"' <<-CONF
	port add good tap
	port add good tap
CONF

it "reports ports that do not exist"
expect_config_error 2 32 '"nobody"' <<-CONF
	port add good tap
	fdb add 02:00:00:00:00:01 port nobody
CONF

it "reports commands that only show or wait"
expect_config_error 2 1 '"config show" changes no settings' <<-CONF
	port add good tap
	config show
CONF
expect_config_error 2 3 '"wait port" changes no settings' <<-CONF
	port add good tap
	  wait port good up timeout 5
CONF
expect_config_error 1 1 '"help" changes no settings' <<-CONF
	help
CONF

it "reports unclosed quotes and bytes that are not text"
expect_config_error 2 10 'quote' <<-CONF
	port add good tap
	port add "bad tap
CONF
printf 'port add good tap\nport add \xff\xfe tap\n' |
	expect_config_error 2 10 .

it "reports a line that is too long"
printf 'port add good tap\nvlan add 10%070000d port good\n' 0 >"$CONF"
status 1 tapswitch -f "$CONF" --check
matches "$CONF:2: the line is longer than 65536 bytes: split it" cat "$LAB/output"

it "reports lines that only the kernel refuses"
with_tap.py taken 9 plain sleep infinity &
until_true ip link show taken
expect_start_error 2 25 'taken' <<-CONF
	port add good tap
	port add bad tap ifname taken
CONF
expect_start_error 2 47 'ff02::1/64' <<-CONF
	port add good tap
	port add bad tap address 192.0.2.1/24 address ff02::1/64
CONF
expect_start_error 2 10 'bad:tap' <<-CONF
	port add good tap
	port add bad:tap tap
CONF

it "reports a file that does not exist or cannot be read"
status 1 tapswitch -s "$SOCKET" -f "$LAB/nowhere"
grep -q "$LAB/nowhere" "$LAB/output" || die "$(cat "$LAB/output")"
status 1 tapswitch -s "$SOCKET" -f "$LAB"
expect_no_trace

it "reads standard input, and names it in messages"
printf 'port add good tap\nport add bad tab\n' >"$CONF"
status 1 tapswitch -s "$SOCKET" -f - <"$CONF"
grep -q 'standard input:2:14: ' "$LAB/output" || die "$(cat "$LAB/output")"
expect_no_trace

it "accepts a correct file"
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
expect_no_trace
launch_switch -f "$CONF"
until_true switch_answers
ip link show good >/dev/null
