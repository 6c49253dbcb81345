#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A client gives the path of a socket on a file system that does not answer: the client
# is rejected, and frames are forwarded without a delay.

. "$(dirname "$0")/lib.sh"
need jq python3 ping
[ -w /dev/fuse ] || skip_test "no /dev/fuse here"

start_switch <<-CONF
	port add alice tap
	port add bob tap
	port listen vde $LAB/vde name v%d
CONF
host alice alice 192.0.2.1/24
host bob bob 192.0.2.2/24
reaches alice 192.0.2.2

mkdir "$LAB/dead"
coproc mounts { exec impostor.py dead_mount "$LAB/dead"; }
read -r -u "${mounts[0]}" said || skip_test "no FUSE here"
is ready echo "$said"

it "rejects a socket path outside its directory without looking it up"
is "rejected" impostor.py vde "$LAB/vde/ctl" "$LAB/dead/x"
reaches alice 192.0.2.2
matches "rejected: \"$LAB/dead/x\" is not in \"$LAB/vde\"" cat "$LOG"
is 1 show '.[0].rejected' port listen show
