#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# What the switch says about a frame is what then happens; and a file is explained without
# a switch.
#
#	alice --p1 (access 10)--+--------+--p3 (trunk 10,20)-- carol
#	bob ----p2 (access 20)--+ switch +

. "$(dirname "$0")/lib.sh"
need jq ping python3 socat

start_switch <<-CONF
	switch set vlan_filtering on loop_probe off
	port add p1 tap access 10
	port add p2 tap access 20
	port add p3 tap trunk 10,20
CONF
host alice p1 192.0.2.1/24
host bob   p2 192.0.2.2/24
host carol p3
tapctl wait port p1,p2,p3 up

# egress ARGUMENT... - print the ports that would get a frame
egress() {
	show '[.egress[].port] | join(" ")' trace "$@"
}

it "says why a ping does not arrive, and which command helps"
does_not_reach alice 192.0.2.2
is "p3" egress p1 arp who-has 192.0.2.2 tell 192.0.2.1
is "not-a-member vlan add 10 port p2" show \
	'.not_sent[] | select(.port == "p2") | "\(.why) \(.remedy.command)"' \
	trace p1 arp who-has 192.0.2.2 tell 192.0.2.1
tapctl port set p2 access 10
is "p2 p3" egress p1 arp who-has 192.0.2.2 tell 192.0.2.1
reaches alice 192.0.2.2

it "names the port on which a host is known that has sent frames"
is "p2" egress p1 ping 192.0.2.1 192.0.2.2
is "$(mac_of alice) $(mac_of bob)" show '"\(.frame.src) \(.frame.dst)"' \
	trace p1 ping 192.0.2.1 192.0.2.2

it "foretells the counters"
silence_hosts alice bob carol
wanted=$(show '.counters[] | select(.port == "p3") | "\(.tx_packets) \(.tx_bytes)"' \
	trace p1 len 60)
frame=$(show .frame.hex trace p1 len 60)
packets=$(counter p3 tx_packets) bytes=$(counter p3 tx_bytes)
in_host alice python3 -c '
import socket, sys
sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
sock.bind(("p1", 0))
sock.send(bytes.fromhex(sys.argv[1]))' "$frame"
has_sent() { [ "$(counter p3 tx_packets)" -gt "$packets" ]; }
until_true has_sent
is "$wanted" echo "$(($(counter p3 tx_packets) - packets)) $((
	$(counter p3 tx_bytes) - bytes))"

it "explains a frame of a capture file"
cp tests/data/ping.pcap "$LAB/ping.pcap"
is "IPv4 192.0.2.1 > 192.0.2.2 ICMP echo request" show .frame.text \
	trace p1 pcap "$LAB/ping.pcap" 2
is "ARP who-has 192.0.2.2 tell 192.0.2.1" show .frame.text \
	trace p1 pcap - <"$LAB/ping.pcap"

it "notes that a frame of a file was sent, not received"
tapctl capture p2 direction out filter icmp count 1 -w "$LAB/sent.pcapng" \
	2>"$LAB/messages" &
until_true grep -q capturing "$LAB/messages"
reaches alice 192.0.2.2
wait $!
matches 'note: in the file, the frame is one that was sent' \
	tapctl trace p1 pcap "$LAB/sent.pcapng"
refute grep -q note <(tapctl trace p1 pcap "$LAB/ping.pcap" 2>&1)

it "says what is wrong with a capture file"
status 2 tapctl trace p1 pcap "$LAB/ping.pcap" 3
matches 'only 2 frames' tapctl trace p1 pcap "$LAB/ping.pcap" 3
status 2 tapctl trace p1 pcap "$LAB/ping.pcap" 0
head -c 200 "$LAB/ping.pcap" >"$LAB/cut.pcap"
status 2 tapctl trace p1 pcap "$LAB/cut.pcap" 2
status 2 tapctl trace p1 pcap "$CONF"
status 2 tapctl trace p1 pcap "$LAB/missing.pcap"
matches '"code":"not-by-the-switch"' sh -c \
	"echo trace p1 pcap x | socat - '$SOCKET'"

it "fits its text into 80 columns"
tapctl trace p1 ping 2001:db8::1:2:3:4 2001:db8::5:6:7:8 >"$LAB/text"
matches "flooded: " cat "$LAB/text"
refute grep -E '.{81}' "$LAB/text"

it "answers the same about a file, without a switch"
tapctl config show >"$LAB/lab.conf"
tapctl fdb flush
ping=(p1 ping 192.0.2.8 192.0.2.9)
wanted=$(tapctl -j trace "${ping[@]}")
stop_switch
is "$wanted" tapctl -j trace --config "$LAB/lab.conf" "${ping[@]}"

it "knows the hosts that the file gives addresses"
cat >>"$LAB/lab.conf" <<-CONF
	port add p4 tap address 192.0.2.4/24 mac 02:00:00:00:00:04
	port add p5 tap address 192.0.2.5/24
CONF
matches 'from 02:00:00:00:00:04 to 02:00:c0:00:02:05 \(made up\)$' \
	tapctl trace --config "$LAB/lab.conf" p4 ping p4 192.0.2.5

it "says what is wrong with a file, with a frame and with a command"
echo "port add p1 tpa" >"$LAB/bad.conf"
status 1 tapctl trace --config "$LAB/bad.conf" p1
matches 'bad.conf:1:13: .*"tpa"' tapctl trace --config "$LAB/bad.conf" p1
status 1 tapctl trace --config "$LAB/missing.conf" p1
status 1 tapctl trace --config "$LAB/lab.conf" p7
status 2 tapctl trace --config "$LAB/lab.conf" p1 vlan 5000
status 2 tapctl trace --config
matches '"code":"read-only"' sh -c \
	"echo port del p1 | tapswitch -f '$LAB/lab.conf' --ask"
