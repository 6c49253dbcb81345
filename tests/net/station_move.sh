#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A station that sends on another port has moved: its frames follow at once.  An entry
# that was configured does not move.

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

it "follows a station to its new port"
delivered bob "dave > all" >/dev/null
is bob delivered alice "alice > dave"
delivered carol "dave > all" >/dev/null
is carol delivered alice "alice > dave"
is 1 counter p3 fdb_moves
is 1 show .fdb_count.moved switch show

it "logs that a station has moved"
grep -q "station $(station dave): moved to port p3" "$LOG" ||
	die "no line in the log"

it "does not move a static station"
tapctl fdb add "$(station dave)" port p3 static
is "alice carol" delivered bob "dave > all"
is carol delivered alice "alice > dave"
is 1 counter p3 fdb_moves
is 0 counter p2 fdb_moves

it "does not move a sticky station"
tapctl fdb add "$(station dave)" port p3 sticky
is "alice carol" delivered bob "dave > all"
is carol delivered alice "alice > dave"

it "keeps frames for a local address"
tapctl fdb add "$(station dave)" port p3 local
is nobody delivered alice "alice > dave"
is 1 counter p1 local
