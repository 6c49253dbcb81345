#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A switch starts at once although a killed one has left taps that the kernel has not
# released yet, socket files, and a VDE directory.

. "$(dirname "$0")/lib.sh"
need jq ping

ip tuntap add dev kept mode tap
ip tuntap add dev held mode tap
cat >"$CONF" <<-CONF
	port add alice tap
	port add bob tap
	port add kept tap
	port add held tap
	port add one stream listen $LAB/one
	port add two dgram local $LAB/two
	port listen stream $LAB/many name s%d
	port listen vde $LAB/vde name v%d
CONF

it "starts at once after one that was killed, ten times"
launch_switch -f "$CONF"
until_true switch_answers
for _ in $(seq 10); do
	kill -KILL "$SWITCH"
	wait "$SWITCH" 2>/dev/null || true
	launch_switch -f "$CONF"
	until_true switch_answers
done
host alice alice 192.0.2.1/24
host bob bob 192.0.2.2/24
reaches alice 192.0.2.2

it "takes over the files that were left, and removes them when it stops"
stop_switch
for name in ctl one two many vde; do
	[ ! -e "$LAB/$name" ] || die "$name is left"
done

it "fails at once when a device is in use by a switch that is still running"
launch_switch -f "$CONF"
until_true switch_answers
status 1 tapswitch -s "$LAB/other" -f - <<<"port add x tap ifname kept"
matches 'make tap "kept": Device or resource busy' cat "$LAB/output"
[ ! -e "$LAB/other" ] || die "its socket is left"
