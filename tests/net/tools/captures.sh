# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
# Captures are made, and read by tshark; to be read by tests after lib.sh.

# start_capture WORD... - start `tapctl capture`, which is to write to a file, in the
# background, and wait until the switch captures; sets $capture to its process.  A shell
# lets commands in the background ignore ^C.
start_capture() {
	: >"$LAB/summary"
	env --default-signal=INT tapctl capture "$@" 2>"$LAB/summary" &
	capture=$!
	until_true grep -q '^tapctl: capturing frames$' "$LAB/summary"
}

# end_capture - let it end as ^C does
end_capture() {
	kill -INT "$capture"
	wait "$capture"
}

# read_capture FILE [OPTION]... - what tshark reads in a file; it must not complain
read_capture() {
	tshark -n -r "$@" 2>"$LAB/complaint"
	! grep -v 'Running as user' "$LAB/complaint" ||
		die "tshark complains about $1"
}

# fields FILE FILTER FIELD... - print these fields of the frames that match
fields() {
	local file=$1 filter=$2
	shift 2
	read_capture "$file" -Y "$filter" -T fields "${@/#/-e}" | sed 's/\t/ /g'
}

# Matches frames as they were received
# shellcheck disable=SC2034 # for tests
INBOUND="frame.packet_flags_direction == 1"
