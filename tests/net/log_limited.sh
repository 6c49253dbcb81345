#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Clients that come and go do not fill the log, and it says what it left out.

. "$(dirname "$0")/lib.sh"
need jq python3

start_switch <<-CONF
	port add one stream listen $LAB/one
	port add quiet stream listen $LAB/quiet
	port listen stream $LAB/many name s%d
	port listen vde $LAB/vde name v%d
CONF

# come_and_go PATH - 600 times, each time until the switch has seen it
come_and_go() {
	python3 - "$1" <<-EOF
		import socket, sys
		for _ in range(600):
		    s = socket.socket(socket.AF_UNIX)
		    s.connect(sys.argv[1])
		    s.send(b"no frame, nor a request: 1234567890")
		    s.recv(1)
	EOF
}

# of PATTERN - lines of the log
of() {
	grep -Ec "$1" "$LOG" || true
}

it "says little of a port's peers that come and go"
come_and_go "$LAB/one"
[ "$(of 'port one: ')" -ge 50 ]
[ "$(of 'port one: ')" -le 200 ]

it "says little of clients that bring their ports"
come_and_go "$LAB/many"
[ "$(of 'port s0: ')" -ge 50 ]
[ "$(of 'port s0: ')" -le 200 ]

it "says little of who asks for nothing sensible"
come_and_go "$LAB/vde/ctl"
[ "$(of 'no VDE request')" -ge 50 ]
[ "$(of 'no VDE request')" -le 200 ]

it "still says what another port's peer does"
raw.py stream "$LAB/quiet" "frames:1:carol > all" eof ended
until_true grep -q "port quiet: .* has gone" "$LOG"

it "says how much it suppressed"
more() {
	raw.py stream "$LAB/one" "frames:1:carol > all" eof ended
	[ "$(of 'lines like the next were suppressed')" -ge 1 ]
}
until_true more
