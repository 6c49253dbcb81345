#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# What an operator does: the switch is started by its unit and reloaded five times, each
# time with other changes, while hosts ping each other, iperf3 runs, and a QEMU guest
# pings and is pinged.  Nothing is lost except on the ports that were changed.
#
#	alice, bob, dave -----------tap--+---------+--stream-- vm, card 1
#	carol -------------------packet--+ VLAN 10 +--dgram--- vm, card 2
#	                                 +---------+
#	frank, grace, heidi, judy --tap--+ VLAN 20 +--port listen-- ivan
#	                                 +---------+
#
# The switch runs in a container, where the namespaces of its taps have names.

. "$(dirname "$0")/lib.sh"
. tests/net/tools/container.sh
need iperf3 ss

CONF=$ROOT/etc/tapswitch/lab.conf
ENOUGH=20 # so many pings in a row with an answer, or without, show how a flow goes on

declare -A number_of=([vm]=1)
declare -A address_of=([alice]=11 [bob]=12 [carol]=13 [dave]=14 [frank]=15
	[grace]=16 [heidi]=17 [ivan]=18 [judy]=19 [kate]=20 [leo]=21 [mia]=22)

# make_named_hosts NAME... - create hosts whose namespaces have these names in the
# container
make_named_hosts() {
	local name
	for name; do
		inside ip netns add "$name"
		nsenter --net="/proc/$init/root/run/netns/$name" sleep infinity &
		printf -v "pid_$name" %d $!
		until_true has_own_net $!
		# Only bob has IPv6, and skips duplicate address detection.
		in_host "$name" sh -c \
			'echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad'
		[ "$name" = bob ] || in_host "$name" sh -c \
			'echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6'
	done
}

# address NAME - print its address in the net that all share, that of the guest's
# card 1
address() {
	echo "198.18.1.${address_of[$1]}"
}

# bring_up NAME - set up an interface that the switch does not set up
bring_up() {
	in_host "$1" ip address add "$(address "$1")/24" dev eth0
	in_host "$1" ip link set eth0 up
}

# tap_line NAME VLAN - print the line that adds a host's tap
tap_line() {
	echo "port add $1 tap netns $1 ifname eth0 address $(address "$1")/24 up" \
		"access $2"
}

# connect_ivan PATH - connect ivan to this socket
connect_ivan() {
	start_in_host ivan plug eth0 stream connect "$ROOT$1"
	plug_of[ivan]=$started
	until_true in_host ivan ip link show eth0
	bring_up ivan
}

#
# Flows
#

# FROM_TO: the guest pings by card 1, and is pinged on card 2; over IPv6, because its
# own ping receives all ICMP there is.
FLOWS=(alice_bob vm_alice bob_vm frank_grace heidi_grace ivan_grace)

# start_flow FLOW - start the ping FROM_TO
start_flow() {
	local from=${1%_*} to=${1#*_}
	case $1 in
	vm_*) in_guest vm sh -c "ping -i 0.05 $(address "$to") >/tmp/ping &" ;;
	*_vm) start_ping "$1" "$from" 2001:db8:2::1 ;;
	*) start_ping "$1" "$from" "$(address "$to")" ;;
	esac
}

# start_ping FLOW HOST ADDRESS - ping the address from the host; its output is in
# $LAB/FLOW.ping
start_ping() {
	start_in_host "$2" ping -n -O -i 0.01 "$3" >"$LAB/$1.ping" 2>&1
}

# STANDING - awk: prints the number of the last answer, how many answers before it are
# missing, how many later pings have none yet, the slowest in ms of those after number
# `from`, and any other error.  Answers that the guest's ping was too slow to read do
# not count as missing: its socket has counted them.
# shellcheck disable=SC2016
STANDING='
	FILENAME == "/proc/net/raw" {
		if (FNR > 1) refused += $NF
		next
	}
	match($0, /seq=[0-9]+/) { n = substr($0, RSTART + 4, RLENGTH - 4) + 0 }
	/ bytes from / {
		if (seen && n <= last || /DUP/) wrong = $0
		if (n > last + 1) lost += n - last - 1
		sub(/.*time=/, "")
		if (n > from && $1 + 0 > slowest) slowest = $1 + 0
		last = n
		seen = 1
	}
	/^no answer yet / { asked = n }
	END {
		print last + 0, (lost > refused ? lost - refused : 0),
			(asked > last ? asked - last : 0), slowest + 0, wrong
	}'

# read_flow FLOW [FROM] - read its pings since number FROM; sets $last, $lost,
# $since, $slowest, $wrong
read_flow() {
	local -a see=(awk -v from="${2:-0}" "$STANDING" "$LAB/$1.ping")
	[[ $1 != vm_* ]] ||
		see=(in_guest vm "${see[@]:0:4}" /tmp/ping /proc/net/raw)
	# shellcheck disable=SC2034 # each caller uses some of them
	read -r last lost since slowest wrong < <("${see[@]}")
}

# has_answers FLOW NUMBER - true if a ping later than this number was answered
has_answers() {
	local last lost since slowest wrong
	read_flow "$1"
	[ "$last" -gt "$2" ]
}

# flow_has_stopped FLOW - true if pings are no longer answered
flow_has_stopped() {
	local last lost since slowest wrong
	read_flow "$1"
	[ "$since" -ge "$ENOUGH" ]
}

# iperf3_connections - print a line for each: the local port, and how many bytes
# were acknowledged
iperf3_connections() {
	in_host carol ss -tinOH state established dport = :5201 | sed -E \
		's/^[^:]*:([0-9]+) .* bytes_acked:([0-9]+) .*/\1 \2/' | sort -n
}

# acknowledged_bytes - print how many bytes of iperf3 were acknowledged
acknowledged_bytes() {
	iperf3_connections | awk '{ n += $2 } END { print n + 0 }'
}

# more_is_acknowledged BYTES - true if more bytes of iperf3 were acknowledged
more_is_acknowledged() {
	[ "$(acknowledged_bytes)" -gt "$1" ]
}

#
# Reloads
#

step=0
declare -A last_of=() lost_of=() cut_in=()
declare -a changed=() longest=() losses=() slow=()

# edit_config EXPRESSION... - apply expressions of sed to the file
edit_config() {
	sed -i "${@/#/-e}" "$CONF"
}

# append_lines LINE... - append lines to the file
append_lines() {
	printf '%s\n' "$@" >>"$CONF"
}

# identities - print what no reload may alter
identities() {
	local name
	for name in alice bob dave frank grace heidi; do
		in_host "$name" ip -j link show eth0 | jq -c '.[0].ifindex'
	done
	show 'sort_by(.no) | .[] | select(.no <= 9) |
		"\(.no) \(.type) \(.link) \(.peer) \(.reconnects)"' port show
	in_guest vm cat /sys/class/net/eth{0,1}/carrier_changes
	iperf3_connections | cut -d' ' -f1
}

# record_state - record the state before a reload
record_state() {
	local flow last lost since slowest wrong
	for flow in "${FLOWS[@]}"; do
		read_flow "$flow"
		last_of[$flow]=$last
	done
	identities >"$LAB/same"
	tapctl stats reset loop
	lines=$(wc -l <"$LOG")
}

# new_log_lines - the log lines of a reload, without the link changes that follow from
# it
new_log_lines() {
	tail -n "+$((lines + 1))" "$LOG" | grep -v 'link is'
}

# reload_unit WHAT FLOW... <LINES - reload after a change named WHAT.  It interrupts
# these flows and no other, and the log has exactly these lines, in any order
reload_unit() {
	begin_step "$1"
	inside systemctl reload tapswitch@lab
	until_true has_applied "$lines"
	diff -u <(sort) <(new_log_lines | grep -v ': applied again$' | sort)
	expect_no_other_loss "${@:2}"
}

# refuse_unit WHAT PATTERN FLOW... - the same with a wrong file: it changes nothing, and
# the log says why
refuse_unit() {
	local was
	begin_step "$1"
	was=$(tapctl config show)
	status 1 inside systemctl reload tapswitch@lab
	until_true has_applied "$lines"
	[ "$(new_log_lines | wc -l)" = 1 ] || die "$(new_log_lines)"
	matches "^/etc/tapswitch/lab.conf:$2.*; nothing was changed$" new_log_lines
	is "$was" tapctl config show
	expect_no_other_loss "${@:3}"
}

# begin_step WHAT - begin a step of this name
begin_step() {
	step=$((step + 1))
	changed[step]=$1 losses[step]='' slow[step]=''
	it "$1"
	record_state
}

# expect_no_other_loss FLOW... - nothing may be lost but pings of these flows
expect_no_other_loss() {
	longest[step]=$(show .iterations.max_us switch show)
	check_flows "$@"
	diff -u "$LAB/same" <(identities)
	is "" show "map(select([.drops, .tx_drops, .missed | .[]] | add > 0).port) -
		[\"$may_drop\"] | join(\" \")" stats show '*'
	tapctl stats check >/dev/null
}
may_drop='' # a port that may drop frames

# check_flows FLOW... - these flows must be interrupted, and all others go on
# without loss
check_flows() {
	local flow bytes last lost since slowest wrong
	local -A now=()
	bytes=$(acknowledged_bytes)
	for flow in "${FLOWS[@]}"; do
		read_flow "$flow"
		now[$flow]=$last
	done
	for flow in "${FLOWS[@]}"; do
		if [[ " $* " = *" $flow "* ]]; then
			until_true flow_has_stopped "$flow"
			read_flow "$flow"
			record_interruption "$flow" $((lost - lost_of[$flow]))
		else
			until_true has_answers "$flow" $((now[$flow] + ENOUGH))
			read_flow "$flow" "${last_of[$flow]}"
			check_loss "$flow" $((lost - lost_of[$flow]))
			slow[step]+="$flow $slowest, "
		fi
		lost_of[$flow]=$lost
		[ -z "$wrong" ] || die "$flow: $wrong"
	done
	until_true more_is_acknowledged "$bytes"
}

# record_interruption FLOW LOST - note that the flow is interrupted; it may not have
# lost a ping before
record_interruption() {
	[ "$2" = 0 ] || die "$1 has lost $2 besides"
	cut_in[$1]=${cut_in[$1]:-$step}
}

# check_loss FLOW LOST - the flow may have lost pings only if it was interrupted
check_loss() {
	local cut=${cut_in[$1]:-}
	if [ -z "$cut" ]; then
		[ "$2" = 0 ] || { print_evidence "$1"; die "$1 has lost $2"; }
		return
	fi
	[ "$2" -ge "$ENOUGH" ] || die "$1 was cut, and has lost $2 only"
	losses[cut]+="$1 $2, "
	unset "cut_in[$1]"
}

# print_evidence FLOW - print what tells where pings of this flow were lost
print_evidence() {
	local name
	grep -n -B 1 -A 1 -v ' bytes from ' "$LAB/$1.ping" | tail -n 30
	tapctl stats show '*'
	for name in "${1%_*}" "${1#*_}"; do
		[ "$name" != vm ] || continue
		echo "$name:"
		in_host "$name" ip -s -s link show eth0
		in_host "$name" ip neighbour
		in_host "$name" grep -E 'Icmp|Ip:' /proc/net/snmp
		in_host "$name" cat /proc/net/raw /proc/net/icmp
	done
}

# print_summary - print what each step did to the flows and to the switch's loop
print_summary() {
	local n lost
	echo "    Of each: flows, and how many pings they lost; the longest iteration of the"
	echo "    switch's loop meanwhile; flows, and how long their slowest ping took, in ms"
	for n in "${!changed[@]}"; do
		lost=${losses[n]:-nothing}
		printf '    %s\n\tlost: %s\n\tloop: %d us\n\tslowest: %s\n' \
			"${changed[n]}" "${lost%, }" "${longest[n]}" "${slow[n]%, }"
	done
}

#
# The test
#

make_container
start_container basic.target
export TAPSWITCH_SOCKET=/proc/$init/root/run/tapswitch/lab.sock
# Helpers of tests/net look for the switch's log in this file.
inside journalctl -b -f -n all -o cat -t tapswitch >"$LOG" 2>"$LAB/journal.log" &

make_named_hosts alice bob dave frank grace heidi judy kate
host carol
host ivan
ip link add carol type veth peer name eth0 netns "$(pid_of carol)"
ip link set carol up
bring_up carol

cat >"$CONF" <<CONF
switch set vlan_filtering on
vlan set 10 name staff
vlan set 20 name lab
$(tap_line alice 10)
$(tap_line bob 10) address 2001:db8:2::12/64
port add carol packet dev carol access 10
$(tap_line dave 10) shape 100mbit shape_latency 10000
port add vm1 stream listen /srv/vm1.sock access 10
port add vm2 dgram local /srv/vm2.sock remote /srv/vm2.qemu access 10
$(tap_line frank 20)
$(tap_line grace 20)
$(tap_line heidi 20)
$(tap_line judy 20)
port add trunk null trunk 10,20
port listen stream /srv/vms.sock name vms%d access 20
CONF

it "starts as a unit in a container"
inside systemctl start tapswitch@lab
start_guest vm "stream,server=off,$(unix_address addr "$ROOT/srv/vm1.sock")" \
	"dgram,$(unix_address local "$ROOT/srv/vm2.qemu"),$(
	)$(unix_address remote "$ROOT/srv/vm2.sock")"
connect_ivan /srv/vms.sock
start_in_host dave iperf3 -s >"$LAB/server.txt"
until_true in_host dave sh -c 'ss -tlnH sport = :5201 | grep .'
start_in_host carol iperf3 -c "$(address dave)" -t 0 -b 150M -w 128K >"$LAB/iperf.txt"
wait_for_guests vm
for flow in "${FLOWS[@]}"; do
	start_flow "$flow"
done
for flow in "${FLOWS[@]}"; do
	until_true has_answers "$flow" $ENOUGH
done
until_true more_is_acknowledged 1000000
tapctl stats reset # some frames before were for hosts that were not up yet

edit_config '/add judy/s/$/ mtu 1400 mac 02:00:00:00:00:19 alias printer/' \
	'/add alice/s/$/ police 100mbit/' '/add bob/s/$/ fdb_limit 4/' \
	'/add dave/s/100mbit/50mbit shape_bytes 1000000/' \
	'/add vm1/s/$/ alias desktop/' '/port listen/s/$/ storm_bcast 1000pps/'
reload_unit "1. changes settings and limits of open ports" <<LINES
port alice: police off -> 100mbit/250kb
port bob: fdb_limit 0 -> 4
port dave: shape 100mbit/250kb -> 50mbit/125kb, shape_bytes 524288 -> 1000000
port vm1: alias '' -> desktop
port judy: alias '' -> printer, mac 02:00:00:00:00:19 added, mtu 1400 added
stream /srv/vms.sock: storm_bcast 1000pps added
LINES
is "1400 02:00:00:00:00:19" in_host judy sh -c \
	"ip -j link show eth0 | jq -r '.[0] | \"\(.mtu) \(.address)\"'"

edit_config '/set 20/a vlan set 30 name guests' '/add trunk/s/10,20/10,20,30/' \
	'/add frank/s/access 20/access 30/'
reload_unit "2. adds VLAN 30, and moves frank there" frank_grace <<LINES
vlan 30: name '' -> guests
port trunk: trunk 10,20 -> 10,20,30
port frank: access 20 -> 30
LINES

edit_config '/add frank/s/access 30/access 20/' '/add judy/d' \
	'/add dave/s/shape 50mbit //' \
	's/add bob/add robert/' 's/add carol/add caroline/' \
	's/add vm1/add desktop1/' 's/add vm2/add desktop2/'
append_lines "$(tap_line kate 20)" "port set heidi down"
may_drop=heidi
reload_unit "3. moves frank back, sets heidi down, adds, deletes and renames ports" \
	heidi_grace <<LINES
port frank: access 30 -> 20
port heidi: set down
port dave: shape 50mbit/125kb -> off
port judy: removed
port kate: added, $(tap_line kate 20 | cut -d' ' -f4-)
port bob: renamed robert
port carol: renamed caroline
port vm1: renamed desktop1
port vm2: renamed desktop2
LINES
expect_no_interface eth0 judy
reaches kate "$(address grace)"

cp "$CONF" "$LAB/good.conf"
edit_config '/add alice/s/access 10/mtu 1400 access 20/' 's/add robert/add bob/' \
	'/desktop1/d' \
	'/add grace/s/$/ mac 02:00:00:00:00:16/' '/add kate/s/$/ address ff02::1\/64/'
refuse_unit "4. refuses a line that cannot be applied" '15:86: .*ff02::1/64' heidi_grace
edit_config "\$s/\$/ colour red/"
refuse_unit "4. refuses an unknown word" '16:21: .*"colour"' heidi_grace
until_true inside sh -c "journalctl -b -o cat -t tapctl | grep -F 'lab.conf:16:21: '"

cp "$LAB/good.conf" "$CONF"
edit_config '/set heidi/d' '/port listen/s/vms.sock/guests.sock/'
append_lines "$(tap_line leo 20)" "port add uplink packet dev up0 access 20"
reload_unit "5. moves a listener, sets heidi up, and adds two ports not present" \
	ivan_grace <<LINES
stream /srv/guests.sock: added
stream /srv/vms.sock: removed
port vms0: removed
port heidi: set up
port leo: added, $(tap_line leo 20 | cut -d' ' -f4-)
port leo: not present, network namespace "leo" does not exist
port uplink: added, packet dev up0 access 20
port uplink: not present, interface "up0" does not exist
LINES
expect_plug_exit 0 ivan

begin_step "6. opens those two ports later, and accepts ivan at the moved listener"
tapctl wait port uplink not-present
make_named_hosts leo
host mia
ip link add up0 type veth peer name eth0 netns "$(pid_of mia)"
ip link set up0 up
bring_up mia
connect_ivan /srv/guests.sock
tapctl wait port leo up timeout 10
tapctl wait port uplink up timeout 10
reaches leo "$(address mia)"
expect_no_other_loss
print_summary

it "stops, and leaves nothing behind"
inside systemctl stop tapswitch@lab
is success inside systemctl show -P Result tapswitch@lab
for name in alice bob dave frank grace heidi kate leo; do
	expect_no_interface eth0 $name
done
is "carol lo up0" sh -c \
	"ip -j link show | jq -r 'map(.ifname) | sort | join(\" \")'"
is "" inside find /run/tapswitch /srv -type s ! -name "*.qemu"
refute grep -qsx tapswitch /proc/[0-9]*/comm
