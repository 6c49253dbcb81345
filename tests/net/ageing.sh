#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A station that sends nothing for the ageing time is removed from the table; one that
# sends is not.  (To the millisecond: tests/unit and tests/scenario.)

. "$(dirname "$0")/lib.sh"
need jq

start_switch <<-CONF
	switch set ageing_time 1
	port add p1 tap
	port add p2 tap
	port add p3 tap
CONF
host alice p1
host bob   p2
host carol p3

# is_in_fdb NAME - true if the table has an entry for the station
is_in_fdb() {
	[ "$(show length fdb show mac "$(station "$1")")" = 1 ]
}

# fdb_is_empty - true if the table has no entry
fdb_is_empty() {
	[ "$(show .fdb_used switch show)" = 0 ]
}

# is_not_in_fdb NAME - true if the table has no entry for the station
is_not_in_fdb() {
	! is_in_fdb "$1"
}

# expect_learned NAME FRAME - send FRAME from NAME, which must then be in the table,
# unless a busy machine took nearly the ageing time for that
expect_learned() {
	local since=${EPOCHREALTIME/./}
	delivered "$1" "$2" >/dev/null
	is_in_fdb "$1" || [ $((${EPOCHREALTIME/./} - since)) -ge 900000 ] ||
		die "$1 is not known, though it has just sent"
}

it "forgets a station that has not sent for the ageing time, and floods again"
expect_learned bob "bob > all"
until_true is_not_in_fdb bob
is "bob carol" delivered alice "alice > bob"

it "removes aged entries from the table"
until_true fdb_is_empty

it "keeps a station that sends, but not one that only receives"
delivered bob "bob > all" >/dev/null
since=$EPOCHSECONDS
while [ $((EPOCHSECONDS - since)) -lt 3 ]; do
	expect_learned carol "carol > bob"
done
is_not_in_fdb bob || die "bob was kept because frames were sent to it"

it "does not age a static entry"
tapctl fdb add "$(station bob)" port p2 static
delivered carol "carol > all" >/dev/null
until_true is_not_in_fdb carol
is bob delivered alice "alice > bob"
