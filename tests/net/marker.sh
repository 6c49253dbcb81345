#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Markers count the frames that their filters select.  tapctl compiles the filters, and
# says what is wrong with one.

. "$(dirname "$0")/lib.sh"
need jq

start_switch <<-CONF
	switch set loop_probe off
	port add p1 tap
	port add p2 tap
	port add p3 tap
CONF
host alice p1 192.0.2.1/24
host bob   p2 192.0.2.2/24
host carol p3 192.0.2.3/24

# frames_of MARKER - print how many frames it has selected
frames_of() {
	show '.[0].frames' marker show "$1"
}

# events_since SEQ N - print what the first N events of markers after that one tell
events_since() {
	show '"\(.marker) \(.port) \(.mac) \(.reason) \(.selected)"' \
		monitor marker since "$1" count "$2"
}

# newest - print the number of the newest event
newest() {
	show .events.newest switch show
}

it "writes an event for each frame, with what became of it"
alice=$(mac_of alice)
tapctl marker add pings port p1 filter 'icmp and dst host 192.0.2.2'
reaches alice 192.0.2.2
since=$(newest)
reaches alice 192.0.2.2
tapctl port set p1,p2 isolated on
does_not_reach alice 192.0.2.2
tapctl port set p1,p2 isolated off
is "pings p1 $alice forwarded 1
pings p1 $alice isolated 1" events_since "$since" 2
matches ' marker +p1 +pings: .* isolated$' \
	tapctl monitor marker since "$since" count 2
tapctl marker del pings

it "counts one conversation among many"
tapctl marker add conversation filter 'icmp and host 192.0.2.1 and host 192.0.2.2'
tapctl marker add replies port p2 filter 'icmp[icmptype] == icmp-echoreply'
tapctl marker add from-carol port p3 filter icmp
reaches alice 192.0.2.2 -c3
reaches alice 192.0.2.3 -c2
is 6 frames_of conversation
is 3 frames_of replies
is 2 frames_of from-carol

it "shows markers as a table, without their programs"
matches '^conversation .*icmp and host 192.0.2.1 and host 192.0.2.2 ' \
	tapctl marker show
refute grep -q '40 0 0 12' <(tapctl marker show)

it "finds the VLAN tags of frames in their bytes"
tapctl marker add vlan port p1 filter 'vlan 10'
delivered alice "alice > all tag 10" "alice > all tag 20" "alice > all" >/dev/null
is 1 frames_of vlan

it "keeps its markers in a file, and their counts when it is applied again"
tapctl config save "$LAB/saved"
matches "^marker add replies port p2 filter 'icmp.*' bpf '40 0 0 12," \
	cat "$LAB/saved"
is "[]" tapctl -j config diff "$LAB/saved"
tapctl config apply "$LAB/saved" >/dev/null
is 6 frames_of conversation
tapctl marker del vlan
is "marker vlan: added, port p1 filter 'vlan 10'" \
	show '.[]' config diff "$LAB/saved"
tapctl config apply "$LAB/saved" >/dev/null
is 0 frames_of vlan
is 6 frames_of conversation

it "compiles the filters of lines in a batch"
tapctl -b - <<-LINES
	marker add arp filter arp # with a comment
	marker add raw bpf '6 0 0 1'
	marker add quoted filter "tcp port 22"
LINES
is "arp
tcp port 22" show '.[] | select(.name == ("arp", "quoted")) | .filter' marker show

it "marks the filter that is wrong, and exits with 2"
status 2 tapctl marker add bad filter 'icmp and'
matches "filter \"icmp and\": .*syntax error" cat "$LAB/output"
matches '^ {24}\^~{9}$' cat "$LAB/output"
status 2 tapctl marker add bad filter 'ip and arp'
status 2 tapctl -j marker add bad port p1 filter 'icmp and'
is "bad-value 7" jq -r '"\(.code) \(.word)"' "$LAB/output"

it "refuses what only Linux knows about a frame"
status 2 tapctl marker add bad filter inbound
matches 'instruction 0, .* reads what only Linux knows' cat "$LAB/output"
matches '^ {24}\^~{6}$' cat "$LAB/output"

it "has added none of these"
is 0 show '[.[] | select(.name == "bad")] | length' marker show

it "says so when no port has such a name yet"
matches 'note: no port has such a name' tapctl marker add later port vm1,vm2
refute grep -q note <(tapctl marker add now port 'p*' 2>&1)
stop_switch
