#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# `tapctl exporter` serves metrics by HTTP, whatever the switch and scrapers do.

NO_TAPS=1 . "$(dirname "$0")/lib.sh"
need jq socat

VISITORS=0 # the group of -r; in a user namespace there is no other
! is_real_root || VISITORS=4711

start_switch <<-CONF
	port add lan1 null
CONF

# start_exporter CMD... - run it, with SIGHUP and SIGINT ignored; its output is in
# $LAB/exporter, and where it listens in AT, unless that is a Unix socket
start_exporter() {
	rm -f "$LAB/exporter"
	(trap '' HUP INT && exec "$@") 2>"$LAB/exporter" &
	EXPORTER=$!
	until_true grep -q ready: "$LAB/exporter"
	AT=$(sed -n 's|.*http://\(.*\)/metrics$|TCP:\1|p' "$LAB/exporter")
}

# stop_exporter SIGNAL - it must end by itself, with status 0
stop_exporter() {
	local rc=0
	kill -"$1" "$EXPORTER"
	wait "$EXPORTER" || rc=$?
	[ $rc = 0 ] || die "status $rc: $(cat "$LAB/exporter")"
}

# get PATH [METHOD] - print an answer, headers and all
get() {
	printf '%s %s HTTP/1.0\r\n\r\n' "${2:-GET}" "$1" |
		socat -t"${PATIENCE:-20}" - "$AT,shut-none" | tr -d '\r'
}

# head_of PATH [METHOD] - print the status and the type of an answer
head_of() {
	get "$@" | sed -n 's|^HTTP/1.. \(...\).*|\1|p; s/^Content-Type: //p' | xargs
}

# body PATH - print the rest of an answer
body() {
	get "$@" | sed '1,/^$/d'
}

openmetrics="application/openmetrics-text; version=1.0.0; charset=utf-8"

it "serves the metrics, at a free port of the host"
start_exporter tapctl exporter listen 127.0.0.1:0
is "200 $openmetrics" head_of /metrics
matches '^tapswitch_port_up\{port="lan1"\} ' body /metrics
is "# EOF" eval "body /metrics | tail -n1"
is "200 $openmetrics" head_of /metrics HEAD

it "serves a page that leads to the metrics, and nothing else"
is "200 text/html; charset=utf-8" head_of /
matches 'href="/metrics"' body /
matches "^404 " head_of /etc/passwd
matches "^405 " head_of /metrics POST

it "has no privileges, and cannot get any"
is 0 eval "grep CapEff /proc/$EXPORTER/status | cut -f2 | sed 's/^0*\$/0/'"
is 1 eval "grep NoNewPrivs /proc/$EXPORTER/status | cut -f2"

it "says with status 503 that the switch does not answer, and hangs nobody"
kill -STOP "$SWITCH"
get /metrics >"$LAB/stalled" &
stalled=$!
matches "^200 " head_of /
wait $stalled
matches "^HTTP/1.. 503 " cat "$LAB/stalled"
is "no metrics: timeout" tail -n1 "$LAB/stalled"
kill -CONT "$SWITCH"
matches "^200 " head_of /metrics

it "says with status 503 that the switch has ended, and finds it when it is back"
stop_switch
matches "^503 " head_of /metrics
is "no metrics: no-switch" body /metrics
launch_switch -f "$CONF"
until_true switch_answers
matches "^200 " head_of /metrics

it "prints a line for each change, with the reason"
is 2 grep -c "no metrics: " "$LAB/exporter"
is 1 grep -c "no metrics: the switch does not answer" "$LAB/exporter"
is 1 grep -c "no metrics: no switch runs at \"$SOCKET\"" "$LAB/exporter"
is 2 grep -c "the switch answers again" "$LAB/exporter"

it "serves others while scrapers send nothing, or nonsense"
sleep 60 | socat - "$AT" &
silent=$!
printf 'GET /metrics' | socat -t60 - "$AT" >"$LAB/half" &
half=$!
head -c 4096 /dev/urandom | socat -t1 - "$AT" >"$LAB/nonsense" || true
matches "^200 " head_of /metrics
kill $half 2>/dev/null || true

it "serves others while all connections of a host are taken, by requests that never end"
python3 - "${AT#TCP:}" <<-EOF &
	import socket, sys, time
	host, port = sys.argv[1].split(":")
	crowd = [socket.create_connection((host, port), source_address=("127.0.0.2", 0))
	         for _ in range(40)]
	while True:
	    for peer in crowd:
	        try:
	            peer.send(b"x")
	        except OSError:
	            pass # it was rejected
	    open("$LAB/crowd", "w").close()
	    time.sleep(1)
EOF
crowd=$!
until_true [ -e "$LAB/crowd" ]
matches "^200 " head_of /metrics
kill $crowd
wait $crowd 2>/dev/null || true

it "waits for no body"
matches "^HTTP/1.. 405 " eval "printf \
	'POST /metrics HTTP/1.0\r\nContent-Length: 9\r\n\r\n' |
	socat -t${PATIENCE:-20} - '$AT,shut-none'"

it "disconnects scrapers that do nothing"
until_true has_ended $silent

it "keeps no connection to the switch between scrapes"
until_true eval 'is 1 show .clients switch show'

it "goes on after a signal that is ignored, as nohup does"
kill -INT "$EXPORTER"
kill -HUP "$EXPORTER"
matches "^200 " head_of /metrics

it "ends when it is interrupted"
stop_exporter TERM
start_exporter env --default-signal=INT tapctl exporter listen 127.0.0.1:0
stop_exporter INT

it "serves a Unix socket, and removes it at the end"
start_exporter tapctl exporter unix "$LAB/metrics.sock"
AT=UNIX:$LAB/metrics.sock
is "200 $openmetrics" head_of /metrics
stop_exporter TERM
[ ! -e "$LAB/metrics.sock" ] || die "it has left its socket behind"

it "listens at a Unix socket that was left behind"
start_exporter tapctl exporter unix "$LAB/metrics.sock"
kill -KILL "$EXPORTER"
wait "$EXPORTER" 2>/dev/null || true
[ -S "$LAB/metrics.sock" ]
start_exporter tapctl exporter unix "$LAB/metrics.sock"
AT=UNIX:$LAB/metrics.sock
matches "^200 " head_of /metrics
stop_exporter TERM

it "listens at an IPv6 address, or at all addresses of both kinds"
if ip -6 address show dev lo | grep -q ::1; then
	start_exporter tapctl exporter listen "[::1]:0"
	matches "^200 " head_of /metrics
	stop_exporter TERM
	start_exporter tapctl exporter listen :0
	port=${AT##*:}
	for AT in "TCP:127.0.0.1:$port" "TCP:[::1]:$port"; do
		matches "^200 " head_of /metrics
	done
	stop_exporter TERM
fi

it "says why it cannot listen"
start_exporter tapctl exporter listen 127.0.0.1:0
status 1 tapctl exporter listen "${AT#TCP:}"
matches "Address already in use" cat "$LAB/output"
for address in nonsense 127.0.0.1: 127.0.0.1:65536 127.0.0.1:-1 ::1:18021 \
	2001:db8::1; do
	status 1 timeout 20 tapctl exporter listen "$address"
	matches "\"$address\" is not ADDR:PORT" cat "$LAB/output"
done
status 1 tapctl exporter unix "$LAB/nowhere/socket"
status 2 tapctl exporter listen "${AT#TCP:}" unix "$LAB/metrics.sock"
status 2 tapctl exporter at "${AT#TCP:}"
stop_exporter TERM

it "runs no program of the current directory where there is no /proc"
printf '#!/bin/sh\nexit 0\n' >"$LAB/tapswitch-exporter"
chmod +x "$LAB/tapswitch-exporter"
# Its status is not checked: the leak sanitizer, which needs /proc, has one of its own.
refute unshare -m sh -c "cd $LAB && mount -t tmpfs none /proc && tapctl exporter" \
	2>"$LAB/output"
matches "/proc/self/exe" cat "$LAB/output"

it "asks at the read-only socket, as metrics and top do, if there is one"
stop_switch
launch_switch -f "$CONF" -r $VISITORS
until_true switch_answers
start_exporter tapctl exporter listen 127.0.0.1:0
mv "$SOCKET" "$LAB/hidden"
matches "^200 " head_of /metrics
status 0 tapctl metrics
status 0 tapctl top count 1
mv "$LAB/hidden" "$SOCKET"
stop_exporter TERM

if is_real_root; then
	it "runs as another user who may only look on"
	chmod 755 "$LAB"
	install -d -m 755 "$LAB/bin"
	cp "$O/tapswitch-exporter" "$LAB/bin"
	start_exporter setpriv --reuid 65534 --regid $VISITORS --clear-groups \
		"$LAB/bin/tapswitch-exporter" -s "$SOCKET" listen 127.0.0.1:0
	matches "^200 " head_of /metrics
	stop_exporter TERM
fi
stop_switch
