#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Every configuration that is shipped works, in the namespaces that it needs, and
# `config show` prints one that rebuilds the same switch.

. "$(dirname "$0")/../net/lib.sh"
need jq

for file in tools/examples/*.conf; do
	it "starts with $file, and prints lines that rebuild the same switch"
	tapswitch -f "$file" --check
	while read -r name; do
		ip netns add "$name"
	done < <(sed -n 's/^port add .* netns \([^ ]*\).*/\1/p' "$file" | sort -u)

	launch_switch -f "$file"
	until_true switch_answers
	while read -r name; do
		tapctl wait port "$name" up timeout 5
	done < <(show '.[].name' port show)
	tapctl config show >"$CONF"
	stop_switch

	launch_switch -f "$CONF"
	until_true switch_answers
	tapctl config show | diff -u "$CONF" -
	stop_switch
	ip -all netns del
done
