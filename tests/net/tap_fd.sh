#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Taps that another program opened: passed along with the line that adds the port,
# or inherited by a switch whose file names their descriptors.

. "$(dirname "$0")/lib.sh"
need jq python3

it "adopts a tap that it inherited at its start"
cat >"$CONF" <<-CONF
	port add p1 tap fd 7
	port add p2 tap
CONF
with_tap.py given 7 vnet tapswitch -s "$SOCKET" -f "$CONF" 2>>"$LOG" &
SWITCH=$!
until_true switch_answers
is given show '.[0].ifname' port show p1
iface_of[alice]=given
host alice given 192.0.2.1/24
host bob p2 192.0.2.2/24
reaches alice 192.0.2.2

it "keeps the adopted tap when its file is reloaded"
before=$(counter p1 rx_packets)
kill -HUP "$SWITCH"
until_true grep -q "applied again" "$LOG"
[ "$(counter p1 rx_packets)" -ge "$before" ]
reaches alice 192.0.2.2

it "adopts a tap whose descriptor a client passes"
with_tap.py handed 9 vnet tapctl port add p3 tap fd 9
is handed show '.[0].ifname' port show p3
matches csum show '.[0].offloads | join(",")' port show p3
host carol handed 192.0.2.3/24
reaches carol 192.0.2.1
transfer tcp alice carol 192.0.2.3 20

it "adopts a tap without a virtio-net header, and sends it no GSO frames"
with_tap.py simple 5 plain tapctl port add p4 tap fd 5
is "" show '.[0].offloads | join(",")' port show p4
host dave simple 192.0.2.4/24
reaches dave 192.0.2.1
transfer tcp alice dave 192.0.2.4 20
status 1 tapctl port set p4 offload on

it "changes no port when it cannot change one of several"
status 1 tapctl port set p3,p4 offload on mtu 1400 access 10 alias both down
is '1500 up  1' show '.[0] | "\(.mtu) \(.oper) \(.alias) \(.pvid)"' port show p3
is 1500 show '.[0].mtu' port show p4
status 0 tapctl port set p3,p4 mtu 1400
is '1400 1400' show 'map(.mtu) | join(" ")' port show p3-p4
status 0 tapctl port set p3-4 mtu 1500

it "applies the settings of the line to the tap that it adopts"
with_tap.py extra 5 vnet tapctl port add p5 tap fd 5 mtu 4000 \
	mac 02:00:00:00:00:55 address 192.0.2.5/24 up
matches 'mtu 4000.* 02:00:00:00:00:55' sh -c "ip link show extra | tr -d '\n'"
matches 192.0.2.5/24 ip address show extra

it "gives up an adopted tap when its port is deleted"
tapctl port del p5
expect_no_interface extra

it "restores a tap that another program still reads to the state it was in"
is "10 60" tap_reader.py shared 10 5 \
	sh -c 'tapctl port add p5 tap fd 5 && tapctl port del p5'
is "12 60" tap_reader.py shared 12 5 \
	tapctl port add p5 tap fd 5 address 2001:db8::1/64 2>"$LAB/output"
matches 2001:db8::1/64 cat "$LAB/output"

it "refuses a descriptor that is not a tap, and changes nothing"
before=$(show 'map(.name) | join(" ")' port show)
status 1 tapctl port add p6 tap fd 0 </dev/null
status 1 with_tap.py layer3 5 tun tapctl port add p6 tap fd 5
refute tapctl port add p6 tap fd 55
printf 'port add p6 tap fd 5\n' | socat -t2 - "UNIX-CONNECT:$SOCKET" |
	jq -e '.ok == false' >/dev/null
refute with_tap.py named 5 vnet tapctl port add p6 tap fd 5 ifname other
is "$before" show 'map(.name) | join(" ")' port show
expect_no_interface layer3

it "keeps no descriptor that it refused"
for fd in /proc/"$SWITCH"/fd/*; do
	readlink "$fd"
done | grep -c net/tun >"$LAB/taps"
is 4 cat "$LAB/taps"
