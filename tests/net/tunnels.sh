#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Hosts with a tunnel between them, of as many kinds as this kernel has: the switch cuts
# the GSO frames inside the tunnel, and forwards what hosts have cut themselves.
#
# tunnels.sh [MEGABYTES KIND...]	only these kinds, and without carol
#
#	alice ==veth==packet--+--------+--packet==veth== bob
#	                      | switch |
#	                      +--------+--tap (no offloads)-- carol

. "$(dirname "$0")/lib.sh"
need jq ping ethtool
MEGABYTES=${1:-20}
shift $(($# > 0))

make_veth alice
make_veth bob
start_switch <<-CONF
	switch set loop_probe off
	port add alice packet dev up_alice
	port add bob packet dev up_bob
	port add carol tap offload off
CONF
host alice alice 192.0.2.1/24 2001:db8::1/64
host bob   bob   192.0.2.2/24 2001:db8::2/64
host carol carol 192.0.2.3/24 2001:db8::3/64
declare -A number=([alice]=1 [bob]=2 [carol]=3)

# make_end KIND HOST PEER - the host's end of a tunnel to its peer
make_end() {
	local dev=$2 here=${number[$2]} there=${number[$3]}
	local v4="local 192.0.2.$here remote 192.0.2.$there"
	local v6="local 2001:db8::$here remote 2001:db8::$there"
	# shellcheck disable=SC2086 # words
	case $1 in
	vxlan) make_interface $2 $3 type vxlan id 5 $v4 dstport 4789 dev "$dev" ;;
	vxlan_csum) make_interface $2 $3 type vxlan id 5 $v4 dstport 4789 dev "$dev" udpcsum ;;
	vxlan_v6) make_interface $2 $3 type vxlan id 5 $v6 dstport 8472 dev "$dev" ;;
	geneve) make_interface $2 $3 type geneve id 5 remote 192.0.2.$there ;;
	geneve_v6) make_interface $2 $3 type geneve id 5 remote 2001:db8::$there ;;
	gre) make_interface $2 $3 type gre $v4 ttl 64 ;;
	gre_csum) make_interface $2 $3 type gre $v4 ttl 64 key 7 csum ;;
	gretap) make_interface $2 $3 type gretap $v4 ttl 64 ;;
	ip6gre) make_interface $2 $3 type ip6gre $v6 ;;
	ip6gretap) make_interface $2 $3 type ip6gretap $v6 ;;
	ipip) make_interface $2 $3 type ipip $v4 ttl 64 ;;
	sit) make_interface $2 $3 type sit $v4 ttl 64 ;;
	ip6ip6) make_interface $2 $3 type ip6tnl mode ip6ip6 $v6 ;;
	ipip6) make_interface $2 $3 type ip6tnl mode ipip6 $v6 ;;
	mpls) add_mpls_labels $2 $3 ;;
	qinq) add_two_tags $2 $3 ;;
	esac
}

# make_interface HOST PEER WORDS... - create the tunnel's interface, with its
# addresses
make_interface() {
	local address
	in_host "$1" ip link add inside "${@:3}" 2>"$LAB/output" || return
	in_host "$1" ip link set inside up
	for address in 198.51.100.${number[$1]}/24 \
		"2001:db8:1::${number[$1]}/64 nodad"; do
		# shellcheck disable=SC2086 # words; some tunnels carry only one of both
		in_host "$1" ip address add $address dev inside
	done
}

# add_mpls_labels HOST PEER - put two MPLS labels before each packet to the
# peer's address
add_mpls_labels() {
	local here=${number[$1]} there=${number[$2]}
	in_host "$1" sh -c 'echo 100000 >/proc/sys/net/mpls/platform_labels &&
		echo 1 >/proc/sys/net/mpls/conf/'"$1"'/input' \
		2>"$LAB/output" || return
	in_host "$1" ip address add 198.51.100."$here"/32 dev lo
	in_host "$1" ip -f mpls route add "$((100 + here))" dev lo
	in_host "$1" ip route add 198.51.100."$there"/32 encap mpls \
		"$((100 + there))" via inet 192.0.2."$there" dev "$1" \
		src 198.51.100."$here" mtu 1400 2>"$LAB/output"
}

# add_two_tags HOST PEER - add a provider's and a customer's tag, for which the
# veths need an MTU of 8 bytes more
add_two_tags() {
	local dev=$1
	in_host "$1" ip link set "$1" mtu 1508
	[ "$1" = carol ] || ip link set "up_$1" mtu 1508
	in_host "$1" ip link add link "$dev" name outside mtu 1504 type vlan \
		proto 802.1ad id 100 2>"$LAB/output" || return
	in_host "$1" ip link set outside up
	make_interface "$1" "$2" link outside mtu 1500 type vlan id 10
}

# remove_end HOST - delete the host's end of the tunnel
remove_end() {
	in_host "$1" ip link del inside 2>/dev/null || true
	in_host "$1" ip link del outside 2>/dev/null || true
}

# set_offloads on|off - set what alice and bob leave to their interfaces
set_offloads() {
	local name
	for name in alice bob; do
		in_host $name ethtool -K $name tx "$1" tso "$1" gso "$1" \
			tx-udp_tnl-segmentation "$1" >/dev/null
	done
}


# inner_address HOST KIND - print the host's address inside the tunnel
inner_address() {
	case $2 in
	sit | ip6ip6) echo "2001:db8:1::${number[$1]}" ;;
	*) echo "198.51.100.${number[$1]}" ;;
	esac
}

# make_tunnel KIND HOST HOST - create both ends; fails where the kernel has no
# such tunnel
make_tunnel() {
	make_end "$1" "$2" "$3" && make_end "$1" "$3" "$2"
}

# count_drops - print how many frames were dropped for their checksum or offload
count_drops() {
	show '[.[] | .drops["bad-offload", "bad-csum"] // 0] | add' stats show
}

# count_drops_and_cuts - print the same number, and the number of GSO frames that
# were cut
count_drops_and_cuts() {
	show '"\([.[] | .drops["bad-offload", "bad-csum"] // 0] | add)" +
		" \([.[] | .tx_segmented // 0] | add)"' stats show
}

# MPLS is last, since its labels are not removed.
kinds=(vxlan vxlan_csum vxlan_v6 geneve geneve_v6 gre gre_csum gretap ip6gre
	ip6gretap ipip sit ip6ip6 ipip6 qinq mpls)
[ $# = 0 ] || kinds=("$@")
for kind in "${kinds[@]}"; do
	if ! make_tunnel "$kind" alice bob; then
		it "skips $kind, which this kernel lacks: $(tr -d '\n' <"$LAB/output")"
		continue
	fi
	it "carries TCP in $kind between veths"
	until_true reaches alice "$(inner_address bob "$kind")" -W0.5
	tapctl stats reset
	transfer tcp alice bob "$(inner_address bob "$kind")" "$MEGABYTES"
	case $kind in
	# Linux itself cuts for the first, and frames with tags need no cutting.
	gre_csum | qinq) is "0 0" count_drops_and_cuts ;;
	*) matches '^0 [0-9]{2,}$' count_drops_and_cuts ;;
	esac
	set_offloads off
	tapctl stats reset
	transfer tcp bob alice "$(inner_address alice "$kind")" "$MEGABYTES"
	is "0 0" count_drops_and_cuts
	set_offloads on
	remove_end alice
	remove_end bob

	[ $# = 0 ] || continue
	[ "$kind" != mpls ] || continue
	it "carries TCP in $kind to a tap without offloads, and to one with offloads"
	make_tunnel "$kind" alice carol
	until_true reaches alice "$(inner_address carol "$kind")" -W0.5
	transfer tcp alice carol "$(inner_address carol "$kind")" "$MEGABYTES"
	transfer tcp carol alice "$(inner_address alice "$kind")" 5
	tapctl port set carol offload on
	transfer tcp alice carol "$(inner_address carol "$kind")" "$MEGABYTES"
	tapctl port set carol offload off
	is 0 count_drops
	remove_end alice
	remove_end carol
done
[ $# = 0 ] || exit 0

if make_tunnel vxlan_csum alice carol; then
	it "completes the outer checksum of every segment in VXLAN, and respects the MTU"
	checksums.py "$(pid_of carol)/carol" >"$LAB/checksums" &
	checks=$!
	until_true grep -q listening "$LAB/checksums"
	transfer tcp alice carol "$(inner_address carol vxlan_csum)" "$MEGABYTES"
	kill $checks
	wait $checks
	matches '[0-9]{4,} checksums are right' cat "$LAB/checksums"
	remove_end alice
	remove_end carol
fi

if make_tunnel vxlan alice bob; then
	it "carries UDP inside VXLAN, as single datagrams and as GSO frames"
	until_true reaches alice "$(inner_address bob vxlan)" -W0.5
	transfer udp alice bob "$(inner_address bob vxlan)" 5
	# Linux 6.2 is the first that has such frames on packet sockets and taps.
	tapctl port set carol offload on
	if show '.[0].offloads[]' port show carol | grep -qx uso; then
		transfer uso alice bob "$(inner_address bob vxlan)" 5
	fi
	is 0 count_drops
fi
