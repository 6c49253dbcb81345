#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Every kind of port that the manual names works under the systemd units.
#
# A container runs nothing but these units; tools/in_systemd_units.sh tests them.

. "$(dirname "$0")/lib.sh"
. tests/net/tools/container.sh
need jq ping

make_container

# This ends the container with its own result.
cat >"$ROOT/etc/systemd/system/check.service" <<UNIT
[Service]
Type=oneshot
Environment=PATH=/opt/build:/usr/sbin:/usr/bin
ExecStart=/opt/tools/in_systemd_units.sh
KillMode=process
ExecStopPost=systemctl exit --force \${EXIT_STATUS}
StandardOutput=append:/said
StandardError=append:/said
UNIT
# What user@.service has, where no user logs in
cat >"$ROOT/etc/systemd/system/guests-manager.service" <<UNIT
[Service]
Type=notify
User=guest
Environment=XDG_RUNTIME_DIR=/run/user/1235
ExecStartPre=+install -d -o guest -g guest -m 700 /run/user/1235
ExecStart=/lib/systemd/systemd --user
Delegate=yes
KillMode=mixed
UNIT

status=0
(boot_container check.service --private-network) >"$LAB/console.log" 2>&1 ||
	status=$?
[ -e "$ROOT/said" ] || {
	cat "$LAB/console.log"
	skip_test "systemd does not come up in a container here"
}
cat "$ROOT/said"
[ $status = 0 ] || die "not all is as it should be: status $status"
