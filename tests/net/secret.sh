#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Two switches over TCP prove to each other that they have the same secret; a peer with
# another secret, or with none, gets no port.
#
#	alice --tap--+ switch +--stream, secret--+ left +--tap-- bob

. "$(dirname "$0")/lib.sh"
need jq ping python3

umask 077
for name in right other; do
	od -An -N16 -tx1 /dev/urandom >"$LAB/$name"
done

start_switch <<-CONF
	switch set loop_probe off
	port add alice tap
	port add one stream listen 127.0.0.1:4001 secret_file $LAB/right
	port listen stream 127.0.0.1:4002 name sw%d secret_file $LAB/right
CONF
start_other_switch left <<-CONF
	switch set loop_probe off
	port add bob tap
CONF
host alice alice 192.0.2.1/24
host bob bob 192.0.2.2/24

# left_connects PORT [SECRET] - let the other switch connect its port "up"
left_connects() {
	on_other left tapctl port del up --if-exists
	on_other left tapctl port add up stream connect "127.0.0.1:$1" \
		reconnect 1 ${2:+secret_file "$LAB/$2"}
}

# wait_for_log LOG PATTERN - wait until this log has it
wait_for_log() {
	until_true grep -Eq -- "$2" "$LAB/$1"
}

# count_rejected show PORT | listen show - print how many clients the port or
# listener has rejected
count_rejected() {
	show '.[0].rejected' port "$@"
}

# has_rejected COUNT show PORT | listen show - true if it has rejected so many
# clients
has_rejected() {
	[ "$(count_rejected "${@:2}")" -ge "$1" ]
}

# count_ports - print the number of the clients' ports
count_ports() {
	show '[.[] | select(.name | startswith("sw"))] | length' port show
}

# port_count_is COUNT - true if there are so many ports of clients
port_count_is() {
	[ "$(count_ports)" = "$1" ]
}

it "connects two switches that have the same secret"
left_connects 4001 right
link_becomes connected one
reaches alice 192.0.2.2
transfer tcp alice bob 192.0.2.2 10
is 0 count_rejected show one

it "rejects a peer with another secret, and both ends log why"
left_connects 4001 other
until_true has_rejected 2 show one
is listening show '.[0].link' port show one
wait_for_log log "port one: 127.0.0.1:[0-9]+ rejected: it has another secret"
wait_for_log left.log "port up: not connected: it has another secret"
is "it has another secret (secret_file)" \
	on_other left show '.[0].why' port show up
does_not_reach alice 192.0.2.2

it "rejects a peer without a secret"
left_connects 4001
wait_for_log left.log "port up: its peer requires a secret: give this end the same"
wait_for_log log \
	"port one: 127.0.0.1:[0-9]+ rejected: it disconnected before it had proved"

it "does not connect to a peer that does not ask for the secret"
tapctl port add plain stream listen 127.0.0.1:4003
left_connects 4003 right
wait_for_log log "port plain: its peer requires a secret"
wait_for_log left.log "port up: not connected: it disconnected before it had proved"

it "gives no port to a client that does not prove the secret, whatever it sends"
away=$(show '.[0].rejected' port listen show)
raw.py stream 127.0.0.1:4002 "frames:3:carol > all" ended
raw.py stream 127.0.0.1:4002 "text:tapsec01$(printf 'x%.0s' {1..24})" ended
raw.py stream 127.0.0.1:4002 "text:tapsec" eof ended
is $((away + 3)) show '.[0].rejected' port listen show
wait_for_log log \
	"stream 127.0.0.1:4002: 127.0.0.1:[0-9]+ rejected: it uses no secret"
wait_for_log log \
	"stream 127.0.0.1:4002: 127.0.0.1:[0-9]+ rejected: it has another secret"
is 0 count_ports
is 0 show '.[0].accepted' port listen show
is "" show '.[]' fdb show mac "$(station carol)"

it "does not let silent clients keep others out"
# Of 70 clients there is room for 64; the others are rejected.
raw.py stream 127.0.0.1:4002 more:69 hold &
silent=$!
until_true has_rejected $((away + 3 + 6)) listen show
is 0 count_ports
left_connects 4002 right
until_true port_count_is 1
reaches alice 192.0.2.2

it "rejects and counts a client that sends nothing for too long"
until_true has_rejected $((away + 3 + 70)) listen show
wait_for_log log "rejected: it did not prove the secret in time"
is 1 count_ports
kill $silent

it "prints where the secret is, but not the secret"
matches "^port add one stream listen .* secret_file $LAB/right\$" \
	tapctl config show
matches "^port listen stream 127.0.0.1:4002 name sw%d secret_file $LAB/right\$" \
	tapctl config show
# shellcheck disable=SC2046 # its bytes, a word each
secret=$(printf '%s' $(cat "$LAB/right"))
refute grep -q "$secret" <(tapctl config show; tapctl -j port show; cat "$LOG")

it "uses a changed secret, in the same file or another, for later clients only"
before=$(count_rejected listen show)
od -An -N16 -tx1 /dev/urandom >"$LAB/new"
cp "$LAB/new" "$LAB/right"
apply
is 1 count_ports
reaches alice 192.0.2.2
is 2 grep -c "secret_file $LAB/right: has another secret" "$LOG"
left_connects 4002 other

# has_rejected_another - true if more clients were rejected than $before
has_rejected_another() {
	has_rejected $((before + 1)) listen show
}
until_true has_rejected_another
until_true port_count_is 0
left_connects 4002 new
until_true port_count_is 1
sed -i "s|4002\(.*\) secret_file .*|4002\1 secret_file $LAB/other|" "$CONF"
apply
is 1 count_ports
matches "stream 127.0.0.1:4002: secret_file $LAB/right -> $LAB/other" cat "$LOG"
left_connects 4002 other
until_true port_count_is 1
reaches alice 192.0.2.2

it "says what is wrong with the file of a secret"

# expect_secret_error PATTERN FILE - add a port with this secret_file, which must be
# refused with this message
expect_secret_error() {
	matches "$1" tapctl port add x stream listen 127.0.0.1:4009 secret_file "$2"
}
expect_secret_error 'expected an absolute path' hunter2
expect_secret_error "open secret_file \"$LAB/nowhere\": No such file" "$LAB/nowhere"
echo "hunter2" >"$LAB/word"
expect_secret_error 'expected 32 hexadecimal digits' "$LAB/word"
chmod 640 "$LAB/new"
expect_secret_error "is open to others \(mode 0640\)" "$LAB/new"
for there in @x "$LAB/x.sock"; do
	matches '"secret_file" cannot be used with a Unix socket' \
		tapctl port listen stream "$there" secret_file "$LAB/other"
done
matches 'unexpected "secret_file"' \
	tapctl port add x dgram local :4009 remote 127.0.0.1:4010 \
	secret_file "$LAB/other"
before=$(tapctl config show)
chmod 604 "$LAB/other"
apply
matches 'not applied|nothing was changed' cat "$LAB/applied"
is "$before" tapctl config show
chmod 600 "$LAB/other"

it "does not warn about clients of other hosts where a secret is set"
tapctl port add y stream listen :4010 secret_file "$LAB/other"
refute grep -q 'every host that can reach this address may connect' "$LOG"
tapctl port add z stream listen :4011
wait_for_log log \
	'every host that can reach this address may connect; .* "allow" or "secret_file"'
stop_other left
