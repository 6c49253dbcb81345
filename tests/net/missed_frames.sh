#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Frames arrive at ports of each kind while the switch is stopped.  The switch receives
# each of them later, or counts it as missed by its port, even if no other frame
# follows.

. "$(dirname "$0")/lib.sh"
need jq

ip link add up0 type veth peer name bob
ip link set up0 up
start_switch <<-CONF
	switch set loop_probe off
	port add p1 tap
	port add p2 packet dev up0
	port add p3 stream listen $LAB/stream
	port add p4 dgram local $LAB/p4 remote $LAB/far4
	port add p5 dgram local 127.0.0.1:9100 remote 127.0.0.1:9200
	port add p6 dgram local $LAB/p6
	port listen vde $LAB/vde name vde%d
	port listen dgram $LAB/many name many%d
	port add p7 patch other up
CONF
host alice p1
host bob   bob

# received_or_missed PORT - print how many frames the port has received or missed
received_or_missed() {
	show '.[0] | .rx_packets + ([.missed[]] | add // 0)' stats show port "$1"
}

# all_received_or_missed PORT COUNT - true if the port has received or missed so
# many frames
all_received_or_missed() {
	[ "$(received_or_missed "$1")" = "$2" ]
}

# start_burst COMMAND... - start tools/burst.py, and wait until it is ready
start_burst() {
	coproc burst.py "$@"
	burst_pid=$COPROC_PID burst_says=${COPROC[0]} burst_hears=${COPROC[1]}
	read -r -u "$burst_says" _
}

# end_burst - end tools/burst.py
end_burst() {
	kill "$burst_pid"
	wait "$burst_pid" || true
}

# burst_while_stopped - let it send while the switch is stopped; $sent is the number
# of frames that were taken from it
burst_while_stopped() {
	kill -STOP "$SWITCH"
	echo >&"$burst_hears"
	read -r -u "$burst_says" sent
	kill -CONT "$SWITCH"
	[ "$sent" -ge 5 ] || die "the burst had only $sent frames"
}

# accounts_for_burst PORT COMMAND... - the port receives or misses each frame of a burst
accounts_for_burst() {
	start_burst "${@:2}"
	until_true tapctl port show "$1"
	tapctl stats reset
	burst_while_stopped
	until_true all_received_or_missed "$1" "$sent"
	is "$sent" received_or_missed "$1"
	end_burst
}

# expect_missed PORT - the port must have missed frames, and text and JSON must show
# the same number
expect_missed() {
	local n
	n=$(counter "$1" missed.overrun)
	[ "$n" -gt 0 ] || die "port $1 missed none: $(tapctl stats show)"
	is "$n" show '.[0].overruns' port show "$1"
	matches "overrun $n\b" tapctl stats show
}

# kernel_drops - print how many frames alice's kernel dropped because the queue of
# p1 was full
kernel_drops() {
	in_host alice ip -j -s link show p1 | jq '.[0].stats64.tx.dropped'
}

it "counts the frames that overflowed a tap's own queue, as the kernel does"
before=$(kernel_drops)
accounts_for_burst p1 wire "$(pid_of alice)/p1" 3000
expect_missed p1
is "$(($(kernel_drops) - before))" counter p1 missed.overrun

it "counts the frames that overflowed a packet socket"
accounts_for_burst p2 wire "$(pid_of bob)/bob" 20000
expect_missed p2

it "counts the frames that overflowed a UDP socket"
accounts_for_burst p5 dgram 127.0.0.1:9200 127.0.0.1:9100 5000
expect_missed p5

it "loses no frame of a stream, and none that a Unix datagram socket has taken"
accounts_for_burst p3 stream "$LAB/stream" 5000
accounts_for_burst p4 dgram "$LAB/far4" "$LAB/p4" 5000
accounts_for_burst p6 dgram "$LAB/far6" "$LAB/p6" 5000
accounts_for_burst many0 vfkit "$LAB/far7" "$LAB/many" 5000
accounts_for_burst vde0 vde "$LAB/vde/ctl" "$LAB/far8" 5000
is "" show '[.[] | select(.missed != {}).port] | join(" ")' stats show

mapfile -t flood < <(yes "alice > all size 1400" | head -n 3000)

# delivers_or_counts PORT COMMAND... - a peer that reads only after a flood gets the
# frames that the port counts as sent, and the others are counted as drops
delivers_or_counts() {
	local left got
	start_burst "${@:2}" 0
	until_true tapctl port show "$1"
	tapctl wait port "$1" up timeout 5
	tapctl stats reset
	wire.py send "$(host_spec alice)" -- "${flood[@]}"
	until_true all_received_or_missed p1 ${#flood[@]}
	left=$(show '.[0] | .tx_packets - (.tx_drops["queue-full"] // 0)' \
		stats show port "$1")
	echo >&"$burst_hears"
	read -r -u "$burst_says" _
	echo "$left" >&"$burst_hears"
	read -r -u "$burst_says" got
	[ "$left" = "$got" ] || die "$1 counts $left frames as sent, $got arrived"
	end_burst
}

it "delivers all that it does not count as dropped to a peer that reads late"
delivers_or_counts p3 stream "$LAB/stream"
rm "$LAB/far4"
delivers_or_counts p4 dgram "$LAB/far4" "$LAB/p4"
delivers_or_counts vde0 vde "$LAB/vde/ctl" "$LAB/to8"

# other_counter PORT FILTER - print a counter of the other switch
other_counter() {
	on_other other show ".[0] | $2" stats show port "$1"
}

# patch_has_passed_all - true if the patch has delivered all frames but those
# dropped before it
patch_has_passed_all() {
	[ "$(other_counter carol '.rx_packets + ([.missed[]] | add // 0)')" = "$sent" ] &&
		[ "$(other_counter up '.tx_packets - ([.tx_drops[]] | add // 0)')" = \
			"$(received_or_missed p7)" ]
}

it "counts at the sending end of a patch what the other end does not take"
start_other_switch other <<-CONF
	switch set loop_probe off
	port add carol tap
	port add up patch sw0 p7
CONF
host carol carol
tapctl wait port p7 up timeout 5
start_burst wire "$(pid_of carol)/carol" 20000
tapctl stats reset
on_other other tapctl stats reset
burst_while_stopped
until_true patch_has_passed_all
[ "$(other_counter up '.tx_drops["queue-full"] // 0')" -gt 0 ] ||
	die "no queue was full"
end_burst
stop_other other

it "counts missed frames from zero after a reset, and none twice"
tapctl stats reset
is "{}" show 'map(.missed) | add' stats show
accounts_for_burst p1 wire "$(pid_of alice)/p1" 3000

it "counts as missed a frame that the kernel cannot describe, and continues"
start_burst tap t1 100
ip link set t1 up
tapctl port add p8 packet dev t1
tapctl stats reset
echo >&"$burst_hears"
read -r -u "$burst_says" sent
until_true all_received_or_missed p8 "$sent"
is "50 50" show '.[0] | "\(.rx_packets) \(.missed["read-error"])"' \
	stats show port p8
expect_idle_switch

it "logs once how to avoid frames that the kernel cannot describe"
helps="tx-sctp-segmentation off"
kernel_ability.py packet_uso || helps="tx-udp-segmentation off $helps"
is 1 grep -c "port p8: .*ethtool -K DEV $helps" "$LOG"
refute grep 'Invalid argument' "$LOG"
end_burst
