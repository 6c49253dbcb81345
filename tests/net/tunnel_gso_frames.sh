#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Hosts with a UDP tunnel between them: their GSO frames are forwarded whole from tap to
# tap, and cut for ports that do not take them.
#
#	alice --tap--+--------+--tap-- bob
#	             | switch |
#	dave  =veth==+--------+--tap (no offloads)-- carol

. "$(dirname "$0")/lib.sh"
need jq ping

make_veth dave
start_switch <<-CONF
	switch set loop_probe off
	port add alice tap
	port add bob tap
	port add carol tap offload off
	port add dave packet dev up_dave
CONF

# port_offloads PORT - print the port's offloads
port_offloads() {
	show '.[0].offloads | join(" ")' port show "$1"
}

# kernel_is_older VERSION - true if this kernel is older than VERSION
kernel_is_older() {
	printf '%s\n%s\n' "$1" "$(uname -r)" | sort -CV && return 1
	return 0
}

! kernel_is_older 6.17 || skip_test "Linux 6.17 is the first whose taps know tunnels"
matches udp_tunnel port_offloads alice
is "" port_offloads carol
host alice alice 192.0.2.1/24 2001:db8::1/64
host bob   bob   192.0.2.2/24 2001:db8::2/64
host carol carol 192.0.2.3/24 2001:db8::3/64
host dave  dave  192.0.2.4/24 2001:db8::4/64
declare -A number=([alice]=1 [bob]=2 [carol]=3 [dave]=4)

# make_end KIND HOST PEER - the host's end of a tunnel to its peer
make_end() {
	local here=${number[$2]} there=${number[$3]}
	local v4="local 192.0.2.$here remote 192.0.2.$there dev $2"
	local v6="local 2001:db8::$here remote 2001:db8::$there dev $2"
	# shellcheck disable=SC2086 # words
	case $1 in
	vxlan) make_interface $2 $here type vxlan id 5 $v4 dstport 4789 ;;
	vxlan_csum) make_interface $2 $here type vxlan id 5 $v4 dstport 4789 udpcsum ;;
	vxlan_v6) make_interface $2 $here type vxlan id 5 $v6 dstport 4789 ;;
	geneve) make_interface $2 $here type geneve id 5 remote 192.0.2.$there ;;
	geneve_v6) make_interface $2 $here type geneve id 5 remote 2001:db8::$there ;;
	esac
}

# make_interface HOST NUMBER WORDS... - create the tunnel's interface, with its
# addresses
make_interface() {
	in_host "$1" ip link add inside "${@:3}" 2>"$LAB/output" || return
	in_host "$1" ip link set inside up
	in_host "$1" ip address add "198.51.100.$2/24" dev inside
	in_host "$1" ip address add "2001:db8:1::$2/64" dev inside nodad
}

# make_tunnel KIND HOST HOST - create both ends; fails where the kernel has no
# such tunnel
make_tunnel() {
	make_end "$1" "$2" "$3" && make_end "$1" "$3" "$2" || return
	until_true reaches "$2" "198.51.100.${number[$3]}" -W0.5
	tapctl stats reset
}

# remove_tunnel HOST HOST - delete both ends
remove_tunnel() {
	in_host "$1" ip link del inside
	in_host "$2" ip link del inside
}

# expect_tcp_inside HOST HOST MEGABYTES - send TCP inside the tunnel, which must
# arrive; no frame may be dropped
expect_tcp_inside() {
	transfer tcp "$1" "$2" "198.51.100.${number[$2]}" "$3"
	is 0 show '[.[] | .drops["bad-offload", "bad-csum"] // 0] | add' stats show
}

# expect_whole_frames PORT rx|tx MEGABYTES - the port must count less than half of
# the frames that there would be with the length of the MTU, and nothing may be cut
expect_whole_frames() {
	local frames
	frames=$(counter "$1" "$2_packets")
	[ "$frames" -lt $(($3 * 1048576 / 1400 / 2)) ] ||
		die "$3 MiB in $frames frames: $(tapctl stats show)"
	is 0 counter "$1" tx_segmented
}

kinds=(vxlan vxlan_csum vxlan_v6 geneve geneve_v6)
for kind in "${kinds[@]}"; do
	if ! make_tunnel "$kind" alice bob; then
		it "skips $kind, which this kernel lacks: $(tr -d '\n' <"$LAB/output")"
		continue
	fi
	it "forwards GSO frames inside $kind whole from tap to tap"
	expect_tcp_inside alice bob 30
	expect_whole_frames alice rx 30
	expect_whole_frames bob tx 30
	remove_tunnel alice bob

	it "cuts GSO frames inside $kind for a tap without offloads, with correct headers"
	make_tunnel "$kind" alice carol
	checksums.py "$(pid_of carol)/carol" >"$LAB/checksums" &
	checks=$!
	until_true grep -q listening "$LAB/checksums"
	expect_tcp_inside alice carol 20
	kill $checks
	wait $checks
	matches '[0-9]{4,} checksums are right' cat "$LAB/checksums"
	expect_whole_frames alice rx 20
	[ "$(counter carol tx_segmented)" -gt 10 ] || die "nothing was cut"
	remove_tunnel alice carol

	it "cuts GSO frames inside $kind for a packet port, and takes them whole from there"
	make_tunnel "$kind" alice dave
	expect_tcp_inside alice dave 20
	[ "$(counter dave tx_segmented)" -gt 10 ] || die "nothing was cut"
	tapctl stats reset
	expect_tcp_inside dave alice 20
	expect_whole_frames alice tx 20
	remove_tunnel alice dave
done

make_tunnel vxlan alice bob
it "carries UDP inside VXLAN, as single datagrams and as GSO frames"
transfer udp alice bob 198.51.100.2 5
transfer uso alice bob 198.51.100.2 5

it "forwards GSO frames inside VXLAN through a shaper, whole or cut as the port needs"
tapctl port set bob shape 2gbit/4mb shape_bytes 4194304 shape_latency 1000
expect_tcp_inside alice bob 10
tapctl port set bob shape off

it "floods GSO frames inside VXLAN, whole or cut, while the station is unknown"
tapctl port set bob learning off
tapctl fdb flush >"$LAB/output"
tapctl stats reset
expect_tcp_inside alice bob 10
expect_whole_frames bob tx 10
[ "$(counter carol tx_segmented)" -gt 10 ] || die "nothing was flooded"
tapctl port set bob learning on

it "cuts GSO frames inside VXLAN only while a port's offloads are off"
tapctl port set bob offload off
is "" port_offloads bob
tapctl stats reset
expect_tcp_inside alice bob 10
[ "$(counter bob tx_segmented)" -gt 10 ] || die "nothing was cut"
expect_tcp_inside bob alice 10
tapctl port set bob offload on
matches udp_tunnel port_offloads bob
tapctl stats reset
expect_tcp_inside bob alice 30
expect_whole_frames bob rx 30

it "carries VXLAN when the host turns off its own offloads for tunnels"
if command -v ethtool >/dev/null; then
	in_host alice ethtool -K alice tx-udp_tnl-segmentation off \
		tx-udp_tnl-csum-segmentation off
	expect_tcp_inside alice bob 10
fi
