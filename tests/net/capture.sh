#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Frames are captured at ports, and Wireshark's programs read them without a complaint.

. "$(dirname "$0")/lib.sh"
. tests/net/tools/captures.sh
need jq ping tshark capinfos

start_switch <<-CONF
	switch set loop_probe off
	port add p1 tap
	port add p2 tap
	port add p3 tap
CONF
host alice p1 192.0.2.1/24
host bob   p2 192.0.2.2/24
host carol p3
tapctl wait port p1,p2,p3 up timeout 10

it "captures a frame where it comes in and where it goes out, with one id"
start_capture all -w "$LAB/ping.pcapng"
reaches alice 192.0.2.2
end_capture
received=$(fields "$LAB/ping.pcapng" "icmp.type == 8 && $INBOUND" \
	frame.interface_name frame.packet_id)
sent=$(fields "$LAB/ping.pcapng" "icmp.type == 8 && !($INBOUND)" \
	frame.interface_name frame.packet_id)
is "p1 ${received#* }" echo "$received"
is "p2 ${received#* }" echo "$sent"
matches '^tapctl: capturing frames$' cat "$LAB/summary"
matches 'frames captured: [0-9]+, lost: 0$' cat "$LAB/summary"

it "says in a comment what became of a frame"
matches '^flooded: destination unknown' \
	fields "$LAB/ping.pcapng" "arp.opcode == 1 && $INBOUND" frame.comment

it "captures a dropped frame once, with its reason"
start_capture all only dropped -w "$LAB/dropped.pcapng"
tapctl port set p1,p2 isolated on
does_not_reach alice 192.0.2.2
tapctl port set p1,p2 isolated off
end_capture
is "p1" fields "$LAB/dropped.pcapng" "icmp" frame.interface_name
matches '^dropped: isolated: ' fields "$LAB/dropped.pcapng" icmp frame.comment

it "captures at a port that appears later"
start_capture all -w "$LAB/late.pcapng"
tapctl port add late tap
host dave late 192.0.2.4/24
tapctl wait port late up timeout 10
reaches alice 192.0.2.4
end_capture
is "late" fields "$LAB/late.pcapng" "icmp.type == 0 && $INBOUND" \
	frame.interface_name

it "ends its file with the statistics of each port"
matches 'Number of interfaces in file: 4' capinfos "$LAB/late.pcapng"
matches 'Number of stat entries = 1' capinfos "$LAB/late.pcapng"

it "captures what a filter selects"
start_capture p1 filter icmp count 2 -w "$LAB/filtered.pcapng"
reaches alice 192.0.2.2
wait $capture
is "8 0" echo "$(fields "$LAB/filtered.pcapng" frame icmp.type | paste -sd" ")"

it "is read from a pipe"
tapctl capture p1 filter icmp count 2 2>"$LAB/messages" >"$LAB/pipe" &
capture=$!
until_true test -s "$LAB/pipe"
reaches alice 192.0.2.2
wait $capture
is 2 echo "$(tshark -n -i - <"$LAB/pipe" 2>/dev/null | wc -l)"
refute test -s "$LAB/messages"

it "captures GSO frames whole, or as segments"
start_capture p1 direction in filter tcp -w "$LAB/whole.pcapng"
transfer.py tcp "$(pid_of alice)" "$(pid_of bob)" 192.0.2.2 1
end_capture
matches true echo "$(fields "$LAB/whole.pcapng" "frame.len > 1514" frame.number |
	grep -q . && echo true)"
start_capture p1 direction in filter tcp segments on -w "$LAB/cut.pcapng"
transfer.py tcp "$(pid_of alice)" "$(pid_of bob)" 192.0.2.2 1
end_capture
is "" fields "$LAB/cut.pcapng" "frame.len > 1514" frame.number

it "tells a reader that stalls how many frames it lost, and delays none of them"
mkfifo "$LAB/stalled"
cat "$LAB/stalled" >"$LAB/slow.pcapng" &
reader=$!
start_capture all -w "$LAB/stalled"
kill -STOP $reader
transfer.py tcp "$(pid_of alice)" "$(pid_of bob)" 192.0.2.2 20
tapctl stats check >/dev/null
kill -CONT $reader
end_capture
wait $reader
matches 'lost: [1-9]' cat "$LAB/summary"
is "$(grep -o 'captured: [0-9]*' "$LAB/summary")" \
	echo "captured: $(read_capture "$LAB/slow.pcapng" | wc -l)"

it "refuses what cannot be captured"
matches 'bad only "nothing", expected dropped' tapctl capture p1 only nothing -w "$LAB/none"
matches 'port "p9" does not exist' tapctl capture p9 -w "$LAB/none"
status 2 tapctl capture p1 filter 'host and' -w "$LAB/none"
status 1 tapctl capture p1 -w /nowhere/file

it "ends when the switch stops, and leaves a file that can be read"
start_capture all -w "$LAB/stopped.pcapng"
reaches alice 192.0.2.2
stop_switch
rc=0
wait $capture || rc=$?
is 3 echo $rc
matches 'the switch ended before the capture did' cat "$LAB/summary"
is 8 fields "$LAB/stopped.pcapng" "icmp.type == 8 && $INBOUND" icmp.type
