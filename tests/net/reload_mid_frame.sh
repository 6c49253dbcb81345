#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A file is applied, or refused, when half of a frame has arrived on a stream: the rest
# of the frame is still received.  There are three streams: of a passed descriptor, of a
# listening port and of a listener.

. "$(dirname "$0")/lib.sh"
need jq python3 socat

SIZE=60

# config_with [WORD]... - print a file with these words at the end of each line
config_with() {
	cat <<-CONF
		switch set loop_probe off
		port add alice tap
		port add adopted stream fd 5 $*
		port add own stream listen $LAB/own.sock $*
		port listen stream $LAB/many.sock name many%d $*
	CONF
}

# frame_half 1|2 - print half of a frame of SIZE bytes, in octal for printf; the
# first half begins with the frame's length
frame_half() {
	local n from=$(($1 == 1 ? 0 : 40)) to=$(($1 == 1 ? 39 : SIZE - 1))
	[ "$1" = 2 ] || printf '\\0\\0\\0\\%o' $SIZE
	for n in $(seq $from $to); do
		[ "$n" -lt 6 ] && printf '\\377' || printf '\\%o' $((n * 2 % 128))
	done
}

# send_half_by_all 1|2 - send this half of a frame by every stream
send_half_by_all() {
	local fd
	for fd in "${IN[@]}"; do
		# shellcheck disable=SC2059 # the format is the data
		printf "$(frame_half "$1")" >&"$fd"
	done
}

# ports_have_received COUNT PORT... - true if each of these ports has received so
# many frames
ports_have_received() {
	local port
	for port in "${@:2}"; do
		[ "$(counter "$port" rx_packets)" = "$1" ] || return 1
	done
}

# sockets_are_empty - true if no socket holds data that the switch has not read
sockets_are_empty() {
	[ "$(ss -xnH state established | awk "{ n += \$2 } END { print n + 0 }")" = 0 ]
}

declare -a IN=()

# open_stream SOCAT_ADDRESS - connect a new descriptor in IN to this address
open_stream() {
	local pipe=$LAB/pipe.${#IN[@]} fd
	mkfifo "$pipe"
	socat "OPEN:$pipe,rdonly!!OPEN:/dev/null,wronly" "$1" &
	exec {fd}>"$pipe"
	IN+=("$fd")
}

open_stream "UNIX-LISTEN:$LAB/peer.sock"
until_true test -S "$LAB/peer.sock"
config_with >"$CONF"
with_socket.py 5 stream connect "$LAB/peer.sock" \
	tapswitch -s "$SOCKET" -f "$CONF" 2>>"$LOG" &
SWITCH=$!
until_true switch_answers
open_stream "UNIX-CONNECT:$LAB/own.sock"
open_stream "UNIX-CONNECT:$LAB/many.sock"
for port in adopted own many0; do
	tapctl wait port $port up timeout 5
done

it "completes a frame when settings change in the middle of it"
send_half_by_all 1
until_true sockets_are_empty
reload < <(config_with mtu 9000)
send_half_by_all 2
until_true ports_have_received 1 adopted own many0

it "completes a frame when a file is refused in the middle of it"
send_half_by_all 1
until_true sockets_are_empty
reload < <(config_with mtu 1400; echo "port add p9 tap address ff02::1/64")
matches 'error: .*ff02::1' cat "$LAB/applied"
send_half_by_all 2
until_true ports_have_received 2 adopted own many0

it "completes a frame when the port is renamed in the middle of it"
send_half_by_all 1
until_true sockets_are_empty
reload < <(config_with | sed 's/adopted/other/; s/own stream/mine stream/')
send_half_by_all 2
until_true ports_have_received 3 other mine many0
is "0 0" show 'map(select(.name != "alice" and .type == "stream").reconnects) |
	"\(.[0]) \(.[1])"' port show
