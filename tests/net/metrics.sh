#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# `tapctl metrics` prints what the parser of Prometheus' client library accepts.

NO_TAPS=1 . "$(dirname "$0")/lib.sh"
need jq socat
rc=0
echo | openmetrics.py >/dev/null 2>&1 || rc=$?
[ $rc != 77 ] || skip_test "no python3-prometheus-client here"

before_start=$(date +%s)
start_switch <<-CONF
	switch set vlan_filtering on
	port add lan1 dgram local $LAB/lan1.sock
	port add lan2 null
	port add lan3 null
	port set lan3 alias 'a "quoted" \\\\ näme'
	vlan add 10 port lan2
	vlan set 10 name blue
	marker add all
	mirror add copy from lan1 to lan3
CONF

# value NAME [LABEL=VALUE]... - print the values of these samples
value() {
	tapctl metrics | openmetrics.py "$@"
}

it "prints nothing that the parser refuses, and no sample twice"
value >/dev/null

it "prints the counters that stats show shows"
send_datagrams.py "$LAB/lan1.sock" 7
is 7 value tapswitch_port_receive_packets_total port=lan1 cast=broadcast
is "$(show '.[0].rx_bytes' stats show port lan1)" \
	value tapswitch_port_receive_bytes_total port=lan1
is "$(show '[.[] | .drops | add // 0] | add' stats vlan)" eval \
	'value tapswitch_vlan_receive_drop_packets_total | jq -s add'

it "prints what mirrors and markers have selected"
is 7 value tapswitch_marker_packets_total marker=all
is 7 value tapswitch_mirror_copies_total mirror=copy
is 0 value tapswitch_mirror_missed_copies_total reason=port-down

it "prints each reason for each port, with the name of devlink-trap"
is "0 0 0" eval \
	'value tapswitch_port_receive_drop_packets_total reason=runt | xargs'
is "0 0 0" eval \
	'value tapswitch_port_receive_protocol_packets_total protocol=stp | xargs'
tapctl port set lan1 accept tagged
before=$(value tapswitch_port_receive_drop_packets_total port=lan1 reason=vlan-type)
send_datagrams.py "$LAB/lan1.sock" 2
is $((before + 2)) value tapswitch_port_receive_drop_packets_total port=lan1 \
	reason=vlan-type
is 0 value tapswitch_port_receive_drop_packets_total port=lan1 \
	reason=vlan-ingress devlink_trap=ingress_vlan_filter

it "prints states, limits and names, whatever characters they contain"
is 1 value tapswitch_port_up port=lan2
tapctl port set lan2 down
is 0 value tapswitch_port_up port=lan2
is 1 value tapswitch_port_info port=lan3 'alias=a "quoted" \\ näme'
is 1 value tapswitch_vlan_info vlan=10 name=blue
is 65536 value tapswitch_fdb_entries_limit
is 1 value tapswitch_info name=sw0

it "prints when the switch was started"
started=$(value tapswitch_start_time_seconds)
[ "$started" -ge "$before_start" ]
[ "$started" -le "$(date +%s)" ]

it "prints the iterations of the event loop as a histogram"
[ "$(value tapswitch_iteration_duration_seconds_count)" -gt 0 ]

it "asks over one connection"
is 1 value tapswitch_control_clients

it "says that an answer is not understood"
socat "UNIX-LISTEN:$LAB/echo,fork" EXEC:cat &
until_true [ -S "$LAB/echo" ]
status 1 tapctl -j -s "$LAB/echo" metrics
is bad-answer jq -r .code "$LAB/output"
kill $!

it "says that the switch is not there, or that the metrics cannot be written"
status 3 tapctl -s "$LAB/nowhere" metrics
status 1 sh -c 'tapctl metrics >/dev/full'
status 2 tapctl metrics now
stop_switch
