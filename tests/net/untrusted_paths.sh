#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# The switch runs as root, with sockets in the directory of another user.  That user
# redirects paths, or gives the path of somebody else's socket, and gains nothing by it.

. "$(dirname "$0")/lib.sh"
need jq python3 ping
is_real_root || skip_test "there is no other user here"

THEIRS=$LAB/theirs
PRIVATE=$LAB/private	# root's
chmod 711 "$LAB"
mkdir -m 711 "$THEIRS" "$THEIRS/d"
mkdir -m 700 "$PRIVATE"
chown -R 65534:65534 "$THEIRS"

# as_user CASE... - run impostor.py, which may lie where only root can read it
as_user() {
	setpriv --reuid 65534 --regid 65534 --clear-groups \
		/usr/bin/python3 - "$@" <"$TOOLS/impostor.py"
}

# config_with_mode MODE - print a file in which the listeners' sockets have this
# mode
config_with_mode() {
	cat <<-CONF
		port add alice tap
		port add bob tap
		port add one stream listen $THEIRS/one
		port add learns dgram local $THEIRS/learns mode 0666
		port add two dgram local $THEIRS/two remote $THEIRS/peer mode 0666
		port listen stream $THEIRS/some name s%d mode $1
		port listen dgram $THEIRS/many name d%d mode $1
		port listen vde $THEIRS/vde name v%d mode $1
	CONF
}
start_switch < <(config_with_mode 0666)
host alice alice 192.0.2.1/24
host bob bob 192.0.2.2/24
reaches alice 192.0.2.2

# rejected_are TYPE COUNT - true if the listener of this type has rejected so many
# clients
rejected_are() {
	[ "$(show "map(select(.type == \"$1\"))[0].rejected" \
		port listen show)" = "$2" ]
}

# learns_has_rejected COUNT - true if port learns has rejected so many datagrams
learns_has_rejected() {
	[ "$(show '.[0].rejected' port show learns)" = "$1" ]
}

# start_root_listener - listen as root at PRIVATE/x, until expect_root_received
start_root_listener() {
	coproc root { exec impostor.py listen "$PRIVATE/x"; }
	read -r -u "${root[0]}" _
}

# expect_root_received COUNT - so many frames must have arrived there
expect_root_received() {
	local heard from=${root[0]} to=${root[1]}
	exec {to}>&-
	read -r -u "$from" heard
	is "$1" echo "$heard"
	rm "$PRIVATE/x"
}

# restore_directory - replace the link with the user's own directory again
restore_directory() {
	rm "$THEIRS/d"
	mv "$THEIRS/d.away" "$THEIRS/d"
	rm "$THEIRS/d/x"
}

it "sends to no socket of another user to which a peer's path was redirected"
start_root_listener
as_user path_redirected "$THEIRS/learns" "$THEIRS/d/x" "$PRIVATE"
until_true learns_has_rejected 1
restore_directory
as_user path_redirected "$THEIRS/many" "$THEIRS/d/x" "$PRIVATE"
until_true rejected_are dgram 1
# Otherwise broadcasts would be sent there, too.
reaches alice 192.0.2.2
expect_root_received 0
restore_directory
start_root_listener
is "rejected" as_user vde "$THEIRS/vde/ctl" "$PRIVATE/x"
rejected_are vde 1
expect_root_received 0

it "keeps sending to the peer's socket when its path is redirected later"
for place in "$THEIRS/learns" "$THEIRS/many"; do
	start_root_listener
	as_user path_redirected_later "$place" "$THEIRS/d/x" "$PRIVATE" >"$LAB/peer" &
	peer=$!
	is_redirected() {
		in_host alice ping -c1 -W0.1 192.0.2.9 >/dev/null || true
		grep -q "redirected" "$LAB/peer"
	}
	until_true is_redirected
	for n in 10 11 12; do
		in_host alice ping -c1 -W0.1 "192.0.2.$n" >/dev/null || true
	done
	expect_root_received 0
	kill $peer
	restore_directory
done

it "rejects another user's peer with an abstract name, which any user could take"
as_user abstract "$THEIRS/learns" "tapswitch-$$"
until_true learns_has_rejected 2
as_user abstract "$THEIRS/many" "tapswitch-$$"
until_true rejected_are dgram 2
matches "@tapswitch-$$ rejected: this address is not its own" cat "$LOG"

it "sends from an address to which its peer can answer"
as_user answers "$THEIRS/peer" >"$LAB/answered" &
until_true link_is connected two
in_host alice ping -c1 -W0.1 192.0.2.9 >/dev/null || true
until_true grep -q answered "$LAB/answered"
is "answered $THEIRS/two" cat "$LAB/answered"
is 1 counter two rx_packets

it "removes only its own directory, wherever that is by then"
as_user directory "$THEIRS/above"
tapctl port listen vde "$THEIRS/above/dir"
mkdir "$PRIVATE/dir"
as_user redirect "$THEIRS/above" "$PRIVATE"
tapctl port listen del "$THEIRS/above/dir"
[ -d "$PRIVATE/dir" ] || die "a directory of another is gone"
[ ! -e "$THEIRS/above.away/dir" ] || die "its own directory is there still"
rmdir "$PRIVATE/dir"

it "does not remove what has replaced its directory"
tapctl port listen vde "$THEIRS/one-dir"
mv "$THEIRS/one-dir" "$PRIVATE/dir"
mkdir "$THEIRS/one-dir"
tapctl port listen del "$THEIRS/one-dir"
[ -d "$THEIRS/one-dir" ] || die "a directory of another is gone"
matches "$THEIRS/one-dir.* was replaced by another directory" cat "$LOG"
rmdir "$THEIRS/one-dir" "$PRIVATE/dir"

it "sets the mode of its own files, and of no others"
mkdir -m 700 "$PRIVATE/vde"
for name in one learns some many vde/ctl; do
	touch "$PRIVATE/$name"
	chmod 600 "$PRIVATE/$name"
done
mv "$THEIRS" "$THEIRS.away"
ln -s "$PRIVATE" "$THEIRS"
reload < <(config_with_mode 0660)
until_true grep "conf: applied again" "$LOG"
is "600" sh -c "find $PRIVATE -type f -printf '%m\n' | sort -u"
is "700 700" sh -c "echo \$(stat -c %a $PRIVATE $PRIVATE/vde)"

it "removes its own files, and no others"
stop_switch
is 5 sh -c "find $PRIVATE -type f | wc -l"
is "700" stat -c %a "$PRIVATE/vde"
