#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Network namespaces end with the hosts in them: the hosts' ports become not present at
# once, and the other ports keep working.

. "$(dirname "$0")/lib.sh"
need jq

start_switch <<-CONF
	port add p1 tap
	port add p2 tap
CONF
host alice p1 192.0.2.1/24
host bob   p2 192.0.2.2/24
for name in carol dave erin; do
	host $name
	tapctl port add $name tap netns "$(pid_of $name)" ifname eth0 up
done

# p2_has_sent_many - true if p2 has sent more than 1,000 frames
p2_has_sent_many() {
	[ "$(counter p2 tx_packets)" -gt 1000 ]
}

it "marks all ports not present whose namespaces have ended"
kill "$(pid_of carol)" "$(pid_of dave)" "$(pid_of erin)"
for name in carol dave erin; do
	tapctl wait port $name not-present timeout 10
	grep -q "port $name: not present" "$LOG" || die "no line in the log"
done

it "uses no CPU time for ports that are not present"
expect_idle_switch

it "keeps forwarding between ports whose namespaces remain"
reaches alice 192.0.2.2

it "marks a port not present while frames are being sent to it"
start_in_host alice ping -q -f 192.0.2.2 >/dev/null
until_true p2_has_sent_many
kill "$(pid_of bob)"
tapctl wait port p2 not-present timeout 10
kill "$started"
wait "$started" || true
expect_idle_switch

it "deletes ports that are not present"
for name in p2 carol dave erin; do
	tapctl port del $name
done
is p1 show '.[].name' port show
