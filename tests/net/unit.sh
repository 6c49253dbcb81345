#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Under the systemd units every kind of port works that the manual promises.
#
# A container of systemd-nspawn boots this machine's own systemd with nothing but
# the units, and tools/in_unit.sh says there what is asked of them.

. "$(dirname "$0")/lib.sh"
need systemd-nspawn jq ping
is_real_root || skip_test "not root, who can boot a container"
[ -x /lib/systemd/systemd ] || skip_test "no systemd here"

root=$LAB/root
mkdir -p "$root"/{dev,etc/systemd/{system,user},etc/tapswitch,home,opt,proc,root} \
	"$root"/{run,sys,tmp,usr,var}
for link in /bin /sbin /lib*; do
	[ ! -L "$link" ] || cp -a "$link" "$root"
done
cp -L /etc/{os-release,ld.so.cache} "$root/etc"
tr -d - </proc/sys/kernel/random/uuid >"$root/etc/machine-id"
printf '%s\n' root:x:0:0::/root:/bin/sh other:x:1234:1234::/:/bin/sh \
	guest:x:1235:1235::/home/guest:/bin/sh >"$root/etc/passwd"
printf '%s\n' root:x:0: tty:x:5: other:x:1234: guest:x:1235: guests:x:1236: \
	>"$root/etc/group"

# As make install does it
for kind in system user; do
	unit=tapswitch@.service
	[ $kind = system ] || unit=user/$unit
	sed 's|@BIN@|/opt/build|' "tools/packaging/$unit" \
		>"$root/etc/systemd/$kind/tapswitch@.service"
done

# It ends the container with what it has found.
cat >"$root/etc/systemd/system/check.service" <<UNIT
[Service]
Type=oneshot
Environment=PATH=/opt/build:/usr/sbin:/usr/bin
ExecStart=/opt/tools/in_unit.sh
KillMode=process
ExecStopPost=systemctl exit --force \${EXIT_STATUS}
StandardOutput=append:/said
StandardError=append:/said
UNIT
# All that user@.service has where there is nobody who logs in
cat >"$root/etc/systemd/system/guests-manager.service" <<UNIT
[Service]
Type=notify
User=guest
Environment=XDG_RUNTIME_DIR=/run/user/1235
ExecStartPre=+install -d -o guest -g guest -m 700 /run/user/1235
ExecStart=/lib/systemd/systemd --user
Delegate=yes
KillMode=mixed
UNIT

# nspawn makes groups of processes below its own, and leaves them there: it gets
# one to itself, of one name in each hierarchy that systemd may use.
groups=()
name=$(mktemp -u tapswitch.XXXXXX)
for hierarchy in /sys/fs/cgroup{,/unified,/systemd}; do
	[ -w "$hierarchy/cgroup.procs" ] || continue
	mkdir "$hierarchy/$name"
	groups+=("$hierarchy/$name")
done

boot() {
	local group
	for group in "${groups[@]}"; do
		echo $BASHPID >"$group/cgroup.procs"
	done
	exec timeout 100 systemd-nspawn -q -D "$root" -M "unit$$" --bind-ro=/usr \
		--bind-ro="$O":/opt/build --bind-ro="$TOOLS":/opt/tools \
		--register=no --keep-unit --private-network --boot \
		systemd.unit=check.service systemd.show_status=no
}

status=0
(boot) >"$LAB/console.log" 2>&1 || status=$?
for group in "${groups[@]}"; do
	find "$group" -depth -type d -exec rmdir {} +
done
[ -e "$root/said" ] || {
	cat "$LAB/console.log"
	skip_test "systemd does not come up in a container here"
}
cat "$root/said"
[ $status = 0 ] || die "not all is as it should be: status $status"
