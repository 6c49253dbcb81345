#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# The engine that moves the frames: which one serves, and what if it may not.

. "$(dirname "$0")/lib.sh"
need jq python3

engine() {
	tapctl -j switch show | jq -r "\"\(.engine): \(.engine_why)\""
}

serves() {
	kill -0 "$SWITCH" && tapctl switch show
}

# serve_without_io_uring CALL - where the kernel forbids it
serve_without_io_uring() {
	without.py "io_uring_$1" tapswitch -s "$SOCKET" 2>"$LOG" &
	SWITCH=$!
	until_true serves
}

it "takes the one that is asked for"
ENGINE=rw start_switch </dev/null
is "rw: asked for" engine
stop_switch

it "takes read and write where io_uring is forbidden, and says so once"
serve_without_io_uring setup
is "rw: set up io_uring: Operation not permitted" engine
is 1 grep -c "engine rw: set up io_uring: Operation not permitted" "$LOG"
tapctl port add p1 tap
tapctl port add p2 tap
host alice p1 192.0.2.1/24
host bob   p2 192.0.2.2/24
reaches alice 192.0.2.2
stop_switch

it "does not start when io_uring is asked for there"
status 1 without.py io_uring_setup tapswitch -s "$SOCKET" --engine uring
matches "set up io_uring: Operation not permitted" cat "$LAB/said"
refute test -e "$SOCKET"

it "sees at the start that the ring is there, but of no use"
serve_without_io_uring enter
is "rw: use io_uring: Operation not permitted" engine
stop_switch

it "works where no memory may be locked"
ulimit -l 0
setpriv --bounding-set -ipc_lock --inh-caps -ipc_lock \
	tapswitch -s "$SOCKET" 2>>"$LOG" &
SWITCH=$!
until_true serves
tapctl port add p1 tap
tapctl port add p2 tap
host alice p1 192.0.2.1/24
host bob   p2 192.0.2.2/24
reaches alice 192.0.2.2

it "stays awake after a frame, if told to"
tapctl switch set busy_poll 200
is 200 show .busy_poll switch show
reaches alice 192.0.2.2
is_at_rest
matches 'busy_poll 200' tapctl config show
status 2 tapctl switch set busy_poll 1000001
