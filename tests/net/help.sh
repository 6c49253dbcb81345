#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# `tapctl help` for each word, with and without a running switch, and --help; the width
# of tables on terminals of 80 and 200 columns; and completion in the shell.

NO_TAPS=1
. "$(dirname "$0")/lib.sh"
need jq python3 socat stty

it "lists the commands where no switch runs, without a message about that"
tapctl help >"$LAB/help" 2>"$LAB/output"
is "" cat "$LAB/output"
for line in 'switch set' 'port add <port> tap' 'fdb flush' list metrics exporter top; do
	matches "^$line +[A-Z]" cat "$LAB/help"
done
matches '^port del' tapctl help port
refute grep -q '^fdb' <(tapctl help port)
is "$(tapctl help)" tapctl -s "$LAB/nowhere" help
is "$(tapctl help)" tapctl -n nobody help

it "explains a command, a kind of port, and a word"
matches '^port add <port> tap .*\[ifname <ifname>\]' tapctl help port add
matches '^Options of each:$' tapctl help port add
is 1 grep -c '^    learning on|off ' <(tapctl help port add)
is 1 grep -c '^port add' <(tapctl help port add tap)
matches '^    mtu 68\.\.65521 ' tapctl help port add tap
matches '^    learning on\|off ' tapctl help port set
is "learning on|off" sh -c 'tapctl help port add learning | head -n1'
matches 'port set <ports>,' tapctl help learning
matches '^    <switch> ' tapctl help port add patch
matches '^list$' tapctl help list

it "explains the same with --help"
is "$(tapctl help port add)" tapctl port add --help
is "$(tapctl help port add)" tapctl port add p1 --help
is "$(tapctl help port add tap)" tapctl port add p1 tap --help
is "$(tapctl help port add learning)" tapctl port add p1 tap learning --help
is "$(tapctl help port add)" tapctl --help port add
is "$(tapctl help vlan)" tapctl vlan --help
is "$(tapctl help list)" tapctl list --help
matches '^usage: tapctl' tapctl --help
matches '^port add <port> tap ' tapctl --help
matches '^usage: tapctl' tapctl -h

it "suggests what a misspelt word was probably meant to be"
status 2 tapctl help prot
matches '"prot", did you mean "port"\?' cat "$LAB/output"
status 2 tapctl help port ad
matches '"ad" after "port"' cat "$LAB/output"
status 2 tapctl help port add lerning
matches 'did you mean "learning"\?' cat "$LAB/output"
matches '^  help port add lerning$' cat "$LAB/output"
matches '^                \^~~~~~~$' cat "$LAB/output"
status 2 tapctl help port add tap learning
status 2 tapctl prot --help

it "prints the grammar as JSON for programs"
tapctl help --json >"$LAB/json"
is "$(cat "$LAB/json")" tapctl -j help
is "$(cat "$LAB/json")" tapctl -j --help
is true jq 'all(.[]; .syntax and .help and .example and has("changes")
	and (.items | length > 0))' "$LAB/json"
is true jq 'all(.[].items[]; has("kind") and has("optional") and
	has("repeats"))' "$LAB/json"
is '["mtu"]' jq -c '.[] | select(.syntax | startswith("port add <port:new> null"))
	.items[] | select(.max == 65521) | .words' "$LAB/json"
is 1 jq length <(tapctl help port set --json)
status 2 tapctl help prot --json
is bad-value jq -r .code "$LAB/output"

it "prints the help of the running switch, if there is one"
start_switch <<<"port add p1 null"
is "$(cat "$LAB/json")" tapctl help --json
status 2 tapctl help prot
matches '"prot", did you mean "port"\?' cat "$LAB/output"
stop_switch
cat >"$LAB/answer" <<-'SH'
	read -r line
	echo '{"ok":true,"result":[{"syntax":"x","help":"'"$line"' of another"}]}'
SH
socat "UNIX-LISTEN:$LAB/another" EXEC:"sh $LAB/answer" &
until_true [ -S "$LAB/another" ]
matches 'help of another' tapctl -s "$LAB/another" help
matches 'port add' tapctl help

it "does not wait for a switch that does not answer"
socat "UNIX-LISTEN:$LAB/dumb,fork" SYSTEM:'sleep 60' &
until_true [ -S "$LAB/dumb" ]
is "$(tapctl help port add)" tapctl -s "$LAB/dumb" help port add

# output_on_terminal COLUMNS CMD... - print what the command writes on a terminal of
# this width
output_on_terminal() {
	local columns=$1
	shift
	# shellcheck disable=SC2016 # for that shell to expand
	terminal.py sh -c 'stty cols "$0" && exec "$@"' "$columns" "$@" \
		< <(exec sleep infinity) | tr -d '\r'
}

# longest_line CMD... - print the length of the longest line that the command writes
longest_line() {
	"$@" | wc -L
}

it "breaks lines at 80 columns on a narrow terminal, and at 100 on a wider one"
for topic in "" port "port add" "port set" "port add learning"; do
	# shellcheck disable=SC2086 # words
	[ "$(longest_line output_on_terminal 80 tapctl help $topic)" -le 80 ] ||
		die "$(output_on_terminal 80 tapctl help "$topic")"
done
[ "$(longest_line output_on_terminal 200 tapctl help port add)" -le 100 ]
[ "$(output_on_terminal 200 tapctl help port add | wc -l)" -lt \
	"$(output_on_terminal 80 tapctl help port add | wc -l)" ]
is "$(tapctl help port add)" output_on_terminal 80 tapctl help port add

it "drops columns that a terminal has no room for, and says which"
mkdir -p "$LAB/a-directory/with/a/long/name"
start_switch <<-CONF
	port add a-port-with-a-long-name-31-byte null alias "a long description of it"
	port add vm1 stream listen $LAB/a-directory/with/a/long/name/vm1.sock
CONF
output_on_terminal 80 tapctl port show >"$LAB/narrow"
[ "$(grep -v 'not shown' "$LAB/narrow" | wc -L)" -le 80 ]
matches '^[0-9] columns? not shown: .*; -w shows all$' tail -n1 "$LAB/narrow"
matches '^NAME .* OPER' cat "$LAB/narrow"
is "$(cat "$LAB/narrow")" output_on_terminal 80 tapctl port show
refute grep -q 'not shown' <(tapctl port show)
is "$(tapctl port show)" output_on_terminal 80 tapctl -w port show
is "$(tapctl port show)" output_on_terminal 200 tapctl port show
is "$(tapctl -j port show)" output_on_terminal 80 tapctl -j port show

it "continues long values of a list below themselves"
[ "$(longest_line output_on_terminal 80 tapctl switch show)" -le 80 ] ||
	die "$(output_on_terminal 80 tapctl switch show)"
[ "$(longest_line output_on_terminal 80 tapctl port show vm1)" -le 80 ]
stop_switch

# completions WORD... - print the words that the completion offers behind these
completions() {
	bash -c '
		complete() { :; }
		. "$0"
		_tapctl_options=()
		_tapctl_commands "$@"' "$O/tapctl.bash" "$@" | sort -u | xargs
}

it "completes words in the shell, without a switch as well"
matches ' port .*switch ' completions help
is "add del listen set show" completions help port
matches ' learning .* tap ' completions help port add
matches ' stream ' completions help port listen
is "off on" completions port set p1 learning
matches '(^| )-w( |$)' completions capture p1
matches '(^| )-C( |$)' completions capture p1 count 2 -w "$LAB/file"
matches '(^| )direction( |$)' completions capture p1 -w "$LAB/file" -C 1
refute grep -Eq '(^| )-w( |$)' <(completions capture p1 -w "$LAB/file")
matches '(^| )README.md( |$)' completions capture p1 -w
