#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Which TCP clients are accepted: from which networks, and how many from one address.
# A client that connects to an address of this host has that same source address.

. "$(dirname "$0")/lib.sh"
need jq python3
[ -e /proc/net/if_inet6 ] || skip_test "no IPv6 here"

for address in 192.0.2.1/32 192.0.2.2/32 198.51.100.1/32; do
	ip address add $address dev lo
done
ip address add 2001:db8::1/128 dev lo nodad

start_switch <<-CONF
	switch set loop_probe off
	port add one stream listen 0.0.0.0:4001 allow 192.0.2.0/31
	port listen stream [::]:4002 name vm%d allow 192.0.2.0/24,2001:db8::/32 max_per_address 2
CONF

# count_rejected - print how many clients the listener has rejected
count_rejected() {
	show '.[0].rejected' port listen show
}

# count_client_ports - print how many ports of clients there are
count_client_ports() {
	show '[.[] | select(.name != "one")] | length' port show
}

# client_ports_are COUNT - true if there are so many ports of clients
client_ports_are() {
	[ "$(count_client_ports)" = "$1" ]
}

# connect_client ADDRESS - connect from ADDRESS until the test ends; $client is the
# process
connect_client() {
	raw.py stream "$1:4002" hold &
	client=$!
}

it "accepts clients from allowed networks, and no others"
raw.py stream 198.51.100.1:4001 ended
raw.py stream 192.0.2.2:4001 ended
is 2 show '.[0].rejected' port show one
raw.py stream 192.0.2.1:4001 hold &
alone=$!
tapctl wait port one up timeout 5
matches "198.51.100.1:[0-9]+ rejected: its address is not allowed" cat "$LOG"

it "checks the clients of a listener, too, by IPv4 and by IPv6"
raw.py stream 198.51.100.1:4002 ended
is "1 0" echo "$(count_rejected) $(count_client_ports)"
connect_client 192.0.2.1
first=$client
until_true client_ports_are 1
connect_client "[2001:db8::1]"
until_true client_ports_are 2
kill "$client"
until_true client_ports_are 1
connect_client 192.0.2.1
until_true client_ports_are 2

it "accepts no more clients from one address than max_per_address"
raw.py stream 192.0.2.1:4002 ended
is "2 2" echo "$(count_rejected) $(count_client_ports)"
matches "192.0.2.1.* rejected: too many clients have its address" cat "$LOG"
connect_client 192.0.2.2
until_true client_ports_are 3
kill $first
until_true client_ports_are 2
connect_client 192.0.2.1
until_true client_ports_are 3

it "prints the allowed networks, and applies changed ones to later clients only"
matches "allow 192.0.2.0/31" tapctl config show
matches "allow 192.0.2.0/24,2001:db8::/32 max_per_address 2" tapctl config show
sed -i 's|allow 192.0.2.0/.*|allow 198.51.100.0/24|' "$CONF"
apply
is 2 grep -c 'allow 198.51.100.0/24$' <(tapctl config show)
is 3 count_client_ports
connect_client 198.51.100.1
until_true client_ports_are 4
raw.py stream 192.0.2.1:4002 ended
is 3 count_rejected
is connected show '.[0].link' port show one
kill $alone
tapctl wait port one down timeout 5
raw.py stream 192.0.2.1:4001 ended
raw.py stream 198.51.100.1:4001 hold &
tapctl wait port one up timeout 5

it "says what is wrong with an allow list"
matches '"all": expected an address with /length' \
	tapctl port add x stream listen 127.0.0.1:4003 allow all
matches '"allow" cannot be used with a Unix socket' \
	tapctl port listen stream @x allow 192.0.2.0/24
matches '"allow" cannot be used with connect' \
	tapctl port add x stream connect 127.0.0.1:4003 allow 192.0.2.0/24
matches 'have no addresses' \
	tapctl port listen stream @x max_per_address 2

it "warns when clients of other hosts may connect and no allow list restricts them"

# count_warnings - print how many listeners the log warns about
count_warnings() {
	grep -c 'every host that can reach this address may connect' "$LOG" || true
}
is 0 count_warnings
tapctl port add x stream listen 127.0.0.1:4003
tapctl port add y stream listen 192.0.2.1:4004 allow 192.0.2.1/32
is 0 count_warnings
tapctl port add z stream listen 192.0.2.1:4005
is 1 count_warnings
tapctl port listen stream :4006
is 2 count_warnings
