#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# SIGHUP changes settings of open ports: their interfaces stay the same, clients stay
# connected, and no frame is lost.  A refused file changes none of that.
#
#	p1, p2 --tap--+--------+--stream, dgram, port listen-- c1, c2, c3
#	              | switch +--packet-- up0 == far

. "$(dirname "$0")/lib.sh"
need jq python3

ip link add up0 type veth peer name far
ip link set up0 up
ip link set far up

# first_config, second_config - files in which every setting that can be changed
# has another value
first_config() {
	cat <<-CONF
		switch set loop_probe off
		port add p1 tap up
		port add p2 tap mtu 2000 mac 02:00:00:00:00:02 up
		port add vm1 stream listen $LAB/vm1.sock
		port add vm2 dgram local $LAB/vm2.sock mtu 9000
		port add out packet dev up0
		port add away stream connect $LAB/nobody.sock
		port listen stream $LAB/vms.sock name vms%d max 4
		fdb add 02:00:00:00:00:99 port p1 static
	CONF
}

second_config() {
	cat <<-CONF
		switch set loop_probe off
		port add p1 tap mtu 3000 mac 02:00:00:00:00:01 offload off alias one up
		port add p2 tap address 192.0.2.2/24 address 192.0.2.3/24 persist on up
		port add vm1 stream listen $LAB/vm1.sock mode 660 mtu 4000 offload implied gro off
		port add vm2 dgram local $LAB/vm2.sock mode 660 offload implied
		port add out packet dev up0 offload off storm_bcast 1000pps
		port add away stream connect $LAB/nobody.sock reconnect 1
		port listen stream $LAB/vms.sock name v%d max 9 mtu 5000 offload implied isolated on
		fdb add 02:00:00:00:00:98 port p1 static
	CONF
}

# settings - print what the switch and the host show of the ports
settings() {
	tapctl config show
	show '.[] | del(.reconnects, .link, .peer, .why, .fdb_used) | tojson' \
		port show
	show '.[] | "\(.mac) \(.state)"' fdb show static
	tap_state p1
	tap_state p2
	mode_of "$LAB/vm1.sock"
	mode_of "$LAB/vm2.sock"
}

# identities - print what no change of settings may alter
identities() {
	ip -j link show p1 | jq .[0].ifindex
	ip -j link show p2 | jq .[0].ifindex
	ip route show 198.51.100.0/24
	show '.[] | select(.name != "away") |
		"\(.no) \(.name) \(.reconnects) \(.link) \(.peer)"' port show
	show '.[].accepted' port listen show
	show '.[0].port' fdb show mac 02:00:00:00:0a:01
}

start_switch < <(first_config)
ip address add 203.0.113.2/24 dev p2
ip route add 198.51.100.0/24 via 203.0.113.9
plug_in c1 stream connect "$LAB/vm1.sock"
plug_in c2 dgram "$LAB/c2.sock" "$LAB/vm2.sock"
plug_in c3 stream connect "$LAB/vms.sock"
for name in c1 c2 c3; do
	ip link set $name up
done
for port in p1 p2 vm1 out vms0; do
	tapctl wait port $port up timeout 5
done
steady_frames.py once c2
tapctl wait port vm2 up timeout 5
steady_frames.py once p1
settings >"$LAB/first"
identities >"$LAB/same"

it "changes settings in place, and changes them back"
reload < <(second_config)
settings >"$LAB/second"
diff -u "$LAB/same" <(identities)
for port in p1 p2 vm1 vm2 out vms0; do
	refute cmp -s <(grep "\"$port\"" "$LAB/first") \
		<(grep "\"$port\"" "$LAB/second")
done
is "3000 02:00:00:00:00:01" show '.[0] | "\(.mtu) \(.mac)"' port show p1
is "1500 192.0.2.2 192.0.2.3 203.0.113.2" sh -c "ip -j -4 address show dev p2 |
	jq -r '.[0] | \"\(.mtu) \([.addr_info[].local] | sort | join(\" \"))\"'"
is "5000 true" show '.[0] | "\(.mtu) \(.isolated)"' port show vms0
reload < <(first_config)
diff -u "$LAB/first" <(settings)
diff -u "$LAB/same" <(identities)

it "loses no frame while it changes settings"
# change_and_change_back - change all settings, and change them back, twice
change_and_change_back() {
	local file
	for file in second_config first_config second_config first_config; do
		"$file" >"$CONF"
		apply
	done
}
export -f change_and_change_back first_config second_config \
	apply has_applied until_true die
export SWITCH LOG CONF
for pair in "p1 p2" "p1 c1" "c1 p1" "p1 c2" "c2 p1" "p2 far" "far p2"; do
	tapctl fdb flush >/dev/null
	# shellcheck disable=SC2086 # two words
	steady_frames.py $pair bash -eEuc change_and_change_back
done
grep -q 'applied again' "$LAB/applied" || die "$(cat "$LAB/applied")"
diff -u "$LAB/first" <(settings)

it "sets an interface up, and down again when the line no longer says up"
reload <<<"port add p1 tap"
is false sh -c "ip -j link show p1 | jq '.[0].flags | contains([\"UP\"])'"
reload <<<"port add p1 tap up"
is true sh -c "ip -j link show p1 | jq '.[0].flags | contains([\"UP\"])'"
is "$(head -n1 "$LAB/same")" sh -c "ip -j link show p1 | jq .[0].ifindex"

it "removes a tap's owner only by creating the tap anew"
reload <<<"port add p1 tap owner 65534"
is "$(head -n1 "$LAB/same")" sh -c "ip -j link show p1 | jq .[0].ifindex"
is nobody sh -c "ip -d -j link show p1 | jq -r .[0].linkinfo.info_data.user"
reload <<<"port add p1 tap"
is null sh -c "ip -d -j link show p1 | jq .[0].linkinfo.info_data.user"

it "leaves everything as it was when one setting is refused"
reload < <(first_config)
settings >"$LAB/first"
reload < <(second_config | sed 's/192.0.2.3.24/ff02::1\/64/')
matches ':3:[0-9]+: .*ff02::1' cat "$LAB/applied"
diff -u "$LAB/first" <(settings)
reload < <(second_config; echo "port add p9 tap address ff02::1/64")
matches ':10:[0-9]+: .*ff02::1' cat "$LAB/applied"
diff -u "$LAB/first" <(settings)
expect_no_interface p9
reload < <(second_config | sed 's/away .*/away tap address ff02::1\/64/')
matches ':7:[0-9]+: .*ff02::1' cat "$LAB/applied"
diff -u "$LAB/first" <(settings)
expect_no_interface away
