# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
# A container of systemd-nspawn, for tests of the units: it boots this machine's own
# systemd with nothing but them.  To be sourced after lib.sh.

need systemd-nspawn
is_real_root || skip_test "not root, who can boot a container"
[ -x /lib/systemd/systemd ] || skip_test "no systemd here"

ROOT=$LAB/root # the container's /

# make_container - create its files and cgroups; its users are root, other, and guest, a member of group guests
make_container() {
	make_root
	install_units
	make_cgroups
}

# make_root - create the container's / with links to this machine's programs
make_root() {
	local link
	mkdir -p "$ROOT"/{dev,etc/systemd/{system,user},etc/tapswitch,home,opt} \
		"$ROOT"/{proc,root,run,sys,tmp,usr,var}
	for link in /bin /sbin /lib*; do
		[ ! -L "$link" ] || cp -a "$link" "$ROOT"
	done
	cp -L /etc/{os-release,ld.so.cache} "$ROOT/etc"
	tr -d - </proc/sys/kernel/random/uuid >"$ROOT/etc/machine-id"
	printf '%s\n' root:x:0:0::/root:/bin/sh other:x:1234:1234::/:/bin/sh \
		guest:x:1235:1235::/home/guest:/bin/sh >"$ROOT/etc/passwd"
	printf '%s\n' root:x:0: tty:x:5: other:x:1234: guest:x:1235: guests:x:1236: \
		>"$ROOT/etc/group"
}

# install_units - install the units as `make install` does
install_units() {
	local kind unit
	for kind in system user; do
		unit=tapswitch@.service
		[ $kind = system ] || unit=user/$unit
		sed 's|@BIN@|/opt/build|' "tools/packaging/$unit" \
			>"$ROOT/etc/systemd/$kind/tapswitch@.service"
	done
}

# make_cgroups - nspawn creates cgroups below its own and does not remove them, so it
# gets one for itself, of the same name in each hierarchy that systemd may use
make_cgroups() {
	local hierarchy name
	name=$(mktemp -u tapswitch.XXXXXX)
	for hierarchy in /sys/fs/cgroup{,/unified,/systemd}; do
		[ -w "$hierarchy/cgroup.procs" ] || continue
		mkdir "$hierarchy/$name"
		cgroups+=("$hierarchy/$name")
	done
}
cgroups=()

# clean_up - end the container, however the test ends
clean_up() {
	local group
	if [ -n "$container" ]; then
		[ -z "$init" ] || kill -KILL "$init" || true
		kill "$container" 2>/dev/null || true
		wait "$container" || true
	fi
	for group in "${cgroups[@]}"; do
		find "$group" -depth -type d -exec rmdir {} +
	done
}

# boot_container UNIT OPTION... - become the container, which starts UNIT
boot_container() {
	local group
	for group in "${cgroups[@]}"; do
		echo $BASHPID >"$group/cgroup.procs"
	done
	exec timeout 200 systemd-nspawn -q -D "$ROOT" -M "unit$$" --bind-ro=/usr \
		--bind-ro="$O":/opt/build --bind-ro="$TOOLS":/opt/tools \
		--register=no --keep-unit "${@:2}" --boot \
		systemd.unit="$1" systemd.show_status=no
}

# start_container UNIT OPTION... - start it in the background, and wait until UNIT is
# active; it shares the network of the test
start_container() {
	(boot_container "$1" --capability=CAP_NET_ADMIN "${@:2}") \
		>"$LAB/console.log" 2>&1 &
	container=$!
	(until_true is_settled "$1") 2>/dev/null || true
	find_init
	is_active "$1" && return
	cat "$LAB/console.log"
	skip_test "systemd does not come up in a container here"
}
container='' init=''

# is_settled UNIT - true if the unit is active, or the container has ended
is_settled() {
	find_init
	is_active "$1" || has_ended "$container"
}

# is_active UNIT - true if the unit is active
is_active() {
	[ -n "$init" ] && inside systemctl -q is-active "$1"
}

# find_init - set $init to the container's first process, in the only pid namespace
# below this one
find_init() {
	init=$(grep -lP '^NSpid:\t\d+\t1$' /proc/[0-9]*/status 2>/dev/null |
		cut -d/ -f3)
}

# inside CMD... - run a command as root of the container
inside() {
	nsenter -t "$init" -m -p env PATH="/opt/build:$PATH" "$@"
}
