#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# What happened already is captured from the flight recorder, hosts have names in
# captures, and one conversation is captured with a marker.

. "$(dirname "$0")/lib.sh"
. tests/net/tools/captures.sh
need jq ping tshark capinfos editcap socat

start_switch <<-CONF
	switch set loop_probe off
CONF
host alice
host bob
for name in "${HOSTS[@]}"; do
	in_host "$name" sh -c 'echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6'
done
tapctl port add red tap netns "$(pid_of alice)" ifname eth0 \
	address 192.0.2.1/24 up
tapctl port add blue tap netns "$(pid_of bob)" ifname eth0 \
	address 192.0.2.2/24 up
tapctl wait port red,blue up timeout 10

# the_last WORD... - capture what happened into $LAB/last.pcapng; the summary is in
# $LAB/summary
the_last() {
	tapctl capture last "$@" -w "$LAB/last.pcapng" 2>"$LAB/summary"
}

it "captures what has happened already, with the same ids as in the recorder"
reaches alice 192.0.2.2 -s 1000
the_last 1h
matches '^tapctl: frames captured: [1-9][0-9]*, lost: 0$' cat "$LAB/summary"
ids=$(show 'map(select(.frame | test("echo"))) | map("\(.port) \(.id)") | .[]' \
	recorder show)
is "$ids" fields "$LAB/last.pcapng" "icmp" frame.interface_name frame.packet_id
is "$ids" fields "$LAB/last.pcapng" "icmp && $INBOUND" \
	frame.interface_name frame.packet_id

it "captures the first bytes of these frames, with their whole length"
is "1042 80" echo "$(fields "$LAB/last.pcapng" icmp.type==8 frame.len frame.cap_len)"

it "says of each what became of it"
matches '^forwarded: .*; egress: red$' \
	fields "$LAB/last.pcapng" "icmp.type == 0" frame.comment
matches '[Vv]erdict' read_capture "$LAB/last.pcapng" -Y "icmp.type == 0" -V

it "writes a file that the programs of Wireshark read"
matches 'Number of interfaces in file: 2' capinfos "$LAB/last.pcapng"
matches 'Number of stat entries = 1' capinfos "$LAB/last.pcapng"
is "" editcap "$LAB/last.pcapng" "$LAB/edited.pcapng"

it "captures what was dropped, of one port, that a filter selects"
tapctl port set red,blue isolated on
does_not_reach alice 192.0.2.2
tapctl port set red,blue isolated off
the_last 1h only dropped port red filter icmp count 1
is "red 8" echo "$(fields "$LAB/last.pcapng" frame frame.interface_name icmp.type)"
matches '^dropped: isolated: ' fields "$LAB/last.pcapng" frame frame.comment

it "compares the length of the whole frame, not of what was recorded"
the_last 1h filter 'icmp and greater 1000'
is "1042 1042" echo "$(fields "$LAB/last.pcapng" frame frame.len | paste -sd" ")"

it "keeps frames of a port that was deleted meanwhile"
tapctl port add gone tap
host carol gone 192.0.2.3/24
tapctl wait port gone up timeout 10
reaches carol 192.0.2.2
tapctl port del gone
the_last 1h filter 'icmp[icmptype] == icmp-echo and src host 192.0.2.3'
is deleted fields "$LAB/last.pcapng" frame frame.interface_name

it "says that the recorder does not reach so far back"
tapctl switch set recorder 2
reaches alice 192.0.2.2 -c2 -i0.1
the_last 1h
matches 'note: no frame is recorded of more than [0-9]+ ms ago' \
	cat "$LAB/summary"
is 2 echo "$(read_capture "$LAB/last.pcapng" | wc -l)"

it "writes an empty capture if nothing was recorded"
tapctl port set red,blue down
tapctl switch set recorder 4096
the_last 1h
matches 'note: no frame of this time is recorded' cat "$LAB/summary"
matches 'frames captured: 0, lost: 0' cat "$LAB/summary"
is "" read_capture "$LAB/last.pcapng"
tapctl port set red,blue up
tapctl wait port red,blue up timeout 10

it "refuses what cannot be captured"
status 2 tapctl capture last soon -w "$LAB/none"
status 1 tapctl capture last 10s port p9 -w "$LAB/none"
status 1 tapctl capture last 10s -w /nowhere/file
matches 'write to "/nowhere/file"' cat "$LAB/output"
tapctl switch set recorder 0
status 1 tapctl capture last 10s -w "$LAB/none"
matches 'the recorder is off' cat "$LAB/output"
tapctl switch set recorder 4096
refute test -e "$LAB/none"

it "names hosts by their ports, also those of ports that are not captured"
start_capture red -w "$LAB/names.pcapng"
reaches alice 192.0.2.2
end_capture
is "red blue" echo "$(tshark -N n -r "$LAB/names.pcapng" -Y icmp.type==8 \
	-T fields -e ip.src_host -e ip.dst_host 2>/dev/null | sed 's/\t/ /g')"
matches 'Internet Protocol Version 4, Src: red .192.0.2.1., Dst: blue ' \
	tshark -N n -V -r "$LAB/names.pcapng" -Y icmp.type==8

it "names them in each of several files"
start_capture all -C 1k -W 3 -w "$LAB/ring.pcapng"
reaches alice 192.0.2.2 -c8 -i0.1
end_capture
files=("$LAB"/ring_*.pcapng)
[ ${#files[@]} = 3 ] || die "not 3 files: ${files[*]}"
for file in "${files[@]}"; do
	refute grep -Eqv '^(red|blue)$' <(tshark -N n -r "$file" -Y icmp \
		-T fields -e ip.src_host 2>/dev/null)
done

it "adds a marker, and captures one conversation with it"
env --default-signal=INT tapctl marker add talk port red filter icmp \
	capture "$LAB/talk.pcapng" 2>"$LAB/summary" &
capture=$!
until_true test -s "$LAB/talk.pcapng"
reaches alice 192.0.2.2 -c2 -i0.1
end_capture
matches 'frames captured: 2, lost: 0' cat "$LAB/summary"
is "red 8 red 8" echo "$(fields "$LAB/talk.pcapng" frame \
	frame.interface_name icmp.type | paste -sd" ")"
is 2 show '.[0].frames' marker show talk

it "saves the marker, not the file"
matches "^marker add talk port red filter icmp bpf " tapctl config show
refute grep -q talk.pcapng <(tapctl config show)

it "captures at a marker that there is"
start_capture marker talk direction both count 2 -w "$LAB/both.pcapng"
reaches alice 192.0.2.2
wait $capture
is "8 0" echo "$(fields "$LAB/both.pcapng" frame icmp.type | paste -sd" ")"
start_capture marker talk count 1 -w "$LAB/one.pcapng"
reaches alice 192.0.2.2
wait $capture
is 8 fields "$LAB/one.pcapng" frame icmp.type

it "adds no marker if its file cannot be written"
status 1 tapctl marker add bad filter arp capture /nowhere/file
matches 'write to "/nowhere/file"' cat "$LAB/output"
is 0 show '[.[] | select(.name == "bad")] | length' marker show
status 1 tapctl marker add talk filter arp capture "$LAB/none"
matches 'marker "talk" exists already' cat "$LAB/output"
status 1 tapctl capture marker bad -w "$LAB/none"
refute test -e "$LAB/none"

it "leaves the file to tapctl"
matches '"code":"not-by-the-switch"' socat -t2 - "UNIX-CONNECT:$SOCKET" \
	<<<"marker add file bpf '6 0 0 1' capture /tmp/x"
status 2 tapctl -b - <<<"marker add file filter arp capture $LAB/none"
