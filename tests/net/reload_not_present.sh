#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# The devices that a configuration file names need not exist yet: such a port is
# not-present until they do.  A reload does not disturb it, neither with the same file
# nor with one that is refused, and it delays no other port.

. "$(dirname "$0")/lib.sh"
need jq

# default_config - print the file that the switch is started with
default_config() {
	cat <<-CONF
		switch set loop_probe off
		port add p1 tap up
		port add up0 packet dev up0
		port add c1 tap netns c1 ifname eth0 address 192.0.2.1/24 up
		port add c2 packet dev eth0 netns c2
	CONF
}

# oper PORT - print the port's operational state
oper() {
	show '.[0].oper' port show "$1"
}

# are_not_present PORT... - wait until these ports are not present
are_not_present() {
	local port
	for port; do
		tapctl wait port "$port" not-present timeout 10
	done
}

# make_up0 - create the interface up0, and set it up
make_up0() {
	ip link add up0 type veth peer name far
	ip link set far up
	ip link set up0 up
}

# make_c2 - create the namespace c2 with an interface eth0
make_c2() {
	ip netns add c2
	ip link add eth0 netns c2 type veth peer name eth1 netns c2
	ip -n c2 link set eth0 up
	ip -n c2 link set eth1 up
}

# count_log_lines TEXT - print how many lines of the log have TEXT
count_log_lines() {
	grep -Fc "$1" "$LOG" || true
}

it "starts without interfaces and namespaces that do not exist yet"
start_switch < <(default_config)
tapctl wait port p1 up timeout 5
are_not_present up0 c1 c2
is 1 count_log_lines 'warning: port up0: not present, interface "up0" does not exist'
is 1 count_log_lines \
	'warning: port c1: not present, network namespace "c1" does not exist'
is 1 count_log_lines \
	'warning: port c2: not present, network namespace "c2" does not exist'
diff -u <(default_config | tail -n4) <(tapctl config show | tail -n4)

it "uses no CPU time while ports are not present"
expect_idle_switch

it "reloads the file while ports are not present, and keeps changed settings for later"
apply
matches 'applied again' cat "$LAB/applied"
are_not_present up0 c1 c2
reload < <(default_config | sed '/eth0 address/s/$/ mtu 1400/')
are_not_present up0 c1 c2
is "" sh -c "ip netns list"

it "keeps waiting for devices when a file is refused"
reload < <(default_config; echo "port add p9 tap address ff02::1/64")
matches 'error: .*ff02::1' cat "$LAB/applied"

it "opens each port of its file when its device appears"
make_up0
tapctl wait port up0 up timeout 5
ip netns add c1
tapctl wait port c1 up timeout 5
is "1400 192.0.2.1" sh -c "ip -n c1 -j -4 address show dev eth0 |
	jq -r '.[0] | \"\(.mtu) \(.addr_info[0].local)\"'"
make_c2
tapctl wait port c2 up timeout 5

it "waits again when a device goes, and finds it again after a file was refused"
ip link del up0
ip netns del c1
ip netns del c2
are_not_present up0 c1 c2
reload < <(default_config; echo "port add p9 tap address ff02::1/64")
matches 'error: .*ff02::1' cat "$LAB/applied"
is "up not-present" echo "$(oper p1) $(oper up0)"
make_up0
ip netns add c1
make_c2
for port in up0 c1 c2; do
	tapctl wait port $port up timeout 5
done

it "finds a device that appears after a reload that changed other ports"
ip link del up0
ip netns del c1
are_not_present up0 c1
reload < <(default_config; echo "port add more null")
make_up0
ip netns add c1
tapctl wait port up0 up timeout 5
tapctl wait port c1 up timeout 5

it "creates a tap again that was deleted when the file is reloaded, not before"
ip link del p1
are_not_present p1
reload < <(default_config)
tapctl wait port p1 up timeout 5
ip link show p1 >/dev/null

it "refuses a port without a device when a client adds it"
status 1 tapctl port add p7 packet dev nowhere
matches 'interface "nowhere" does not exist' cat "$LAB/output"
status 1 tapctl port add p7 tap netns nowhere
matches 'network namespace "nowhere" does not exist' cat "$LAB/output"
status 1 tapctl port show p7

it "does not take a later process with the same number for the one that its file means"
host dave
default_config >"$CONF"
echo "port add dave tap netns $(pid_of dave) ifname eth0 up" >>"$CONF"
apply
tapctl wait port dave up timeout 5
kill "$(pid_of dave)"
are_not_present dave
apply
matches 'applied again' cat "$LAB/applied"
are_not_present dave
stop_switch
launch_switch -f "$CONF"
until_true switch_answers
are_not_present dave
tapctl wait port c1 up timeout 5

it "logs once why a device that appeared cannot be used"
stop_switch
ip netns del c1
start_switch <<-CONF
	port add c1 tap netns c1 address ff02::1/64
	port add bad packet dev up0 netns c3
CONF
are_not_present c1 bad
touch /run/netns/c3
ip netns add c1
until_true grep -q 'error: port c1: not present, .*ff02::1' "$LOG"
expect_idle_switch
is 1 count_log_lines 'port c1: not present, because it cannot be opened'
rm /run/netns/c3
ip netns add c3
ip link set up0 netns c3
ip -n c3 link set up0 up
tapctl wait port bad up timeout 5
