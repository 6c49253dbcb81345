#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A cable between two switches on this machine, each of which names the other's
# port.
#
#	alice, bob --tap--+ sw0 +--one == two--+ sw1 +--tap-- carol, dave

. "$(dirname "$0")/lib.sh"
need jq ping

start_switch <<-CONF
	switch set loop_probe off
	port add alice tap
	port add bob tap
	port add one patch sw1 two
CONF
host alice alice 192.0.2.1/24 2001:db8::1/64
host bob   bob   192.0.2.2/24

# on_sw1 LINE... - run tapctl for the other switch
on_sw1() {
	on_other sw1 tapctl "$@"
}

# start_sw1 - start the other switch, with its hosts
start_sw1() {
	start_other_switch sw1 <<-CONF
		switch set loop_probe off
		port add two patch sw0 one
		port add carol tap
		port add dave tap offload off
	CONF
	host carol carol 192.0.2.3/24 2001:db8::3/64
	host dave  dave  192.0.2.4/24
	set_mac carol
	set_mac dave
}

# expect_connected - wait until both ends of the patch are up and connected
expect_connected() {
	tapctl wait port one up timeout 10
	on_sw1 wait port two up timeout 10
	is connected show '.[0].link' port show one
	is connected on_other sw1 show '.[0].link' port show two
}

it "keeps a patch port down while the other end does not exist"
is down show '.[0].oper' port show one
reaches alice 192.0.2.2

it "brings a patch up when both ends exist, whichever came first"
start_sw1
expect_connected
is "patch sw1 two" sh -c "tapctl config show | sed -n 's/port add one //p'"
reaches alice 192.0.2.3
reaches dave 192.0.2.2
on_sw1 port del two
tapctl wait port one down timeout 5
is 0 show length fdb show port one
tapctl port del one
on_sw1 port add two patch sw0 one
is down on_other sw1 show '.[0].oper' port show two
tapctl port add one patch sw1 two
expect_connected
reaches alice 192.0.2.3

it "carries TCP and UDP over a patch"
transfer tcp alice carol 192.0.2.3 50
transfer tcp carol alice 2001:db8::1 50
transfer uso alice carol 192.0.2.3 20
transfer tcp dave bob 192.0.2.2 20
transfer udp bob dave 192.0.2.4 10

it "sends GSO frames whole over a patch, and cuts them for its own ports"
silence_hosts alice bob carol dave
tapctl stats reset
on_sw1 stats reset
gso_frames.py "$(pid_of alice)/alice" "$(pid_of carol)/carol" whole
gso_frames.py "$(pid_of carol)/carol" "$(pid_of alice)/alice" whole
gso_frames.py "$(pid_of alice)/alice" "$(pid_of dave)/dave" cut
is 0 show 'map(.tx_segmented) | add' stats show
is 0 on_other sw1 show '.[] | select(.port == "two").tx_segmented' stats show
[ "$(on_other sw1 counter dave tx_segmented)" -ge 18 ] ||
	die "the other switch cut none for dave"

it "delivers every byte as it was sent, tags included"
wire.py equal "$(host_spec alice)" "$(host_spec carol)" 14..100 1514
wire.py equal "$(host_spec alice)" "$(host_spec carol)" 64 1518 tag 0xa00a
tapctl port set alice mtu 9000
on_sw1 port set carol mtu 9000
wire.py equal "$(host_spec alice)" "$(host_spec carol)" 9014

it "carries VLANs over a patch whose ends are trunks"
tapctl switch set vlan_filtering on
on_sw1 switch set vlan_filtering on
tapctl port set one trunk 10,20
on_sw1 port set two trunk 10,20
tapctl port set alice access 10
tapctl port set bob access 20
on_sw1 port set carol access 10
on_sw1 port set dave access 20
reaches alice 192.0.2.3
reaches bob 192.0.2.4
does_not_reach alice 192.0.2.4
transfer tcp alice carol 192.0.2.3 20
tapctl switch set vlan_filtering off
on_sw1 switch set vlan_filtering off
reaches alice 192.0.2.4

it "carries nothing while one end of a patch is down"
tapctl port set one down
does_not_reach alice 192.0.2.3
tapctl port set one up
expect_connected
until_true reaches alice 192.0.2.3 -W0.5
on_sw1 port set two down
does_not_reach alice 192.0.2.3
on_sw1 port set two up
expect_connected
until_true reaches alice 192.0.2.3 -W0.5

it "forwards frames without delay while the other switch does not read"
kill -STOP "${switch_of[sw1]}"
does_not_hold_up_others one
kill -CONT "${switch_of[sw1]}"
until_true on_sw1 switch show
until_true reaches alice 192.0.2.3 -W0.5

it "counts the same frames at both ends of a patch"
# Nothing crosses between the two resets.
tapctl port set one down
on_sw1 port set two down
tapctl stats reset
on_sw1 stats reset
tapctl port set one up
on_sw1 port set two up
expect_connected
until_true reaches alice 192.0.2.3 -W0.5
reaches alice 192.0.2.3 -f -c 500

# patch_counters_agree - true if each end has received what the other has sent
patch_counters_agree() {
	[ "$(show '.[0] | "\(.tx_packets) \(.rx_packets)"' stats show port one)" = \
		"$(on_other sw1 show '.[0] | "\(.rx_packets) \(.tx_packets)"' \
			stats show port two)" ]
}
until_true patch_counters_agree

it "reconnects a patch after either switch was restarted"
stop_other sw1
tapctl wait port one down timeout 5
kill "$(pid_of carol)" "$(pid_of dave)"
reaches alice 192.0.2.2
expect_idle_switch
start_sw1
expect_connected
reaches alice 192.0.2.3
kill -KILL "${switch_of[sw1]}"
wait "${switch_of[sw1]}" || true
tapctl wait port one down timeout 5
kill "$(pid_of carol)" "$(pid_of dave)"
start_sw1
expect_connected
reaches alice 192.0.2.3

it "does not connect patch ports that do not name each other"
on_sw1 port del two
on_sw1 port add two patch sw0 other
on_sw1 port add other patch sw0 one
status 4 tapctl wait port one up timeout 1
is down on_other sw1 show '.[0].oper' port show two
is down on_other sw1 show '.[0].oper' port show other
on_sw1 port del two
on_sw1 port del other
on_sw1 port add two patch sw0 one
expect_connected

it "refuses a patch from a port to itself"
refute tapctl port add loop patch sw0 loop
refute tapctl port add far patch no/switch/of/that/name port

it "prints the line that creates a patch port again"
matches '^port add one patch sw1 two' tapctl config show
matches '^port add two patch sw0 one' on_sw1 config show
tapctl stats check >/dev/null
stop_other sw1
