#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Clients that connect and disconnect do not fill the log, which says what it omits.

. "$(dirname "$0")/lib.sh"
need jq python3

start_switch <<-CONF
	port add one stream listen $LAB/one
	port add quiet stream listen $LAB/quiet
	port listen stream $LAB/many name s%d
	port listen vde $LAB/vde name v%d
CONF

# connect_repeatedly PATH - connect 600 times, each time until the switch has
# disconnected
connect_repeatedly() {
	python3 - "$1" <<-EOF
		import socket, sys
		for _ in range(600):
		    s = socket.socket(socket.AF_UNIX)
		    s.connect(sys.argv[1])
		    s.send(b"no frame, nor a request: 1234567890")
		    s.recv(1)
	EOF
}

# count_lines PATTERN - print the number of matching lines in the log
count_lines() {
	grep -Ec "$1" "$LOG" || true
}

it "limits the log lines about the peers of one port"
connect_repeatedly "$LAB/one"
[ "$(count_lines 'port one: ')" -ge 50 ]
[ "$(count_lines 'port one: ')" -le 200 ]

it "limits the log lines about the clients of a listener"
connect_repeatedly "$LAB/many"
[ "$(count_lines 'port s0: ')" -ge 50 ]
[ "$(count_lines 'port s0: ')" -le 200 ]

it "limits the log lines about invalid requests"
connect_repeatedly "$LAB/vde/ctl"
[ "$(count_lines 'no VDE request')" -ge 50 ]
[ "$(count_lines 'no VDE request')" -le 200 ]

it "still logs what the peer of another port does"
raw.py stream "$LAB/quiet" "frames:1:carol > all" eof ended
until_true grep -q "port quiet: .* disconnected" "$LOG"

it "logs how many lines it suppressed"

# suppression_is_logged - connect once more; true if the log says that lines were
# suppressed
suppression_is_logged() {
	raw.py stream "$LAB/one" "frames:1:carol > all" eof ended
	[ "$(count_lines 'lines like the next were suppressed')" -ge 1 ]
}
until_true suppression_is_logged
