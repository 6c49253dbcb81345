#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A reloaded file that only writes the same configuration in another way changes
# nothing: no tap is created anew, and clients stay connected.

. "$(dirname "$0")/lib.sh"
need jq

ln -s /run "$LAB/run"
ip netns add lab || skip_test "no named network namespaces here"

# config_with NETNS DIRECTORY LOCALHOST - print a file in which the namespace, the
# directory and the address are written so
config_with() {
	cat <<-CONF
		switch set loop_probe off
		port add tap1 tap netns $1 ifname eth0 up
		port add vm1 stream listen $2/vm1.sock
		port add vm2 dgram local $2/vm2.sock remote $2/far.sock
		port add net stream listen $3:5000
		port listen stream $2/vms.sock name vms%d max 9
		port listen vde $2/vde
	CONF
}

# identities - print what changes if a tap is created anew, or a client is
# disconnected
identities() {
	ip -n lab -j link show eth0 | jq .[0].ifindex
	ip -n lab -4 -br address show eth0
	show '.[] | "\(.no) \(.name) \(.reconnects) \(.link) \(.peer)"' port show
	show '.[].accepted' port listen show
}

mkdir "$LAB/sockets"
start_switch < <(config_with lab "$LAB/sockets" 127.0.0.1)
ip -n lab address add 192.0.2.9/24 dev eth0
plug_in c1 stream connect "$LAB/sockets/vm1.sock"
plug_in c2 stream connect "$LAB/sockets/vms.sock"
plug_in c3 stream connect 127.0.0.1:5000
tapctl wait port vm1 up timeout 9
tapctl wait port vms0 up timeout 9
tapctl wait port net up timeout 9
before=$(identities)

for again in "/run/netns/lab /run//lab/sockets localhost" \
	"//run/netns/lab /run/lab/./sockets [::ffff:127.0.0.1]" \
	"$LAB/run/netns/lab $LAB/run/lab/sockets 127.0.0.1"; do
	it "keeps ports that a file only writes in another way: $again"
	# shellcheck disable=SC2086 # three words
	reload < <(config_with $again)
	grep -q 'applied again' "$LAB/applied" || die "$(cat "$LAB/applied")"
	is "$before" identities
done
refute grep -qE 'port (tap1|vm1|vm2|net|vms0): (removed|disconnected)' "$LOG"

it "recognises in a command a path that is written in another way"
tapctl port add vm1 stream listen "/run/./lab/sockets/vm1.sock" --may-exist
matches 'remote.*peer|own peer' tapctl port add x dgram \
	local "$LAB/sockets/x" remote "$LAB//sockets/x"

it "replaces a port whose namespace is really another"
ip netns add other
reload < <(config_with other "$LAB/sockets" localhost)
ip -n other link show eth0 >/dev/null
refute ip -n lab link show eth0

it "recognises a listener in other words of the same meaning, and in no others"

# add_listener_again WORD... - add the stream listener with these words, if it does
# not exist
add_listener_again() {
	tapctl port listen stream "$LAB/sockets/vms.sock" --may-exist "$@"
}
add_listener_again name 'vms%d' max 9
add_listener_again max 9 isolated off name 'vms%d'
status 1 add_listener_again name 'vms%d'
status 1 add_listener_again name 'vms%d' max 9 isolated on
tapctl port listen stream "$LAB/more.sock" isolated on access 5 police 1mbit
for words in "access 5 police 1000kbit isolated on" \
	"max 64 access 5 isolated on police 1mbit mode 0600 gro on"; do
	# shellcheck disable=SC2086 # words
	tapctl port listen stream "$LAB/more.sock" --may-exist $words
done
for words in "access 6 police 1mbit isolated on" "isolated on police 1mbit" \
	"isolated on access 5 police 1mbit gro off" \
	"isolated on access 5 police 1mbit alias x"; do
	# shellcheck disable=SC2086 # words
	status 1 tapctl port listen stream "$LAB/more.sock" --may-exist $words
done

it "does not reset the ports of clients when only the words of a listener change"
tapctl port set vms0 isolated on
reload < <(config_with other "$LAB/sockets" localhost |
	sed "s|name vms%d max 9|max 9 learning on name vms%d|")
is true show '.[0].isolated' port show vms0
