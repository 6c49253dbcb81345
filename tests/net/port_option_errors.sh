#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Options that are invalid or contradict one another: the error quotes the wrong word,
# and nothing changes.

. "$(dirname "$0")/lib.sh"
need jq

start_switch <<-CONF
	port add p tap down
	port add q null
CONF
was=$(tapctl config show)

# expect_error QUOTED WORD... - run the command, which must be refused with this
# word and change nothing
expect_error() {
	refute tapctl "${@:2}" >"$LAB/output" 2>&1
	grep -Fq -- "$1" "$LAB/output" || die "no $1 in $(cat "$LAB/output")"
	[ "$was" = "$(tapctl config show)" ] || die "changed by: ${*:2}"
}

it "refuses an option without the one that it needs"
expect_error '"mab"' port set p mab on
expect_error '"mab"' port set p up mab on
expect_error '"mab"' port set p locked on learning off mab on
expect_error '"fdb_sticky"' port set p fdb_sticky on
expect_error '"fdb_sticky"' port set p up fdb_sticky on fdb_limit 0
expect_error 'is not a trunk: "trunk VLANS native 7"' port set p native 7
expect_error '"ethertype"' port set p access 7 ethertype 0x88a8

it "refuses two roles, or one role twice"
expect_error '"trunk"' port set p access 1 trunk 2
expect_error '"dot1q-tunnel"' port set p up access 1 dot1q-tunnel 2
expect_error '"tunnel"' port set p access 1 tunnel on
expect_error '"access"' port set p access 1 access 2

it "refuses a backup port that is the port itself, or does not exist"
expect_error '"p"' port set p backup_port p
expect_error '"nobody"' port set p backup_port nobody
expect_error '"new"' port add new null backup_port new
expect_error '"p"' port set p up alias other backup_port p

it "refuses listeners at addresses that their type cannot use"
expect_error '"127.0.0.1:9100"' port listen dgram 127.0.0.1:9100
expect_error '"[::1]:9100"' port listen vde '[::1]:9100'
expect_error '"./vde"' port listen vde ./vde
expect_error "\"$LAB/$(printf 'x%.0s' {1..20})" \
	port listen vde "$LAB/$(printf 'x%.0s' {1..99})"
expect_error 'offload' port listen vde "$LAB/vde" offload implied

it "refuses unknown protocols and empty lists"
for list in '' ',' 'lldp,' ',lldp' 'lldp,,stp' 'stp lldp' 'STP' pause none,stp; do
	expect_error "\"$list\"" port set p group_fwd "$list"
done

it "refuses rates and numbers out of range"
for rate in '' 0pps 0bit 1e9gbit 1001gbit 10 -1pps 1.5mbit 10mbit/ 10mbit/0b \
	10mbit/9 9pps/9kb /9 off/9 99999999999999999999bit ' 9pps'; do
	expect_error "\"$rate\"" port set p up police "$rate"
done
expect_error '"0pps"' port add new tap shape 0pps
expect_error '"131071"' port set p shape_bytes 131071
expect_error '"0"' port set p shape_latency 0
expect_error '"-1"' port set p fdb_limit -1
expect_error '"86401"' port set p recovery 86401
expect_error '"loud"' port set p violation loud
expect_error '"yes"' port set p isolated yes

it "refuses an alias of several lines, or one that is too long"
long=$(printf 'x%.0s' {1..65})
expect_error "\"$(printf 'x%.0s' {1..40})" port set p alias "$long"
status 2 tapctl port set p up alias $'two\nlines'
is "$was" tapctl config show
expect_no_interface new

it "accepts the longest alias, and any characters that can be quoted"
for alias in "${long%x}" "'" "\"" "\\" "\"it's\"" ' ' '#' 'größe' ''; do
	tapctl port set p alias "$alias"
	is "$alias" show '.[0].alias' port show p
	tapctl config show >"$CONF"
	tapswitch -f "$CONF" --check
	apply
	is "$alias" show '.[0].alias' port show p
done
is "$was" tapctl config show

it "accepts the word none for a backup port"
tapctl port add new null backup_port none
is none show '.[0].backup_port' port show new
tapctl port del new
