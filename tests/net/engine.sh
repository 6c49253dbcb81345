#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# The I/O engine: which one is used, and what happens where it is not permitted.

. "$(dirname "$0")/lib.sh"
need jq python3

# engine_and_reason - print which engine is used, and why
engine_and_reason() {
	tapctl -j switch show | jq -r "\"\(.engine): \(.engine_why)\""
}

# switch_serves - true if the switch runs and answers
switch_serves() {
	kill -0 "$SWITCH" && tapctl switch show
}

# serve_without_io_uring CALL - start a switch that may not make this system call of
# io_uring
serve_without_io_uring() {
	forbid_feature.py "io_uring_$1" tapswitch -s "$SOCKET" 2>"$LOG" &
	SWITCH=$!
	until_true switch_serves
}

it "uses the engine that is asked for"
ENGINE=rw start_switch </dev/null
is "rw: requested" engine_and_reason
stop_switch

it "uses read and write where io_uring is forbidden, and logs that once"
serve_without_io_uring setup
is "rw: set up io_uring: Operation not permitted" engine_and_reason
is 1 grep -c "engine rw: set up io_uring: Operation not permitted" "$LOG"
tapctl port add p1 tap
tapctl port add p2 tap
host alice p1 192.0.2.1/24
host bob   p2 192.0.2.2/24
reaches alice 192.0.2.2
stop_switch

it "does not start when io_uring is asked for but forbidden"
status 1 forbid_feature.py io_uring_setup tapswitch -s "$SOCKET" --engine uring
matches "set up io_uring: Operation not permitted" cat "$LAB/output"
refute test -e "$SOCKET"

it "finds out at its start that a ring can be created but not used"
serve_without_io_uring enter
is "rw: use io_uring: Operation not permitted" engine_and_reason
stop_switch

it "starts and forwards where it may lock no memory"
ulimit -l 0
setpriv --bounding-set -ipc_lock --inh-caps -ipc_lock \
	tapswitch -s "$SOCKET" 2>>"$LOG" &
SWITCH=$!
until_true switch_serves
tapctl port add p1 tap
tapctl port add p2 tap
host alice p1 192.0.2.1/24
host bob   p2 192.0.2.2/24
reaches alice 192.0.2.2

it "polls for a while after a frame when busy_poll is set, and then sleeps"
tapctl switch set busy_poll 200
is 200 show .busy_poll switch show
reaches alice 192.0.2.2
expect_idle_switch
matches 'busy_poll 200' tapctl config show
status 2 tapctl switch set busy_poll 1000001
