# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
# Hosts with SCTP, and their switch.  To be sourced after lib.sh.
#
#	alice ==veth==packet--+--------+--packet==veth== bob
#	                      | switch |
#	                      +--------+--tap-- carol

need jq ping ethtool

make_veth alice
make_veth bob
start_switch <<-CONF
	switch set loop_probe off
	port add alice packet dev up_alice
	port add bob packet dev up_bob
	port add carol tap
CONF
host alice alice 192.0.2.1/24 2001:db8::1/64
host bob   bob   192.0.2.2/24 2001:db8::2/64
host carol carol 192.0.2.3/24 2001:db8::3/64
in_host alice python3 -c 'import socket as s
s.socket(s.AF_INET, s.SOCK_STREAM, s.IPPROTO_SCTP)' 2>"$LAB/output" || {
	grep -q "Protocol not supported" "$LAB/output" || die "$(cat "$LAB/output")"
	skip_test "this kernel has no SCTP"
}

# lost - the number of frames that were dropped or missed, for any reason
lost() {
	show '[.[] | .drops, .tx_drops, .missed | values | .[]] | add // 0' \
		stats show
}
