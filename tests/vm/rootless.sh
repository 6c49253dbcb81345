#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A user without root, and without taps, connects guests by stream, datagram and VDE.
#
# Root becomes nobody first, with the tree mounted where nobody can read it.

if [ "$(id -u)" = 0 ] && [ -z "${LAB:-}" ]; then
	cd "$(dirname "$0")/../.." || exit
	tests/vm/image || exit
	# shellcheck disable=SC2016 # the inner shell expands it
	exec unshare -m sh -c '
		mount --bind . /mnt && cd /mnt || exit
		as_nobody="setpriv --reuid 65534 --regid 65534 --clear-groups
			--inh-caps=-all --bounding-set=-all --no-new-privs"
		if ! $as_nobody test -x tests/vm/rootless.sh; then
			echo "other users cannot read this tree"
			exit 77
		fi
		exec $as_nobody tests/vm/rootless.sh'
fi

export NO_TAPS=yes
. "$(dirname "$0")/lib.sh"

it "runs as user $(awk '{ print $2 }' /proc/self/uid_map), with no other user"
refute is_real_root

start_lab stream_unix stream_clients dgram_unix dgram_clients vde
for kind in "${kinds[@]}"; do
	it "connects guests by $kind"
	reach_each_other alice bob "$kind"
done
