# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
# Helpers for tests/net.  A test runs in namespaces of its own, with a /run that no
# other process sees, so that the kernel removes its taps, hosts, processes and files
# however it ends.  A test ends when the process that started it ends.

self=$(realpath "$0")
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit

# skip_test WHY... - end the test as skipped
skip_test() {
	echo "$*"
	exit 77
}

if [ -z "${LAB:-}" ]; then
	export LAB=/run/lab
	as_user=
	[ "$(id -u)" = 0 ] || as_user=-r
	unshare -nm $as_user true 2>/dev/null || skip_test "no namespaces here"
	exec setpriv --pdeathsig KILL \
		unshare -nmpf $as_user --mount-proc --kill-child "$self" "$@"
fi

set -eEu
trap 'echo "FAIL: ${BASH_SOURCE[0]}:$LINENO: $BASH_COMMAND" >&2' ERR
mount -t tmpfs lab /run || skip_test "cannot mount a tmpfs"
mkdir "$LAB"
[ -n "${NO_TAPS:-}" ] || true 2>/dev/null <>/dev/net/tun ||
	skip_test "/dev/net/tun is not ours to open"

O=$(realpath "${O:-build}")
TOOLS=$(realpath tests/net/tools)
SOCKET=$LAB/ctl
CONF=$LAB/conf
LOG=$LAB/log
SWITCH=
PATH=$O:$TOOLS:$PATH:/usr/sbin:/sbin
export TAPSWITCH_SOCKET=$SOCKET NO_COLOR=1 PYTHONDONTWRITEBYTECODE=1

# need TOOL... - skip the test, and say why, if a tool is missing
need() {
	local tool
	for tool; do
		command -v "$tool" >/dev/null || skip_test "no $tool here"
	done
}

# Nearly every test needs these.
need ip ping jq python3

ip link set lo up

# disable_ipv6 - let new interfaces have no IPv6: their hosts would send frames that
# the test did not ask for
disable_ipv6() {
	echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6
}
disable_ipv6

# it BEHAVIOUR - print what the next lines test.  The switch is the subject of the
# sentence, as in "floods a frame for an unknown station"
it() {
	echo "  - $*"
}

# die WHY... - fail the test
die() {
	echo "FAIL: $*" >&2
	exit 1
}

# refute CMD... - fail if the command succeeds
refute() {
	! "$@" || die "succeeded, but must not: $*"
}

# is WANTED CMD... - fail unless the command prints exactly this
is() {
	local wanted=$1 found
	shift
	found=$("$@") || die "failed: $*"
	[ "$found" = "$wanted" ] || die "\"$wanted\" wanted, \"$found\" found: $*"
}

# matches PATTERN CMD... - fail unless a line of the command's output matches,
# standard error included
matches() {
	local pattern=$1 found
	shift
	found=$("$@" 2>&1) || true
	grep -Eq -- "$pattern" <<<"$found" ||
		die "no /$pattern/ in what it says: $*: $found"
}

# status NUMBER CMD... - fail unless the command exits with this status; its output
# is in $LAB/output
status() {
	local wanted=$1 found=0
	shift
	"$@" >"$LAB/output" 2>&1 || found=$?
	[ "$found" = "$wanted" ] ||
		die "exit status $found, not $wanted: $*: $(cat "$LAB/output")"
}

# until_true CMD... - wait until the command succeeds; fail after some seconds
until_true() {
	local deadline=$((SECONDS + ${PATIENCE:-20}))
	while ! "$@" >/dev/null 2>&1; do
		[ $SECONDS -lt $deadline ] || die "never came true: $*"
		sleep 0.02
	done
}

# start_switch <CONFIG - run the switch until the test ends
start_switch() {
	cat >"$CONF"
	launch_switch -f "$CONF"
	until_true switch_answers
}

# launch_switch OPTION... - run it without a file, and do not wait until it answers
launch_switch() {
	tapswitch -s "$SOCKET" --engine "${ENGINE:-auto}" "$@" 2>>"$LOG" &
	SWITCH=$!
}

# switch_answers - true if the switch answers.  Also if it has ended, which the next
# command will report
switch_answers() {
	! kill -0 "$SWITCH" 2>/dev/null || tapctl switch show
}

# reload <CONFIG - replace the file, have it applied, and wait for the result
reload() {
	cat >"$CONF"
	apply
}

# apply - have the file applied as it is, and wait for the result
apply() {
	local lines
	lines=$(wc -l <"$LOG")
	kill -HUP "$SWITCH"
	until_true has_applied "$lines"
}

# has_applied LINES - after this many lines the log says how the reload went; that
# line is put into $LAB/applied, whatever else is logged after it
has_applied() {
	tail -n "+$(($1 + 1))" "$LOG" | grep -m1 -E \
		': applied again$|; nothing was changed$' >"$LAB/applied"
}

# stop_switch - it must end with status 0, and remove its socket
stop_switch() {
	local pid=$SWITCH rc=0
	[ -n "$pid" ] || return 0
	SWITCH=
	kill "$pid" 2>/dev/null || true
	wait "$pid" || rc=$?
	[ "$rc" = 0 ] || die "the switch ended with status $rc"
	[ ! -e "$SOCKET" ] || die "the switch left its socket behind"
}

# start_other_switch NAME <CONFIG - run a second switch until the test ends
start_other_switch() {
	cat >"$LAB/$1.conf"
	tapswitch -n "$1" -s "$LAB/$1.ctl" --engine "${ENGINE:-auto}" \
		-f "$LAB/$1.conf" 2>>"$LAB/$1.log" &
	switch_of[$1]=$!
	until_true on_other "$1" tapctl switch show
}
declare -A switch_of=()

# on_other NAME CMD... - run a command that uses the other switch's socket
on_other() {
	TAPSWITCH_SOCKET=$LAB/$1.ctl "${@:2}"
}

# stop_other NAME - its counters must balance, and it must end with status 0
stop_other() {
	on_other "$1" tapctl stats check >"$LAB/output" || die "$(cat "$LAB/output")"
	kill "${switch_of[$1]}"
	wait "${switch_of[$1]}" || die "$1 ended badly: $(tail "$LAB/$1.log")"
}

# At the end of every test that passed so far, the switch must still answer, its
# counters must balance, and it must end with status 0.
finish() {
	local rc=$?
	# A child that gets a signal before it executes its program comes here, too.
	[ $BASHPID = $$ ] || return
	trap 'report_end $?' EXIT
	if [ $rc = 0 ] && [ -n "$SWITCH" ]; then
		tapctl stats check >"$LAB/output" || die "$(cat "$LAB/output")"
		stop_switch
	fi
	report_end $rc
}

# report_end STATUS - print the logs of a failed test, clean up and exit
report_end() {
	local rc=$1
	trap - EXIT
	[ "$rc" = 0 ] || [ "$rc" = 77 ] || show_logs
	[ "$rc" != 0 ] || echo "passed"
	clean_up
	exit "$rc"
}
trap finish EXIT

# clean_up - remove what the test made outside its namespaces; a test may redefine it
clean_up() {
	:
}

# show_logs - print the last lines of all logs
show_logs() {
	local log
	for log in "$LOG" "$LAB"/*.log; do
		[ ! -e "$log" ] || tail -n50 "$log" | sed "s/^/${log##*/}: /"
	done
}

# has_own_net PID - true if the process has another network namespace than this one
has_own_net() {
	[ "$(readlink "/proc/$1/ns/net")" != "$(readlink /proc/self/ns/net)" ]
}

# host NAME [PORT [ADDRESS]...] - create a host, which is a namespace; with a PORT,
# the tap of that name becomes the host's interface
host() {
	local name=$1 port=${2:-} address nodad
	unshare -n sleep infinity &
	printf -v "pid_$name" %d $!
	until_true has_own_net $!
	HOSTS+=("$name")
	[ -n "$port" ] || return 0
	shift 2
	[[ "$*" = *:* ]] || in_host "$name" sh -c \
		'echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6'
	ip link set "$port" netns "$!"
	iface_of[$name]=$port
	in_host "$name" ip link set lo up
	in_host "$name" ip link set "$port" up
	for address; do
		# Do not wait for duplicate address detection.
		[[ $address = *:* ]] && nodad=nodad || nodad=
		in_host "$name" ip address add "$address" dev "$port" $nodad
	done
}
HOSTS=()
declare -A iface_of=()

# plug_in IFNAME LINK... - a tap of this name, connected to the switch by the program
# tools/plug, as a guest would be.  Its output is in $LAB/IFNAME.output
plug_in() {
	local number
	plug "$@" 2>"$LAB/$1.output" &
	plug_of[$1]=$!
	until_true has_plugged "$1"
	# The same name has the same address each time, which other hosts know.
	number=$(cksum <<<"$1")
	ip link set "$1" address "$(printf '02:00:%08x' "${number% *}" |
		sed 's/\(..\)\(..\)\(..\)\(..\)$/\1:\2:\3:\4/')" ||
		die "plug $1: $(cat "$LAB/$1.output")"
}
declare -A plug_of=()

# has_plugged IFNAME - true if the interface exists, or its plug has ended
has_plugged() {
	ip link show "$1" || has_ended "${plug_of[$1]}"
}

# unplug IFNAME - end the program; its tap is deleted
unplug() {
	kill "${plug_of[$1]}" || die "plug $1 has ended: $(cat "$LAB/$1.output")"
	expect_plug_exit 0 "$1"
}

# expect_plug_exit STATUS IFNAME - wait until the plug has ended; it must have done
# so with this status
expect_plug_exit() {
	local rc=0
	until_true has_ended "${plug_of[$2]}"
	wait "${plug_of[$2]}" || rc=$?
	[ "$rc" = "$1" ] ||
		die "plug $2 ended with status $rc: $(cat "$LAB/$2.output")"
}

# has_ended PID - true if a child has ended, and was not waited for yet
has_ended() {
	! grep -qv '^State:.*Z' <(grep '^State:' "/proc/$1/status" 2>/dev/null)
}

# pid_of NAME - print the process that holds a host's namespace
pid_of() {
	local pid="pid_$1"
	echo "${!pid}"
}

# in_host NAME CMD... - run a command in a host's network namespace
in_host() {
	local pid="pid_$1"
	shift
	nsenter -n -t "${!pid}" "$@"
}

# flush_neighbours NAME FILTER... - let a host forget neighbours.  ip(8) fails if the
# kernel deletes one after ip has listed them; it is tried again.
flush_neighbours() {
	until_true in_host "$1" ip neighbour flush "${@:2}"
}

# is_real_root - true if other users exist: a user namespace of our own has only one
is_real_root() {
	grep -q 4294967295 /proc/self/uid_map
}

# does_not_hold_up_others PORT - while the peer of PORT does not read, all frames of
# alice must reach bob; only frames for PORT may be dropped in the end, and must be
# counted there
does_not_hold_up_others() {
	local hosts=("${HOSTS[@]}") round
	HOSTS=(alice bob)
	tapctl stats reset
	for round in {1..100}; do
		bob_receives_all_of_alice
		[ "$(counter "$1" 'tx_drops["queue-full"] // 0')" = 0 ] || break
	done
	[ "$round" -lt 100 ] || die "$1 takes all: $(tapctl stats show)"
	bob_receives_all_of_alice
	HOSTS=("${hosts[@]}")
	is "$1" show 'map(select((.tx_drops // {}) != {}).port) | join(" ")' \
		stats show
}

# bob_receives_all_of_alice - send 300 frames from alice, which must all reach bob
bob_receives_all_of_alice() {
	local frames got
	mapfile -t frames < <(yes "alice > all size 1400" | head -n 300)
	got=$(delivered alice "${frames[@]}" | grep -c '^bob$')
	[ "$got" = 300 ] || die "$got of 300 frames reach bob"
}

# start_in_host HOST CMD... - start a command in a host, in the background; sets
# $started to its process
# shellcheck disable=SC2034 # read by the tests
start_in_host() {
	nsenter -n -t "$(pid_of "$1")" "${@:2}" &
	started=$!
}

# silence_hosts NAME... - turn off these hosts' IPv6, and let them forget the
# neighbours that they would probe, so that they send nothing unasked
silence_hosts() {
	local name
	for name; do
		in_host "$name" sh -c \
			'echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6'
		flush_neighbours "$name" all
	done
}

# set_mac NAME - give a host's interface the address of the station of that name
set_mac() {
	in_host "$1" ip link set "${iface_of[$1]}" address "$(station "$1")"
}

# station NAME - print the station's MAC address, as tools/wire.py defines it
station() {
	wire.py station "$1"
}

# tap_state IFNAME - print all that the owner of the tap may have set
tap_state() {
	ip -d -j address show dev "$1" | jq -c '.[0] | [.mtu, .address,
		(.flags | contains(["UP"])),
		(.linkinfo.info_data | .persist, .user, .group),
		(.addr_info[] | select(.scope == "global") |
			.local, .prefixlen, .broadcast)]'
}

# expect_no_interface IFNAME [HOST] - fail if this interface exists
expect_no_interface() {
	refute ${2:+in_host "$2"} ip link show "$1" 2>/dev/null
}

# host_spec HOST - print the host's name, process and interface, as the tools take
# them
host_spec() {
	echo "$1=$(pid_of "$1")/${iface_of[$1]}"
}

# host_specs - print the same of all HOSTS
host_specs() {
	local name
	for name in "${HOSTS[@]}"; do
		host_spec "$name"
	done
}

# delivered HOST FRAME... - send frames from a host, and print for each a line with
# the HOSTS that received it.  A frame is "alice > bob [size N] [tag N]"
delivered() {
	local from=$1 where
	shift
	mapfile -t where < <(host_specs)
	wire.py "${how:-delivered}" "$from" "${where[@]}" -- "$@"
}

# delivered_by_count HOST FRAME... - the same where the broadcast that marks the end
# would not be delivered
delivered_by_count() {
	how=delivered_by_count delivered "$@"
}

# expect_frames <TABLE - send frames; the hosts that receive each, and its tags, must be
# those of the table, a line each: "alice > all => bob, carol tag 10".  The format is in
# tools/tagged_frames.py.
expect_frames() {
	local where
	mapfile -t where < <(host_specs)
	tagged_frames.py expect "${where[@]}" || die "not as the table says"
}

# reaches HOST ADDRESS [OPTION]... - fail unless ping gets an answer
reaches() {
	in_host "$1" ping -q -c1 -W5 "${@:3}" "$2" >/dev/null
}

# does_not_reach HOST ADDRESS [OPTION]... - fail if ping gets an answer
does_not_reach() {
	! in_host "$1" ping -q -c1 -W0.5 "${@:3}" "$2" >/dev/null ||
		die "there is an answer from $2"
	# Otherwise the host would go on resolving that address, give up some seconds
	# later, and fail a ping that was sent meanwhile.
	flush_neighbours "$1" to "$2" nud incomplete
}

# mac_of NAME - print the address of a host's interface
mac_of() {
	in_host "$1" ip -j link show dev "${iface_of[$1]}" | jq -r ".[0].address"
}

# show FILTER TAPCTL... - print the JSON of a tapctl command, through jq
show() {
	local filter=$1
	shift
	tapctl -j "$@" | jq -r "$filter"
}

# counter PORT NAME - print a value of `stats show`; 0 if it is not listed
counter() {
	show ".[0] | .$2 // 0" stats show port "$1"
}

# cpu_ms PID - print the CPU time that a process has used
cpu_ms() {
	local fields
	read -r -a fields <"/proc/$1/stat"
	echo $(((fields[13] + fields[14]) * 10))
}

# descriptors - print how many descriptors the switch holds, without those of
# clients of its control socket: that of a tapctl that has ended stays for a moment
descriptors() {
	find "/proc/$SWITCH/fd" -type l -printf '%l\n' |
		grep -vxFc -f <(control_clients)
}

# control_clients - print the sockets of clients that are connected to the control
# socket
control_clients() {
	awk -v path="$SOCKET" '$6 == "03" && $8 == path {
		print "socket:[" $7 "]"
	}' /proc/net/unix
}

# link_becomes WORD PORT - wait until `port show` shows this link
link_becomes() {
	until_true link_is "$1" "$2"
}

# link_is WORD PORT - true if `port show` shows this link
link_is() {
	[ "$(show '.[0].link' port show "$2")" = "$1" ]
}

# mode_of FILE - print the file's mode and group
mode_of() {
	stat -c '%a %g' "$1"
}

# transfer KIND FROM TO ADDRESS MEGABYTES - send data and compare: see tools/transfer.py
transfer() {
	transfer.py "$1" "$(pid_of "$2")" "$(pid_of "$3")" "$4" "$5"
}

# make_veth NAME - create a veth for a packet port: up_NAME is the switch's end,
# NAME the host's
make_veth() {
	ip link add "up_$1" type veth peer name "$1"
	ip link set "up_$1" up
}

# avoid_unreadable_uso HOST - turn off the host's GSO frames of UDP, if the kernel's
# packet sockets cannot read them at the other end of its veth
avoid_unreadable_uso() {
	kernel_ability.py packet_uso || {
		need ethtool
		in_host "$1" ethtool -K "${iface_of[$1]}" tx-udp-segmentation off
	}
}

# expect_idle_switch - fail if the switch is busy although nothing is sent to it:
# while it waits a second for a condition that never comes true, it must use nearly
# no CPU time
expect_idle_switch() {
	local before after most=100
	before=$(cpu_ms "$SWITCH")
	status 4 tapctl wait fdb 02:ff:ff:ff:ff:ff timeout 1
	after=$(cpu_ms "$SWITCH")
	[ $((after - before)) -le $most ] ||
		die "the switch used $((after - before)) ms of a second"
}
