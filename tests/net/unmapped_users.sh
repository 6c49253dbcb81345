#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# The switch runs in a user namespace, where all users outside have the same number.  It
# trusts no path of such a user, since the path may belong to any of them.

. "$(dirname "$0")/lib.sh"
need jq python3
is_real_root || skip_test "there is no other user here"

OURS=65534
THEIRS=65533
PUBLIC=$LAB/public
PRIVATE=$LAB/private	# root's, and our user's to write to, but nobody else's
chmod 711 "$LAB"
mkdir -m 1777 "$PUBLIC"
mkdir -m 750 "$PRIVATE"
chgrp $OURS "$PRIVATE"
install -d -o $OURS -m 755 "$LAB/ours"
install -d -o $THEIRS -m 755 "$LAB/theirs" "$LAB/theirs/d"
SOCKET=$LAB/ours/ctl
export TAPSWITCH_SOCKET=$SOCKET
# The source tree may be readable only by root.
mount -t tmpfs -o mode=755 bin /mnt
cp "$O/tapswitch" /mnt

# as_user UID CMD... - run a command as this user
as_user() {
	setpriv --reuid "$1" --regid "$1" --clear-groups "${@:2}"
}

# as_impostor UID CASE... - run impostor.py as this user
as_impostor() {
	as_user "$1" /usr/bin/python3 - "${@:2}" <"$TOOLS/impostor.py"
}

as_user $OURS unshare --user --map-root-user true ||
	skip_test "no user namespaces here"

# rejected_are TYPE COUNT - true if the listener of this type has rejected so many
# clients
rejected_are() {
	[ "$(show "map(select(.type == \"$1\"))[0].rejected" \
		port listen show)" = "$2" ]
}

# start_root_listener - listen as root at PRIVATE/x, until expect_root_received
start_root_listener() {
	coproc root { exec impostor.py listen "$PRIVATE/x"; }
	read -r -u "${root[0]}" _
	chgrp $OURS "$PRIVATE/x"
	chmod 660 "$PRIVATE/x"
}

# expect_root_received COUNT - so many frames must have arrived there
expect_root_received() {
	local heard from=${root[0]} to=${root[1]}
	exec {to}>&-
	read -r -u "$from" heard
	is "$1" echo "$heard"
	rm "$PRIVATE/x"
}

# start_in_namespace OPTION... - start the switch with these options of unshare
start_in_namespace() {
	setpriv --reuid $OURS --regid $OURS --clear-groups \
		unshare "$@" /mnt/tapswitch -s "$SOCKET" 2>>"$LOG" &
	SWITCH=$!
	until_true switch_answers
	tapctl switch set loop_probe off
	tapctl port listen dgram "$PUBLIC/many" name d%d mode 0666
	tapctl port listen vde "$PUBLIC/vde" name v%d mode 0666
}

# accepted_are COUNT - true if the datagram listener has accepted so many clients
accepted_are() {
	[ "$(show 'map(select(.type == "dgram"))[0].accepted' port listen show)" = "$1" ]
}

# rejects_untrusted_paths CONDITION... - another user who redirects a socket's path is
# rejected, and gets no frames after the switch's own user has connected and CONDITION
# is true
rejects_untrusted_paths() {
	start_root_listener
	as_impostor $THEIRS path_redirected "$PUBLIC/many" "$LAB/theirs/d/x" "$PRIVATE"
	until_true rejected_are dgram 1
	# Otherwise broadcasts would be sent there, too.
	setpriv --reuid $OURS --regid $OURS --clear-groups /usr/bin/python3 - \
		abstract_and_stay "$PUBLIC/many" "tapswitch-$$" \
		<"$TOOLS/impostor.py" &
	stays=$!
	until_true "$@"
	is "rejected" as_impostor $THEIRS vde "$PUBLIC/vde/ctl" "$PRIVATE/x"
	rejected_are vde 1
	expect_root_received 0
	kill $stays
	wait $stays || true
	rm "$LAB/theirs/d"
	mv "$LAB/theirs/d.away" "$LAB/theirs/d"
	rm "$LAB/theirs/d/x"
}

it "accepts its own user, but no path of an unmapped user, who could redirect it"
start_in_namespace --user --map-root-user
rejects_untrusted_paths accepted_are 1
matches "rejected: its user is not mapped in this user namespace" cat "$LOG"

stop_switch

it "accepts no client when its own user is not mapped"
start_in_namespace --user
rejects_untrusted_paths rejected_are dgram 2
accepted_are 0
