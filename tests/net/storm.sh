#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Limits of what a port floods, sends and receives: storm control, policing, shaping.

. "$(dirname "$0")/lib.sh"
need jq

start_switch <<-CONF
	switch set loop_probe off
	port add p1 tap
	port add p2 tap
CONF
host alice p1
host bob   p2
ends=("$(pid_of alice)/p1" "$(pid_of bob)/p2")

# append_frames N FRAME - append a frame N times to $frames
append_frames() {
	for _ in $(seq "$1"); do
		frames+=("$2")
	done
}

it "floods broadcasts up to the limit, and counts the others as a storm"
tapctl port set p1 storm_bcast 1pps/5
frames=()
append_frames 100 "alice > all"
got=$(delivered_by_count alice "${frames[@]}" | grep -cx bob)
[[ $got -ge 5 && $got -le 25 ]] || die "$got of 100 passed"
is $((100 - got)) counter p1 drops.storm

it "limits each kind of frame separately, and no frame for a known station"
is "bob
bob" delivered_by_count alice "alice > some" "alice > bob"
tapctl fdb add "$(station bob)" port p2 static
tapctl port set p1 storm_ucast 1bit/60b storm_mcast 1bit/120b storm_bcast off
is "bob
nobody
bob
bob
nobody
bob
bob
bob" delivered_by_count alice "alice > carol" "alice > carol" "alice > some" \
	"alice > some" "alice > some" "alice > bob" "alice > bob" "alice > all"

it "disables the port for a storm, and enables it after the recovery time"
tapctl port set p1 storm_bcast 1bit/60b storm_action shutdown recovery 1
wire.py send "$(host_spec alice)" -- "alice > all" "alice > all"
until_true grep "port p1: errdisabled after a storm" "$LOG"
tapctl port set p1 storm_ucast off storm_mcast off storm_bcast off
tapctl wait port p1 up timeout 5
is "" show '.[0].errdisabled' port show p1

it "polices a port by bits, and charges a GSO frame as its segments"
# Each frame has 20,017 bytes of data, and headers that each of its 21 segments repeats;
# after them the bucket holds sixty bytes.
gso_frames.py "${ends[@]}" whole >"$LAB/sent"
read -r count _ _ headers _ <"$LAB/sent"
tapctl port set p1 police "1bit/$((count * 20017 + 21 * headers + 60))b"
gso_frames.py "${ends[@]}" whole
is "bob
nobody" delivered_by_count alice "alice > bob" "alice > bob"
is 1 counter p1 drops.policed

it "polices a port by frames"
tapctl port set p1 police "1pps/$((count * 21))"
gso_frames.py "${ends[@]}" whole
frames=()
append_frames 300 "alice > bob"
delivered_by_count alice "${frames[@]}" >/dev/null
[ "$(counter p1 drops.policed)" -ge 200 ]
tapctl port set p1 police off

# shape_frames COUNT SIZE [CMD]... - run tools/shaper.py; sets $arrived, $full,
# $late (frames) and $ms
shape_frames() {
	read -r arrived full late ms <<<"$(shaper.py "${ends[@]}" "$@")"
	[ -n "$ms" ]
}

it "shapes to the rate by delaying frames, in order and without a loss"
tapctl port set p2 shape 1000pps/1 shape_latency 10000
shape_frames 300 60
is "300 0 0" echo "$arrived $full $late"
[ "$ms" -ge 290 ] || die "299 frames at 1000 a second came within $ms ms"
tapctl port set p2 shape 8mbit/1500b
shape_frames 300 500,1500
is "300 0 0" echo "$arrived $full $late"
[ "$ms" -ge 290 ] || die "298,500 bytes at 8 Mbit/s came within $ms ms"

it "drops frames for which the queue has no room, and applies a new rate at once"
tapctl port set p2 shape 1bit/1514b shape_bytes 131072
shape_frames 150 1514 tapctl port set p2 shape 100mbit
room=$((131072 / (48 + 1514 + 6)))
is "$((room + 1)) $((149 - room)) 0" echo "$arrived $full $late"

it "drops frames that have waited too long"
tapctl port set p2 shape 20pps/1 shape_latency 1
shape_frames 50 60
is "50 0" echo "$((arrived + late)) $full"
[[ $arrived -ge 1 && $late -ge 1 ]] || die "$arrived arrived, late: $late"

it "drops queued frames in time, even if the rate would let them wait longer"
tapctl port set p2 shape 2bit/60b shape_latency 50
tapctl stats reset
frames=()
append_frames 50 "alice > bob"
wire.py send "$(host_spec alice)" -- "${frames[@]}"

# all_frames_are_late - true if 49 frames were dropped because they had waited too
# long
all_frames_are_late() {
	[ "$(counter p2 'tx_drops["shaper-late"]')" = 49 ]
}
until_true all_frames_are_late

it "keeps the queued frames when limits change, and sends them when shaping ends"
tapctl port set p2 shape 1bit/60b shape_latency 10000
shape_frames 50 60 \
	tapctl port set p2 shape 1000pps/1 shape_bytes 524288 shape_latency 9000
is "50 0 0" echo "$arrived $full $late"
tapctl port set p2 shape 1bit/60b
shape_frames 500 60 tapctl port set p2 shape off
is "500 0 0" echo "$arrived $full $late"

it "neither cuts nor merges frames to shape them, and its counters balance"
tapctl port set p2 shape 200mbit
in_host alice ip address add 192.0.2.1/24 dev p1
in_host bob ip address add 192.0.2.2/24 dev p2
transfer tcp alice bob 192.0.2.2 2
# The hosts must send nothing of their own from here on, so that only the frames of this
# test are counted.
in_host alice ip address flush dev p1
in_host bob ip address flush dev p2
flush_neighbours alice dev p1
flush_neighbours bob dev p2
is "0 0" show '.[0] | "\(.tx_segmented) \(.tx_merged)"' stats show port p2
tapctl stats check >/dev/null

# run_and_raise_rate CMD... - run a command, and then let p2 send the queued frames,
# if it can
run_and_raise_rate() {
	"$@"
	tapctl port set p2 shape 100mbit
}
export -f run_and_raise_rate

it "drops the queued frames of a port that goes down, or is not present"
tapctl port set p2 shape 1bit/60b
shape_frames 50 60 bash -c "run_and_raise_rate tapctl port set p2 down"
is "1 0 0" echo "$arrived $full $late"
is 49 counter p2 'tx_drops["link-down"]'
tapctl port set p2 up shape 1bit/60b
tapctl wait port p2 up timeout 5
shape_frames 50 60 \
	bash -c "run_and_raise_rate nsenter -n -t $(pid_of bob) ip link del p2"
is "1 0 0" echo "$arrived $full $late"
is 49 counter p2 'tx_drops["not-present"]'
