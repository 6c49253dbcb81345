#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Every command's own example works in tests/data/lab.conf, as text and as JSON; those
# of commands that only show change nothing; and the manual describes every result.

. "$(dirname "$0")/../net/lib.sh"
need jq

# An interface that the examples use.
ip link add eth1 type veth peer name eth1-far

# Some examples name the file of the lab by a relative path.
cp tests/data/lab.conf tests/data/ping.pcap "$LAB"
MANUAL=$PWD/switch/tapswitch-control.7
cd "$LAB"

# Each example starts from the file again, because some change much: apply.
# Probes would be counted between two comparisons.
echo "switch set loop_probe off" >>"$LAB/lab.conf"
start_switch <"$LAB/lab.conf"

# restart_switch - start the switch again after an example has stopped it
restart_switch() {
	wait "$SWITCH" || die "it ended with status $?"
	start_switch <"$LAB/lab.conf"
}

# values_to_keep - print all that a command must not change if it only shows
# something
values_to_keep() {
	tapctl config show
	show 'map(del(.age_ms))' fdb show
	show . stats show
}

# manual_describes WORD... - true if tapswitch-control(7) has a section for this
# result
manual_describes() {
	local words=$*
	while ! grep -Eq "^\.Ss (.*, )?$words(,.*)?\$" "$MANUAL"; do
		[[ $words = *" "* ]] || return
		words=${words% *}
	done
}
tapctl -j help >"$LAB/help"

while IFS=$'\t' read -r example changes; do
	it "accepts the example \"$example\""
	apply
	before=$(values_to_keep)
	read -r -a words <<<"$example"
	tapctl "${words[@]}" >"$LAB/output" || die "$(cat "$LAB/output")"
	[ "$example" != "switch stop" ] || restart_switch
	apply
	tapctl -j "${words[@]}" >"$LAB/json"
	# That of a capture is no JSON: tests/net/capture.sh looks at it.
	[[ $example != "capture "* ]] || continue
	jq . "$LAB/json" >/dev/null
	[ "$(cat "$LAB/json")" = null ] || manual_describes "${words[@]}" ||
		die "no section tells what this returns: $example"
	[ "$example" != "switch stop" ] || restart_switch
	[ "$changes" = true ] || is "$before" values_to_keep
done < <(jq -r '.[] | [.example, .changes] | @tsv' "$LAB/help")

it "has an example for every command"
is 0 jq '[.[] | select(.example == null or .example == "")] | length' \
	"$LAB/help"
