#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# SIGHUP changes the settings of a listener's connected clients directly: what
# the old and the new settings allow is kept.

. "$(dirname "$0")/lib.sh"
need jq python3

# file [WORDS] - a file with WORDS at the end of the listener's line
file() {
	cat <<-CONF
		switch set loop_probe off
		port listen stream $LAB/many.sock name vm%d locked on mab on $*
	CONF
}

# locked - the stations that the locked port has noted
locked() {
	show '.[] | select(.state == "locked") | "\(.mac) \(.port)"' fdb show
}

start_switch < <(file)
plug_in c1 stream connect "$LAB/many.sock"
ip link set c1 up
tapctl wait port vm0 up timeout 5
wire.py send "me=$$/c1" -- "alice > all"
is_noted() {
	locked | grep -q "$(station alice) vm0"
}
until_true is_noted

it "keeps locked entries when another setting of the listener changes"
before=$(locked)
reload < <(file mtu 1400)
is 1400 show '.[0].mtu' port show vm0
is "$before" locked
reload < <(file isolated on)
is "65521 true" show '.[0] | "\(.mtu) \(.isolated)"' port show vm0
is "$before" locked

it "keeps VLANs set by commands unless the listener's role changes"
tapctl vlan add 20 port vm0
reload < <(file)
is "1 20" show 'map(select(.port == "vm0").vid) | join(" ")' vlan show
reload < <(file access 10)
is 10 show 'map(select(.port == "vm0").vid) | join(" ")' vlan show
reload < <(file)
is 1 show 'map(select(.port == "vm0").vid) | join(" ")' vlan show

it "moves clients to a new default VLAN unless their listener has a role"
tapctl switch set vlan_default_pvid 5
is 5 show 'map(select(.port == "vm0").vid) | join(" ")' vlan show
tapctl switch set vlan_default_pvid 1
reload < <(file access 1)
tapctl switch set vlan_default_pvid 5
is 1 show 'map(select(.port == "vm0").vid) | join(" ")' vlan show
reload < <(file)
is 1 show 'map(select(.port == "vm0").vid) | join(" ")' vlan show

it "keeps the EtherType of the VLAN of clients that are tunnels"
reload < <(file dot1q-tunnel 30)
unplug c1
plug_in c1 stream connect "$LAB/many.sock"
tapctl wait port vm0 up timeout 5
before=$(tapctl config show)
is 30 show 'map(select(.port == "vm0").vid) | join(" ")' vlan show
is "" tapctl config diff "$CONF"
apply
is "$before" tapctl config show
