# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
# Helpers for tests/vm, which are like tests/net, with QEMU guests besides hosts.
#
# A guest has a card in each of the nets 1, 2, ..., and the same number G in all of
# them: 198.18.N.G and 2001:db8:N::G, see tests/vm/guest/nics.

. "$(dirname "${BASH_SOURCE[0]}")/../net/lib.sh"
need jq ping
tests/vm/image || exit

VM=$(realpath build/vm)
ACCEL=tcg
[ ! -w /dev/kvm ] || ACCEL=$(cat "$VM/accel.$(cat /proc/sys/kernel/random/boot_id)")
GUEST_PATIENCE=120	# emulated guests are slow on a busy machine
PATIENCE=$GUEST_PATIENCE
FASTER="mitigations=off rcupdate.rcu_expedited=1 cryptomgr.notests"
# Emulated timer ticks come late on a busy machine; the kernel must not conclude that
# there is no timer.
SAFER="no_timer_check panic=-1"

# A guest has one processor.  With two, Debian 12's QEMU has been seen to emulate one
# for ever at an instruction that the other had just changed.
# With a card for each kind of port, Debian 13's kernel needs about 110 MiB.
GUEST_MIB=192
INITRAMFS=$VM/initramfs
QEMU_MIB=160	# what QEMU itself needs when it emulates

# need_memory_for GUESTS - skip the test if there is too little memory for so many
need_memory_for() {
	local needed=$(($1 * (GUEST_MIB + QEMU_MIB))) free
	free=$(awk '$1 == "MemAvailable:" { print int($2 / 1024) }' /proc/meminfo)
	[ "$free" -ge $needed ] || skip_test \
		"$1 guests need $needed MiB of memory, $free are free here"
}
need_memory_for 2

declare -A number_of=()

#
# A guest, its shell, and its QEMU process
#

# start_guest NAME NETDEV... - start a guest with a card for each NETDEV, which is a
# -netdev without an id
start_guest() {
	local name=$1 net=0 netdev pipe cards=()
	shift
	[ -n "${number_of[$name]:-}" ] || number_of[$name]=$((${#number_of[@]} + 1))
	for netdev; do
		net=$((net + 1))
		cards+=(-device "pcie-root-port,id=slot$net,slot=$net,chassis=$net"
			-netdev "$netdev,id=net$net" -device "$(card_device "$name" $net)")
	done
	for pipe in "$LAB/$name".{shell,qmp}.{in,out}; do
		[ -p "$pipe" ] || mkfifo "$pipe"
	done
	: >"$LAB/$name.log"
	qemu-system-x86_64 -M q35 -accel "$ACCEL" -cpu max -m $GUEST_MIB \
		-nodefaults -no-user-config -no-reboot -display none \
		-kernel "$VM/parts/vmlinuz" -initrd "$INITRAMFS" -append \
		"console=ttyS0 quiet $SAFER $FASTER" \
		-chardev "file,id=console,path=$LAB/$name.log,append=on" \
		-serial chardev:console \
		-chardev "pipe,id=qmp,path=$LAB/$name.qmp" -mon qmp,mode=control \
		-chardev "pipe,id=shell,path=$LAB/$name.shell" \
		-device virtio-serial -device virtserialport,chardev=shell \
		"${cards[@]}" >>"$LAB/$name.log" 2>&1 &
	printf -v "pid_$name" %d $!
}

# card_device NAME NET - the guest's card in a net, as QEMU takes it.  Each has
# its own slot, so that it can be unplugged; without a ROM it is faster.
card_device() {
	printf '{"driver": "virtio-net-pci", "romfile": "", "id": "card%d",
		"netdev": "net%d", "bus": "slot%d", "mac": "%s"}' \
		"$2" "$2" "$2" "$(card_mac "$1" "$2")"
}

# is_running NAME - true if the guest's QEMU runs
is_running() {
	kill -0 "$(pid_of "$1")" 2>/dev/null
}

# wait_for_guests NAME... - wait until these guests take commands
wait_for_guests() {
	local name
	for name; do
		until_true guest_is_up_or_ended "$name"
		is_running "$name" || guest_failed "$name" "has ended"
		qmp "$name" qmp_capabilities
	done
}

# guest_is_up_or_ended NAME - true if the guest takes commands, or its QEMU has
# ended
guest_is_up_or_ended() {
	grep -q '^ready' "$LAB/$1.log" || ! is_running "$1"
}

# ask_guest NAME PIPE LINE PATTERN - send a line to the guest's shell or QMP; print
# the first line of the answer that matches
ask_guest() {
	local name=$1 pipe=$LAB/$1.$2 wanted=$4 part line=
	local deadline=$((SECONDS + PATIENCE))
	echo "$3" 1<>"$pipe.in"
	while is_running "$name" && [ $SECONDS -lt $deadline ]; do
		if ! IFS= read -r -t 1 part; then
			line+=$part
			continue
		fi
		line+=$part
		# shellcheck disable=SC2053 # a pattern
		if [[ $line = $wanted ]]; then
			echo "$line"
			return
		fi
		line=
	done <>"$pipe.out"
	guest_failed "$name" "has no answer to $3"
}

# guest_failed NAME HOW - fail the test, with the usual reason if it applies
guest_failed() {
	! grep -qi 'out.of.memory' "$LAB/$1.log" ||
		die "guest $1 $2: $GUEST_MIB MiB of memory are too little for it"
	die "guest $1 $2"
}

# in_guest NAME CMD... - run a command in a guest, with its output and exit status.
# Only one runs at a time.
in_guest() {
	local id=$EPOCHREALTIME name=$1 words answer status output
	shift
	words=("${@@Q}")
	answer=$(ask_guest "$name" shell "$id ${words[*]}" "$id *") || exit
	read -r _ status output <<<"$answer"
	base64 -d <<<"$output"
	return "$status"
}

# qmp NAME COMMAND [ARGUMENTS] - a command for QEMU itself, which must succeed
qmp() {
	local id=$EPOCHREALTIME answer arguments=${3-}
	answer=$(ask_guest "$1" qmp "$(jq -nc --arg execute "$2" --arg id "$id" \
		--argjson arguments "${arguments:-null}" \
		'{$execute, $id} + if $arguments then {$arguments} else {} end')" \
		"*\"id\": \"$id\"*") || exit
	[[ $answer = *'"return"'* ]] || die "guest $1: $2: $answer"
}

# kill_guest NAME - end its QEMU as a crash would
kill_guest() {
	kill -KILL "$(pid_of "$1")"
	wait "$(pid_of "$1")" 2>/dev/null || true
}

# stop_guest NAME - let its QEMU quit; it must end with status 0
stop_guest() {
	local rc=0
	qmp "$1" quit
	wait "$(pid_of "$1")" || rc=$?
	[ $rc = 0 ] || die "the QEMU of $1 ended with status $rc"
}

#
# Cards and cables
#

# card_mac NAME NET - print the address of a guest's card
card_mac() {
	printf '02:00:00:00:%02x:%02x' "$2" "${number_of[$1]}"
}

# unplug_card NAME NET - remove the card, and its netdev with it
unplug_card() {
	ask_guest "$1" qmp \
		"{\"execute\": \"device_del\", \"arguments\": {\"id\": \"card$2\"}}" \
		"*DEVICE_DELETED*\"device\": \"card$2\"*" >/dev/null
	qmp "$1" netdev_del "{\"id\": \"net$2\"}"
}

# plug_card NAME NET NETDEV - add the card again
plug_card() {
	qmp "$1" netdev_add "$(netdev_as_json "$2" "$3")"
	qmp "$1" device_add "$(card_device "$1" "$2")"
	until_true has_card "$1" "$2"
}

# has_card NAME NET - true if the guest has its card in this net
has_card() {
	in_guest "$1" nics | grep "$(card_mac "$1" "$2")"
}

# set_cable NAME NET in|out - plug in or pull the card's cable, and wait until the
# guest knows it
set_cable() {
	local -A up=([in]=true [out]=false) carrier=([in]=1 [out]=0)
	qmp "$1" set_link "{\"name\": \"net$2\", \"up\": ${up[$3]}}"
	until_true carrier_is "$1" "$2" "${carrier[$3]}"
}

# carrier_is NAME NET 0|1 - true if the guest sees this carrier
carrier_is() {
	in_guest "$1" nics | grep "$(card_mac "$1" "$2") $3"
}

# netdev_as_json NET NETDEV - "stream,addr.type=unix,..." in the form that QMP takes
netdev_as_json() {
	jq -nc --arg id "net$1" --arg netdev "$2" '
		($netdev | split(",")) as [$type] |
		reduce ($netdev | split(",")[1:][] | split("=")) as [$key, $value]
			({$type, $id}; setpath($key | split(".");
				if $value == "on" then true
				elif $value == "off" then false
				else $value end))'
}

#
# Kinds of ports
#

# port_and_netdev KIND GUEST - sets $line, which adds the switch's port or listener,
# and $netdev, which connects QEMU to it
port_and_netdev() {
	local kind=$1 all=$LAB/$1 one=$LAB/$1.$2 name=$1.$2
	local near=127.0.0.1:700${number_of[$2]} far=127.0.0.1:800${number_of[$2]}
	local v6="[::1]:700${number_of[$2]}"
	case $kind in
	stream_unix)
		line="port add $name stream listen $one"
		netdev="stream,server=off,$(unix_address addr "$one")"
		;;
	stream_tcp)
		line="port add $name stream listen $near"
		netdev="stream,server=off,$(inet_address addr "$near")"
		;;
	stream_tcp6)
		line="port add $name stream listen $v6"
		netdev="stream,server=off,$(inet_address addr "$v6")"
		;;
	stream_connect)
		line="port add $name stream connect $one reconnect 1"
		netdev="stream,server=on,$(unix_address addr "$one")"
		;;
	stream_clients)
		line="port listen stream @$kind name $kind.%d max 64"
		netdev="stream,server=off,$(unix_address addr "$kind"),addr.abstract=on"
		;;
	dgram_unix)
		line="port add $name dgram local $one remote $one.vm"
		netdev="dgram,$(unix_address local "$one.vm"),$(unix_address remote "$one")"
		;;
	dgram_learned)
		line="port add $name dgram local $one"
		netdev="dgram,$(unix_address local "$one.vm"),$(unix_address remote "$one")"
		;;
	dgram_udp)
		line="port add $name dgram local $near remote $far"
		netdev="dgram,$(inet_address local "$far"),$(inet_address remote "$near")"
		;;
	dgram_clients)
		line="port listen dgram $all name $kind.%d"
		netdev="dgram,$(unix_address local "$one.vm"),$(unix_address remote "$all")"
		;;
	vde)
		line="port listen vde $all name vde.%d"
		netdev="vde,sock=$all"
		;;
	packet)
		line="port add $name packet dev $2"
		netdev="tap,ifname=$2,script=no,downscript=no"
		;;
	*)
		die "no such kind of port: $kind"
		;;
	esac
}

# unix_address PREFIX PATH, inet_address PREFIX HOST:PORT - an address as QEMU takes it
unix_address() {
	echo "$1.type=unix,$1.path=$2"
}

inet_address() {
	local host=${2%:*}
	host=${host#[}
	echo "$1.type=inet,$1.host=${host%]},$1.port=${2##*:}"
}

#
# A lab: the guests alice and bob with a card for each kind of port, each in its own net
#

# start_lab KIND... - start the switch and the guests, and wait until they are up
start_lab() {
	kinds=("$@")
	number_of=([alice]=1 [bob]=2)
	[[ " $* " != *" packet "* ]] || make_taps alice bob
	start_switch < <(port_lines)
	boot_guest alice
	boot_guest bob
	wait_for_guests alice bob
}

# port_lines - print the switch's lines for both guests; a listener is added once
port_lines() {
	local kind name line netdev
	for kind in "${kinds[@]}"; do
		for name in alice bob; do
			port_and_netdev "$kind" "$name"
			echo "$line"
		done
	done | awk '!told[$0]++'
}

# boot_guest NAME - start a guest of the lab
boot_guest() {
	local kind line netdev netdevs=()
	for kind in "${kinds[@]}"; do
		port_and_netdev "$kind" "$1"
		netdevs+=("$netdev")
	done
	start_guest "$1" "${netdevs[@]}"
}

# make_taps NAME... - create taps that stay when QEMU ends
make_taps() {
	local name
	for name; do
		ip tuntap add dev "$name" mode tap vnet_hdr
		ip link set "$name" up
	done
}

# add_host NAME PORT - add a host on a tap of the switch, with an address in the net
# of each kind
add_host() {
	local kind addresses=()
	number_of[$1]=9
	for kind in "${kinds[@]}"; do
		addresses+=("$(ipv4_of "$1" "$kind")/24" "$(ipv6_of "$1" "$kind")/64")
	done
	tapctl port add "$2" tap
	host "$1" "$2" "${addresses[@]}"
	start_in_host "$1" "$VM/root/bin/nc" -ll -p 7 -e "$(command -v sha256sum)"
}

# net_of KIND - print the number of its net
net_of() {
	local net
	for net in "${!kinds[@]}"; do
		[ "${kinds[net]}" != "$1" ] || echo $((net + 1))
	done
}

# ipv4_of NAME KIND - print its address in the net of this kind
ipv4_of() {
	echo "198.18.$(net_of "$2").${number_of[$1]}"
}

# ipv6_of NAME KIND - print its address in the net of this kind
ipv6_of() {
	echo "2001:db8:$(net_of "$2")::${number_of[$1]}"
}

# card_mac_of NAME KIND - print the MAC address of its card in the net of this kind
card_mac_of() {
	card_mac "$1" "$(net_of "$2")"
}

# port_of NAME KIND - print the port on which the switch has learned the card
port_of() {
	show '.[0].port' fdb show mac "$(card_mac_of "$@")"
}

# reach_each_other ONE OTHER KIND - ping and send TCP both ways, over IPv4 and IPv6
reach_each_other() {
	reach "$1" 1 "$(ipv6_of "$2" "$3")" "$(ipv4_of "$2" "$3")"
	reach "$2" 1 "$(ipv4_of "$1" "$3")" "$(ipv6_of "$1" "$3")"
}

# answers_ping FROM TO KIND - true if TO answers a ping, over IPv4 and IPv6
answers_ping() {
	reach "$1" 0 "$(ipv4_of "$2" "$3")" "$(ipv6_of "$2" "$3")"
}

# answer_each_other KIND - true if alice and bob answer each other's pings
answer_each_other() {
	answers_ping alice bob "$1" && answers_ping bob alice "$1"
}

# reach NAME MEGABYTES ADDRESS... - run tests/vm/guest/reach in a guest or in a host
reach() {
	if [ -e "$LAB/$1.log" ]; then
		in_guest "$1" reach "${@:2}"
	else
		NOISE=$VM/root/noise TMPDIR=$LAB PATH=$VM/root/bin:$PATH \
			in_host "$1" reach "${@:2}"
	fi
}

# remove_card NAME KIND - remove the guest's card of this kind
remove_card() {
	unplug_card "$1" "$(net_of "$2")"
}

# add_card NAME KIND - add the guest's card of this kind again
add_card() {
	local line netdev
	port_and_netdev "$2" "$1"
	plug_card "$1" "$(net_of "$2")" "$netdev"
}

# port_is_down PORT - true if the port is not up
port_is_down() {
	[ "$(show '.[0].oper' port show "$1")" != up ]
}

# port_is_gone PORT - true if the port does not exist
port_is_gone() {
	[ "$(show "map(select(.name == \"$1\")) | length" port show)" = 0 ]
}

#
# tests/net in a guest, whose kernel has features that this one may lack
#

# boot_test_guest - start the guest "lab" with all that those tests need
boot_test_guest() {
	[ -e "$VM/parts/lib" ] || skip_test \
		"no modules for guests here: tools/dev/guest fetches them"
	need ethtool
	tests/vm/pack "$LAB/programs" tests
	cat "$VM/initramfs" "$LAB/programs" >"$LAB/initramfs"
	INITRAMFS=$LAB/initramfs GUEST_MIB=256
	start_guest lab
	wait_for_guests lab
	in_guest lab modprobe -a tun mpls_router mpls_gso mpls_iptunnel
	PATIENCE=600	# for a whole test
	[ "${O##*/}" != asan ] || PATIENCE=1800
}

# run_net_test TEST [ARGUMENT]... - run tests/net/TEST there until it ends; its
# output is also in $LAB/output
run_net_test() {
	local rc=0
	in_guest lab env PATH=/usr/bin:/bin PATIENCE=$GUEST_PATIENCE \
		"/tests/net/$1.sh" "${@:2}" \
		>"$LAB/output" || rc=$?
	cat "$LAB/output"
	[ $rc != 77 ] || skip_test "$(tail -n1 "$LAB/output")"
	[ $rc = 0 ] || die "$1 ended with status $rc in the guest"
}
