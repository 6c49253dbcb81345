#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# wrong.txt is wrong on purpose: the runner must say in which lines, and fail.

scenario=tests/scenario/wrong.txt
wanted=$(sed -n 's/.*no others: \([0-9 ]*\)\.$/\1/p' "$scenario")

if said=$("$O"/scenario "$scenario"); then
	echo "$scenario passed"
	exit 1
fi
echo "$said"
found=$(sed -n "s|^$scenario:\([0-9]*\):.*|\1|p" <<<"$said" | tr '\n' ' ')
if [ "${found% }" != "$wanted" ]; then
	echo "wrong are lines $wanted; complaints came for ${found:-none}"
	exit 1
fi
