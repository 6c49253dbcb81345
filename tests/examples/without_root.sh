#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A user without root can do the exercises in a namespace of the user's own, in more
# than one terminal, as tools/examples/README.md says.
#
# Root becomes nobody first, with the tree and /dev/net/tun mounted where nobody can
# read them.

# skip_test WHY - end the test as skipped
skip_test() {
	echo "$*"
	exit 77
}

cd "$(dirname "$0")/../.." || exit
if [ "$(id -u)" = 0 ]; then
	# shellcheck disable=SC2016 # the inner shell expands it
	exec unshare -m sh -c '
		mount --bind . /mnt && cd /mnt || exit
		mount -t tmpfs -o mode=755 dev /dev/net || exit
		mknod -m 666 /dev/net/tun c 10 200 || exit
		exec setpriv --reuid 65534 --regid 65534 --clear-groups \
			--inh-caps=-all --bounding-set=-all --no-new-privs "$0"' \
		tests/examples/without_root.sh
fi
O=${O:-build}
[ -r tools/examples/README.md ] || skip_test "other users cannot read this tree"
for tool in ip ping python3; do
	PATH=$PATH:/usr/sbin:/sbin command -v $tool >/dev/null ||
		skip_test "no $tool here"
done
unshare --map-root-user --net --mount true 2>/dev/null ||
	skip_test "no user namespaces here"

# page_says LINE - the page must contain this line
page_says() {
	grep -qxF "    $1" tools/examples/README.md || {
		echo "FAIL: tools/examples/README.md does not say: $1"
		exit 1
	}
}
page_says '$ unshare --map-root-user --net --mount'
page_says '# mount -t tmpfs tmpfs /run && mkdir /run/netns'
page_says '$ nsenter --preserve-credentials --user --net --mount --wd --target PID'

echo "  - the user creates the namespace in the first terminal"
# The shell ends when its standard input does, so with this script.
coproc FIRST {
	exec unshare --map-root-user --net --mount bash -c '
		mount -t tmpfs tmpfs /run && mkdir /run/netns || exit
		echo $$
		cat'
}
read -r -u "${FIRST[0]}" pid || exit

echo "  - the user runs an exercise in the second terminal"
nsenter --preserve-credentials --user --net --mount --wd --target "$pid" \
	env PATH="$PWD/$O:$PWD/tools/examples:$PATH:/usr/sbin:/sbin" \
	PYTHONDONTWRITEBYTECODE=1 NO_COLOR=1 \
	tests/net/tools/page.py tools/examples/learning.md
