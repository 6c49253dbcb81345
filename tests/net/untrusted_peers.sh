#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Peers of sockets behave in unusual ways, and files and interfaces are replaced.  The
# switch keeps no descriptor or port of theirs, still accepts other peers, and changes
# no file that is not its own.

. "$(dirname "$0")/lib.sh"
need jq python3 ping

start_switch <<-CONF
	switch set loop_probe off
	port add alice tap
	port add one stream listen $LAB/one
	port listen stream $LAB/some name s%d max 1
	port listen dgram $LAB/many name d%d
	port listen vde $LAB/vde mode 0660
CONF
host alice alice 192.0.2.1/24

# client_has_left - true if one client was accepted, and no port and socket is left.
# The socket is closed soon after its port.
client_has_left() {
	[ "$(show 'map(select(.type == "dgram"))[0] | "\(.accepted) \(.ports)"' \
		port listen show)" = "1 0" ] && [ "$(descriptors)" = "$held" ]
}

it "keeps no descriptor that comes with a datagram"
held=$(descriptors)
untrusted_peers.py descriptors "$LAB/many"
until_true client_has_left

# With steady broadcasts a client can tell that it was accepted.
in_host alice ping -i 0.02 -b 192.0.2.255 >/dev/null 2>&1 &

it "accepts a client that closes its connection and connects again at once"
untrusted_peers.py reconnect_at_once "$LAB/one"
untrusted_peers.py reconnect_at_once "$LAB/some"

it "reaches a client that connects its socket only after its first datagram"
untrusted_peers.py connect_later "$LAB/many"

it "touches no file behind a link that has replaced its socket"
touch "$LAB/other"
chmod 600 "$LAB/other"
ln -sf "$LAB/other" "$LAB/vde/ctl"
sed -i 's/mode 0660/mode 0666/' "$CONF"
apply
is 600 stat -c %a "$LAB/other"

it "finds an interface again that left and returned within one loop iteration"
ip netns add away
ip link add lan type veth peer name far
ip link set lan up
ip link set far up
tapctl port add lan packet dev lan
kill -STOP "$SWITCH"
ip link set lan netns away
ip -n away link set lan netns 1
ip link set lan up
kill -CONT "$SWITCH"
until_true link_is connected lan
before=$(counter lan rx_packets)
ip address add 198.51.100.1/24 dev far

# lan_receives - send a broadcast; true if port lan has received more than $before
lan_receives() {
	ping -c1 -W0.1 -b 198.51.100.255 >/dev/null 2>&1 || true
	[ "$(counter lan rx_packets)" -gt "$before" ]
}
until_true lan_receives

it "finds an interface that was created anew within one iteration, without being asked"
kill -STOP "$SWITCH"
ip link del lan
ip link add lan type veth peer name far
ip link set lan up
ip link set far up
kill -CONT "$SWITCH"
until_true grep -q "port lan: present, link is " "$LOG"
