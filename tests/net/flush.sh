#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Stations are forgotten with their port, with its link, and by command.

. "$(dirname "$0")/lib.sh"
need jq

start_switch <<-CONF
	port add p1 tap
	port add p2 tap
	port add p3 tap
CONF
host alice p1
host bob   p2
host carol p3

# all_hosts_send - send a broadcast from each host; the table must then have three
# learned entries
all_hosts_send() {
	delivered alice "alice > all" >/dev/null
	delivered bob "bob > all" >/dev/null
	delivered carol "carol > all" >/dev/null
	is 3 show length fdb show learned
}

it "flushes the stations of one port"
all_hosts_send
tapctl fdb flush port p2
is "bob carol" delivered alice "alice > bob"
is carol delivered alice "alice > carol"

it "flushes learned entries, and no static entry"
tapctl fdb add "$(station dave)" port p3 static
tapctl fdb flush
is "static" show '.[].state' fdb show
is carol delivered alice "alice > dave"

it "flushes entries by state"
tapctl fdb flush static
is 0 show length fdb show static
is 1 show length fdb show

it "deletes one entry"
all_hosts_send
tapctl fdb del "$(station bob)"
is "bob carol" delivered alice "alice > bob"

it "forgets what it learned on a port that is set down"
all_hosts_send
tapctl port set p3 down
is 0 show length fdb show port p3
tapctl port set p3 up

it "forgets every station of a port that is deleted"
all_hosts_send
tapctl port del p3
is "alice bob" show 'map(if .port == "p1" then "alice" else "bob" end) |
	sort | join(" ")' fdb show
expect_no_interface p3 carol
