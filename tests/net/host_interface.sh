#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# The switch follows at once what a host does to its end of a tap, before a frame is
# sent there: down and up, MTU, address, name, and a move to another namespace.

. "$(dirname "$0")/lib.sh"
need jq setpriv

start_switch <<-CONF
	switch set loop_probe off
	port add p1 tap
	port add p2 tap
	port add p3 tap
	port add home tap up
CONF
host alice p1
host bob   p2
host carol p3

# log_has TEXT - true if the log has TEXT, though no client has asked the switch
log_has() {
	grep -q "$1" "$LOG"
}

# log_lines_are TIMES TEXT - true if the log has TEXT so many times
log_lines_are() {
	[ "$(grep -c "$2" "$LOG")" = "$1" ]
}

# expect_host_end "NAME MAC MTU OPER" PORT - `port show` must show this of the
# host's interface
expect_host_end() {
	is "$1" show '.[0] | "\(.ifname) \(.mac) \(.mtu) \(.oper)"' port show "$2"
}

it "notices without a frame that the host set its interface down"
delivered bob "bob > all" >/dev/null
is bob delivered alice "alice > bob"
sent=$(show 'map(.tx_packets) | add' stats show)
in_host bob ip link set p2 down
until_true log_has 'port p2: link is down'
is "$sent" show 'map(.tx_packets) | add' stats show
is "up down disabled" show '.[0] | "\(.admin) \(.oper) \(.state)"' port show p2

it "forgets the stations of a port whose host is down, and floods frames for them"
is 0 show length fdb show port p2
HOSTS=(alice carol)
is carol delivered alice "alice > bob"
is 0 counter p2 'tx_drops["link-down"]'

it "notices that a host's interface is up again"
before=$(grep -c 'port p2: link is up' "$LOG")
in_host bob ip link set p2 up
until_true log_lines_are $((before + 1)) 'port p2: link is up'
HOSTS=(alice bob carol)
is "bob carol" delivered alice "alice > all"

it "follows an interface in its own namespace, too"
ip link set home down
until_true log_has 'port home: link is down'
ip link set home up
until_true log_has 'port home: link is up'

it "shows a changed MTU, address and name at once"
in_host bob ip link set p2 mtu 1400
until_true log_has 'port p2: link is up, mtu 1400'
in_host bob ip link set p2 address 02:00:00:00:00:b0
until_true log_has 'port p2: its interface p2 has the address 02:00:00:00:00:b0 now'
in_host bob ip link set p2 down
in_host bob ip link set p2 name eth0 mtu 1401
in_host bob ip link set eth0 up
expect_host_end "eth0 02:00:00:00:00:b0 1401 up" p2
log_has 'port p2: its interface p2 is named eth0 now' || die "not in the log"
tapctl port set p2 mtu 1402
is 1402 in_host bob sh -c "ip -j link show eth0 | jq '.[0].mtu'"
in_host bob ip link set eth0 down
in_host bob ip link set eth0 name p2
in_host bob ip link set p2 up

it "follows an interface that is renamed right after it was created"
for n in {1..20}; do
	tapctl port add new tap ifname new mac 02:00:00:00:00:0e
	ip link set new name "new$n" mtu 1300 up
	expect_host_end "new$n 02:00:00:00:00:0e 1300 up" new
	tapctl port del new
done

it "follows an interface to another namespace"
ip netns add there
ip netns add elsewhere
tapctl port add far tap netns there ifname eth0 mac 02:00:00:00:00:0f up
ip -n there link set eth0 netns elsewhere
ip -n elsewhere link set eth0 mtu 1350 up
expect_host_end "eth0 02:00:00:00:00:0f 1350 up" far
is "$(ip netns exec elsewhere readlink /proc/self/ns/net)" \
	show '.[0].netns' port show far
ip netns del there
ip -n elsewhere link set eth0 down
until_true log_has 'port far: link is down'
ip -n elsewhere link set eth0 netns $$
ip link set eth0 up
expect_host_end "eth0 02:00:00:00:00:0f 1350 up" far
refute grep -q 'port far: not present' "$LOG"
tapctl port del far

it "learns the final state of many changes, even if the kernel lost notifications"
kill -STOP "$SWITCH"
for n in {1..2000}; do
	echo "link set dev home mtu $((1300 + n % 2))"
done | ip -batch -
in_host carol ip link set p3 down
kill -CONT "$SWITCH"
until_true log_has 'port p3: link is down'
is 1300 show '.[0].mtu' port show home

it "needs one descriptor for each tap in another namespace, and follows it there"
before=$(descriptors)
for n in {1..20}; do
	ip netns add "n$n"
	tapctl port add "t$n" tap netns "n$n" ifname eth0 up
done
[ $(($(descriptors) - before)) -le 22 ] || die "$before, then $(descriptors)"
ip -n n20 link set eth0 down
until_true log_has 'port t20: link is down'

it "processes the notifications of many interfaces before it answers a request"
kill -STOP "$SWITCH"
tapctl -j port show 't*' >"$LAB/shown" &
for n in {1..20}; do
	ip -n "n$n" link set dev eth0 mtu 1400
done
kill -CONT "$SWITCH"
wait $!
is 20 jq 'map(select(.mtu == 1400)) | length' "$LAB/shown"
expect_idle_switch
stop_switch

it "follows a tap that it has created without CAP_NET_BROADCAST"
setpriv --bounding-set=-net_broadcast --inh-caps=-net_broadcast \
	tapswitch -s "$SOCKET" -f "$CONF" 2>>"$LOG" &
SWITCH=$!
until_true switch_answers
tapctl port add kept tap netns n1 ifname eth0 up
ip -n n1 link set eth0 down
until_true log_has 'port kept: link is down'
tapctl port del kept

it "notices without notifications when the first frame cannot be sent there"
HOSTS=()
host dave p1
host erin p2
tapctl wait port p1,p2 up timeout 10
before=$(grep -c 'port p2: link is down' "$LOG")
in_host erin ip link set p2 down
HOSTS=(dave)
is nobody delivered dave "dave > all"
until_true log_lines_are $((before + 1)) 'port p2: link is down'
in_host erin ip link set p2 up
tapctl wait port p2 up timeout 5

it "notices by polling when no frame is sent there"
sent=$(counter p2 tx_packets)
in_host erin ip link set p2 down
until_true log_lines_are $((before + 2)) 'port p2: link is down'
is "$sent" counter p2 tx_packets

it "reads the MTU again after a frame was too long for it"
in_host erin ip link set p2 up
tapctl wait port p2 up timeout 5
in_host dave ip link set p1 mtu 4000
in_host erin ip link set p2 mtu 4000
HOSTS=(dave erin)
is nobody delivered dave "dave > all size 3000"
is 1 counter p2 'tx_drops["mtu-exceeded"]'

# long_frame_reaches_erin - true if a frame of 3,000 bytes reaches erin
long_frame_reaches_erin() {
	[ "$(delivered dave "dave > all size 3000")" = erin ]
}
until_true long_frame_reaches_erin
is 4000 show '.[0].mtu' port show p2

kill "$(pid_of erin)"
tapctl wait port p2 not-present timeout 10
