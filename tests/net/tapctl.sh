#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# What tapctl prints, and how it exits.

. "$(dirname "$0")/lib.sh"
need jq socat

start_switch <<-CONF
	port add p1 tap
	port add p2 null
CONF

it "exits with 0 when the command has succeeded"
status 0 tapctl switch show
status 0 tapctl port set p1 down

it "exits with 1 when the switch refuses the command, and says which word is wrong"
status 1 tapctl port del p7
matches 'port "p7" does not exist' cat "$LAB/output"
status 1 tapctl port set p2 mac 02:00:00:00:00:02

it "says which port was meant when a name is misspelt"
tapctl port add uplink null
status 1 tapctl port set uplnk learning off
matches 'port "uplnk" does not exist, did you mean "uplink"?' cat "$LAB/output"
status 1 tapctl port set p1 backup_port uplikn
matches 'backup_port "uplikn" does not exist, did you mean "uplink"?' cat "$LAB/output"
tapctl port del uplink

it "exits with 2 for a command that no switch accepts"
status 2 tapctl no such command
status 2 tapctl port ad p3 null
status 2 tapctl port add p3 nul
status 2 tapctl port add p3 null mtuu 1500
status 2 tapctl port add p3 null mtu
status 2 tapctl port set p1 mtu 1
status 2 tapctl port set p1 mtu 1500 mtu 1500
status 2 tapctl port set p1 police 10
status 2 tapctl fdb del 02:00:00:00:00
status 2 tapctl port show "p1'"
status 2 tapctl
status 2 tapctl --no-such-option
status 2 tapctl -s
status 2 tapctl -b "$LAB/nowhere"

it "says which word of a command is wrong, and what is missing"
matches '"-x" is not an option' tapctl -px
matches '"--nonsense" is not an option' tapctl --nonsense
matches '"-n" needs a value' tapctl -n
matches 'port "s" needs listen, connect or fd' tapctl port add s stream
matches 'after "patch", expected a word: the switch' tapctl port add s patch
matches 'descriptor 77 is not open' tapctl port add s tap fd 77
matches 'unexpected "p1"' tapctl list p1

it "exits with 3 when no switch answers"
status 3 tapctl -s "$LAB/nowhere" switch show
status 3 tapctl -n nobody switch show

it "exits with 4 when the condition did not become true in time"
status 4 tapctl wait port p1 up timeout 0
status 4 tapctl -j wait port p1 up timeout 0
status 4 tapctl wait fdb 02:00:00:00:00:01 timeout 0
status 0 tapctl wait port p2 up timeout 0
matches 'waited 0 s: port "p1" is down, not up' tapctl wait port p1 up timeout 0
matches 'waited 0 s: port "p7" does not' tapctl wait port p7 up timeout 0
matches 'waited 0 s: station .* is not known' \
	tapctl wait fdb 02:00:00:00:00:01 timeout 0

it "accepts a repeated add or del with --may-exist or --if-exists"
was=$(tapctl -j port show)
status 1 tapctl port add p1 tap
status 0 tapctl port add --may-exist p1 tap
status 1 tapctl port add p1 tap mtu 9000 --may-exist
is "$was" tapctl -j port show
status 0 tapctl port del --if-exists p7

it "prints tables, and JSON with -j"
matches '^p1 +' tapctl port show
refute sh -c "tapctl port show | grep -q '\"'"
tapctl -j port show | jq -e 'map(.name) == ["p1", "p2"]' >/dev/null

# expect_json_error STATUS JQ CMD... - run a command, which must exit with this
# status and write a JSON error that fits JQ
expect_json_error() {
	local wanted=$1 jq=$2 found=0
	shift 2
	"$@" >"$LAB/out" 2>"$LAB/output" || found=$?
	[ "$found" = "$wanted" ] || die "exit status $found: $*"
	[ ! -s "$LAB/out" ] || die "wrote $(cat "$LAB/out"): $*"
	jq -e "$jq" "$LAB/output" >"$LAB/out" || die "$(cat "$LAB/output"): $*"
}

it "writes errors as JSON to standard error with -j"
expect_json_error 1 '. == {code: "no-such-port", message: "port \"p7\" does not exist",
	word: 3}' tapctl -j port del p7
expect_json_error 2 '.code == "unknown-command" and .word == 2' tapctl -j port ad p3
expect_json_error 2 '.message | endswith("is named \"group_fwd\" now")' \
	tapctl -j port set p1 pass stp
expect_json_error 4 '.code == "timeout"' tapctl -j wait port p1 up timeout 0
expect_json_error 2 '.code == "usage"' tapctl -j
expect_json_error 2 '.code == "usage"' tapctl -j -x
expect_json_error 2 '.code == "system"' tapctl -j -b "$LAB/nowhere"
expect_json_error 3 '.code == "no-switch"' tapctl -j -n nobody switch show
printf 'port show\nport del p7\n' >"$LAB/batch"
expect_json_error 1 \
	'.code == "no-such-port" and .line == 2 and (.file | endswith("batch"))' \
	sh -c "tapctl -j -b '$LAB/batch' >/dev/null"

it "reads a noun alone as its show command, as bridge(8) does"
for noun in port vlan fdb link config; do
	is "$(tapctl -j $noun show)" tapctl -j $noun
done
is "$(tapctl vlan show)" tapctl vlan
refute tapctl wait

it "accepts the options of bridge(8), and takes -s with an argument for a socket"
is "$(tapctl stats vlan)" tapctl -s vlan show
is "$(tapctl stats vlan)" tapctl -stats vlan
[ "$(tapctl stats vlan | wc -L)" -le 80 ] || die "$(tapctl stats vlan)"
is "$(tapctl stats vlan port p1 vid 1)" tapctl -s vlan show dev p1 vid 1
is "$(tapctl stats show p1)" tapctl -statistics link show dev p1
is "$(tapctl fdb show)" tapctl -s fdb
is "$(tapctl -j fdb show)" tapctl -s "$SOCKET" -j fdb show
is "$(tapctl -j fdb show)" tapctl -s"$SOCKET" -json fdb show
matches '^fdb_limit: ' tapctl -d port show
is 2 sh -c "tapctl -details link | grep -c '^name: '"
matches $'\\[' tapctl -c port show
matches $'\\[' tapctl -color=always port show
refute sh -c "tapctl -c=never port show | grep $'\033'"
status 2 tapctl -c=sometimes port show
is "$(tapctl -j port show | jq --indent 4 .)" tapctl -j -p port show
is "$(tapctl -j vlan | jq --indent 4 .)" tapctl -pj vlan

it "shows consecutive VLANs with equal flags in one row, and each VLAN in JSON"
tapctl vlan add 10-20,30 port p2 2>"$LAB/output"
tapctl vlan add 31 port p2 untagged 2>"$LAB/output"
matches '^p2 +10-20 +no +no$' tapctl vlan show
matches '^p2 +30 +no +no$' tapctl vlan show p2
matches '^p2 +31 +no +yes$' tapctl vlan show
is 14 show 'map(select(.port == "p2")) | length' vlan show
tapctl vlan del 10-20,30,31 port p2

it "prints nothing when a command has no result"
is "" tapctl port set p1 up
is "" tapctl fdb add 02:00:00:00:00:01 port p1

it "notes once that VLAN filtering is off when VLANs are set"
tapctl port set p2 access 10 2>"$LAB/output"
matches '^tapctl: note: VLANs are off' cat "$LAB/output"
is null tapctl -j vlan add 20 port p2 2>"$LAB/output"
jq -e '.note | startswith("VLANs are off")' "$LAB/output" >/dev/null
is true sh -c "echo 'port set p2 native 3 trunk 4' |
	socat - UNIX-CONNECT:$SOCKET | jq '.ok and (.note | length > 0)'"
printf 'vlan add 21 port p2\nvlan add 22 port p2\n' |
	tapctl -b - 2>"$LAB/output"
is 1 grep -c note "$LAB/output"
tapctl switch set vlan_filtering on
tapctl vlan add 30 port p2 2>"$LAB/output"
is "" cat "$LAB/output"
tapctl switch set vlan_filtering off
tapctl port set p2 trunk 1 native 1 2>"$LAB/output"

it "runs the commands of a file"
cat >"$LAB/batch" <<-BATCH
	# two ports
	port add p3 null

	port add 'p4' null mtu 2000	# and a station
	fdb add 02:00:00:00:00:03 port p3
BATCH
tapctl -b "$LAB/batch"
is 4 show length port show
printf 'port del p3\nport del p4\n' | tapctl -b -
is 2 show length port show

it "stops at the first command that fails, and names its line"
printf 'port add p3 null\n\nport del p7\nport add p4 null\n' >"$LAB/batch"
status 1 tapctl -b "$LAB/batch"
matches 'batch:3:10: port "p7"' cat "$LAB/output"
is "p1 p2 p3" show 'map(.name) | join(" ")' port show

it "passes the words of its command line on unchanged"
status 2 tapctl port add 'a name' null
matches '"a name"' cat "$LAB/output"
status 2 tapctl port add '#p' null
status 2 tapctl port add '"' null

it "prints help for all commands, for a noun, or for one command"
matches 'port add .*tap' tapctl help
matches 'fdb flush' tapctl help fdb
matches '^fdb flush .*\[vlan <vids>\]' tapctl help fdb flush
refute sh -c "tapctl help fdb flush | grep -q 'fdb show'"
matches '\[mtu 68..65521\].*\[up\|down\]' tapctl help port add
refute sh -c "tapctl help fdb | grep -q 'port add'"
tapctl -j help | jq -e 'all(.[]; .syntax and .help and .example)' >/dev/null

# has_two_clients - true if the switch has two clients
has_two_clients() {
	[ "$(show .clients switch show)" = 2 ]
}

it "refuses help about unknown words, and a set without settings"
status 2 tapctl help nonsense
matches 'no command has the word "nonsense"' cat "$LAB/output"
status 2 tapctl help fdb nonsense
matches 'the word "nonsense" after "fdb"' cat "$LAB/output"
status 2 tapctl port set p1
matches 'nothing to set' cat "$LAB/output"

it "sends nothing else to the switch when its standard output is closed"
cat >"$LAB/answer" <<-'SH'
	head -n1 >"$LAB/asked"
	echo '{"ok":true,"result":[{"name":"p1"}]}'
	cat >>"$LAB/asked"
SH
socat "UNIX-LISTEN:$LAB/fake" EXEC:"sh $LAB/answer" &
fake=$!
until_true [ -S "$LAB/fake" ]
tapctl -s "$LAB/fake" port show >&-
wait $fake
is "port show" cat "$LAB/asked"

it "exits with 3 when the switch ends"
tapctl wait port p1 not-present timeout 60 &
waiting=$!
until_true has_two_clients
stop_switch
status 3 wait $waiting
