#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# The commands that tapswitch(8) and README.md show for users without root work as
# they are printed.

. "$(dirname "$0")/lib.sh"
need jq
is_real_root || skip_test "not root, who can become somebody else"

# The device is open to all users, as on Debian, for this test only.
mknod "$LAB/tun" c 10 200
chmod 666 "$LAB/tun"
mount --bind "$LAB/tun" /dev/net/tun
chmod 755 /run # as it usually is
# The tree may be readable only by root, and a new /run of the user hides ours.
mount -t tmpfs -o mode=755 bin /mnt
cp "$O/tapswitch" "$O/tapctl" /mnt
install -d -o 65534 -g 65534 -m 700 "$LAB/home" "$LAB/home/run"
cd "$LAB/home"
printf 'port add one tap address 192.0.2.1/24 up\n' >lab.conf
unset TAPSWITCH_SOCKET

# as_nobody [NAME=VALUE]... CMD... - as a user that has a runtime directory
as_nobody() {
	setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all \
		env PATH="/mnt:$PATH" HOME="$LAB/home" \
		XDG_RUNTIME_DIR="$LAB/home/run" "$@"
}
as_nobody unshare --map-root-user true || skip_test "no user namespaces here"

it "starts with the command of tapswitch(8), and is found from outside its user namespace"
line=$(sed -n 's/^\$ \(unshare .* tapswitch -f lab.conf\)$/\1/p' \
	"$OLDPWD/switch/tapswitch.8")
[ -n "$line" ] || die "the manual has no such line"
# shellcheck disable=SC2086 # words of a line
as_nobody $line 2>>"$LOG" &
started=$!
as_nobody tapctl wait switch
switch=$(as_nobody tapctl -j switch show | jq .pid)
[ -S run/tapswitch/sw0.sock ]
is up sh -c "$(declare -f as_nobody); LAB=$LAB
	as_nobody tapctl -j port show | jq -r '.[0].oper'"

it "is found from inside its user namespace, too"
status 0 as_nobody nsenter -t "$switch" -U -n --preserve-credentials \
	tapctl switch show
kill "$switch"
wait $started || die "it ended with status $?: $(cat "$LOG")"
[ ! -e run/tapswitch/sw0.sock ] || die "it left its socket behind"

it "says what is missing when it has no directory for its socket"
status 1 as_nobody env -u XDG_RUNTIME_DIR unshare --map-root-user --net tapswitch
matches 'XDG_RUNTIME_DIR is not set.*-s' cat "$LAB/output"
status 1 as_nobody env -u XDG_RUNTIME_DIR tapswitch
matches 'XDG_RUNTIME_DIR is not set.*-s' cat "$LAB/output"

it "has its own /run and named namespaces with the commands of README.md"
mapfile -t lines < <(sed -n '/^ *\$ unshare --map-root-user/,/tapswitch -f/p' \
	"$OLDPWD/README.md" | sed 's/^ *[#$] //')
[ ${#lines[@]} -ge 3 ] || die "README.md has no such lines"
printf 'port add one tap netns red ifname eth0 up\n' >lab.conf
cat >inside <<-SH
	set -e
	$(printf '%s\n' "${lines[@]:1:${#lines[@]}-2}")
	ip netns add red
	${lines[-1]}
	tapctl wait switch
	tapctl -j port show
	kill \$!
	wait \$!
SH
# shellcheck disable=SC2086 # words of a line
as_nobody ${lines[0]} sh inside >"$LAB/shown" 2>>"$LOG"
is "one red up" jq -r '.[0] | "\(.name) \(.netns) \(.oper)"' "$LAB/shown"
cd "$OLDPWD"
