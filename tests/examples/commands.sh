#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Every command's own example works in tests/data/lab.conf, as text and as JSON,
# those that say they change nothing do not, and what a result is, the manual says.

. "$(dirname "$0")/../net/lib.sh"
need jq

# An interface that somebody else has.
ip link add eth1 type veth peer name eth1-far

# Some examples name the lab's file, as from here.
cp tests/data/lab.conf "$LAB/lab.conf"
MANUAL=$PWD/switch/tapswitch-control.7
cd "$LAB"

# A new lab for each, for some take it apart: apply.
# Its probes would count between two looks.
echo "switch set loop_probe off" >>"$LAB/lab.conf"
start_switch <"$LAB/lab.conf"

# A switch that an example has ended is started again.
begin_again() {
	wait "$SWITCH" || die "it ended with status $?"
	start_switch <"$LAB/lab.conf"
}

# settings - what a command that reads must leave alone
settings() {
	tapctl config show
	show 'map(del(.age_ms))' fdb show
	show . stats show
}
# describes WORD... - tapswitch-control(7) has a section for a result
describes() {
	local words=$*
	while ! grep -Eq "^\.Ss (.*, )?$words(,.*)?\$" "$MANUAL"; do
		[[ $words = *" "* ]] || return
		words=${words% *}
	done
}
tapctl -j help >"$LAB/help"

while IFS=$'\t' read -r example changes; do
	it "$example"
	apply
	before=$(settings)
	read -r -a words <<<"$example"
	tapctl "${words[@]}" >"$LAB/said" || die "$(cat "$LAB/said")"
	[ "$example" != "switch stop" ] || begin_again
	apply
	tapctl -j "${words[@]}" >"$LAB/json"
	jq . "$LAB/json" >/dev/null
	[ "$(cat "$LAB/json")" = null ] || describes "${words[@]}" ||
		die "no section tells what this returns: $example"
	[ "$example" != "switch stop" ] || begin_again
	[ "$changes" = true ] || is "$before" settings
done < <(jq -r '.[] | [.example, .changes] | @tsv' "$LAB/help")

it "no row lacks one"
is 0 jq '[.[] | select(.example == null or .example == "")] | length' \
	"$LAB/help"
