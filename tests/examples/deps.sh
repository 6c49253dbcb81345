#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Only root installs packages, and not while a package is built; otherwise one line says
# what is missing.

set -eu
cd "$(dirname "$0")/../.."
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
chmod 755 "$dir"

# die MESSAGE - fail the test
die() {
	echo "FAIL: $*"
	exit 1
}

# A system that lacks most of what is needed, with an apt-get that records its calls.
cp tools/dev/deps "$dir"
mkdir "$dir/bin"
for tool in awk cat dash fold gcc id mktemp paste rm sh sort; do
	path=$(command -v $tool) || continue
	ln -s "$path" "$dir/bin"
done
cat >"$dir/bin/apt-get" <<-END
	#!/bin/sh
	echo "\$*" >>$dir/orders
END
chmod 755 "$dir/bin/apt-get" "$dir/deps"
touch "$dir/orders"
chmod 666 "$dir/orders"

# deps [VARIABLE=VALUE]... [CMD...] -- OPTION... - run tools/dev/deps in that system
deps() {
	local before=()
	while [ "$1" != -- ]; do
		before+=("$1")
		shift
	done
	: >"$dir/orders"
	rc=0
	env -u SOURCE_DATE_EPOCH -u DEB_BUILD_OPTIONS -u RPM_BUILD_ROOT \
		CC=gcc PATH="$dir/bin" "${before[@]}" \
		"$dir/bin/sh" "$dir/deps" "${@:2}" >"$dir/output" 2>&1 || rc=$?
}

# expect_only_message - one line must say what is missing, and nothing may be
# installed
expect_only_message() {
	[ "$rc" = 1 ] || die "exit status $rc: $(cat "$dir/output")"
	[ ! -s "$dir/orders" ] || die "installs: $(cat "$dir/orders")"
	[ "$(wc -l <"$dir/output")" = 1 ] || die "lines: $(cat "$dir/output")"
	grep -q '^missing here: .*valgrind.* (sudo make deps' "$dir/output" ||
		die "says: $(cat "$dir/output")"
}

echo "  - a check installs nothing"
deps -- --check callgrind
expect_only_message

echo "  - a first command installs nothing while a package is built"
for variable in SOURCE_DATE_EPOCH DEB_BUILD_OPTIONS RPM_BUILD_ROOT; do
	deps $variable=1 -- --first callgrind
	expect_only_message
done

echo "  - tools that only tests need are named, but it does not fail without them"
deps -- --check check
[ "$rc" = 0 ] || [[ "$(cat "$dir/output")" = *libcmocka-dev* ]] ||
	die "exit status $rc: $(cat "$dir/output")"
[ "$rc" != 0 ] || grep -q '^not here, .* skipped: .*socat' "$dir/output" ||
	die "says: $(cat "$dir/output")"
[ ! -s "$dir/orders" ] || die "installs: $(cat "$dir/orders")"

as=()
if [ "$(id -u)" = 0 ]; then
	as=("$(command -v setpriv)" --reuid 65534 --regid 65534 --clear-groups)
fi

echo "  - a user without root installs nothing, even when asked to"
for options in "--first callgrind" "callgrind"; do
	# shellcheck disable=SC2086 # words
	deps ${as[@]+"${as[@]}"} -- $options
	expect_only_message
done

[ "$(id -u)" = 0 ] && [ -w /usr ] || exit 0
echo "  - root installs what is missing"
for options in "--first callgrind" "callgrind"; do
	# shellcheck disable=SC2086
	deps -- $options
	[ "$rc" = 0 ] || die "exit status $rc: $(cat "$dir/output")"
	grep -q 'install .*valgrind' "$dir/orders" || die "not installed"
done
