#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Every page of exercises prints what it says it prints.

. "$(dirname "$0")/../net/lib.sh"
need python3 ping

PATH=$PWD/tools/examples:$PATH
unset TAPSWITCH_SOCKET

for page in tools/examples/*.md; do
	grep -q '^    # tapswitch' "$page" || continue
	it "$page"
	# shellcheck disable=SC2016 # $1 is for the inner shell
	unshare -nmpf --mount-proc --kill-child \
		sh -c 'mount -t tmpfs run /run && exec page.py "$1"' - "$page" ||
		die "$page is not true"
done
