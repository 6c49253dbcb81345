#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A stream in whose middle of a frame a file is applied, or refused, goes on: one
# that somebody else made, one of a port that listens, one of many clients.

. "$(dirname "$0")/lib.sh"
need jq python3 socat

SIZE=60

# file [WORDS] - a file with WORDS behind each line
file() {
	cat <<-CONF
		switch set loop_probe off
		port add alice tap
		port add adopted stream fd 5 $*
		port add own stream listen $LAB/own.sock $*
		port listen stream $LAB/many.sock name many%d $*
	CONF
}

# half 1|2 - of a frame of SIZE bytes behind its length, in octal for printf
half() {
	local n from=$(($1 == 1 ? 0 : 40)) to=$(($1 == 1 ? 39 : SIZE - 1))
	[ "$1" = 2 ] || printf '\\0\\0\\0\\%o' $SIZE
	for n in $(seq $from $to); do
		[ "$n" -lt 6 ] && printf '\\377' || printf '\\%o' $((n * 2 % 128))
	done
}

# all_send 1|2
all_send() {
	local fd
	for fd in "${IN[@]}"; do
		# shellcheck disable=SC2059 # that is what it is for
		printf "$(half "$1")" >&"$fd"
	done
}

# have_come N PORT... - frames, on each
have_come() {
	local port
	for port in "${@:2}"; do
		[ "$(counter "$port" rx_packets)" = "$1" ] || return 1
	done
}

# is_read - what was sent waits in no socket
is_read() {
	[ "$(ss -xnH state established | awk "{ n += \$2 } END { print n + 0 }")" = 0 ]
}

declare -a IN=()
# connect SOCAT_ADDRESS - what is sent to a descriptor of IN goes there
connect() {
	local pipe=$LAB/pipe.${#IN[@]} fd
	mkfifo "$pipe"
	socat "OPEN:$pipe,rdonly!!OPEN:/dev/null,wronly" "$1" &
	exec {fd}>"$pipe"
	IN+=("$fd")
}

connect "UNIX-LISTEN:$LAB/peer.sock"
until_true test -S "$LAB/peer.sock"
file >"$CONF"
with_socket.py 5 stream connect "$LAB/peer.sock" \
	tapswitch -s "$SOCKET" -f "$CONF" 2>>"$LOG" &
SWITCH=$!
until_true switch_answers
connect "UNIX-CONNECT:$LAB/own.sock"
connect "UNIX-CONNECT:$LAB/many.sock"
for port in adopted own many0; do
	tapctl wait port $port up timeout 5
done

it "goes on with a half when settings change"
all_send 1
until_true is_read
reload < <(file mtu 9000)
all_send 2
until_true have_come 1 adopted own many0

it "goes on with a half when the file is refused"
all_send 1
until_true is_read
reload < <(file mtu 1400; echo "port add p9 tap address ff02::1/64")
matches 'error: .*ff02::1' cat "$LAB/applied"
all_send 2
until_true have_come 2 adopted own many0

it "goes on with a half when the port has another name"
all_send 1
until_true is_read
reload < <(file | sed 's/adopted/other/; s/own stream/mine stream/')
all_send 2
until_true have_come 3 other mine many0
is "0 0" show 'map(select(.name != "alice" and .type == "stream").reconnects) |
	"\(.[0]) \(.[1])"' port show
