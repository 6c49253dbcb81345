#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# The program tools/plug, which other tests use as a guest behind ports of all kinds.
# Here two of them are connected to each other, and to VDE's own switch, without
# tapswitch.

. "$(dirname "$0")/lib.sh"
need jq

# expect_traffic WHAT - carry ping, TCP and UDP between alice behind p1 and bob
# behind p2
expect_traffic() {
	it "plug carries frames over $1"
	host alice p1 192.0.2.1/24 2001:db8::1/64
	host bob   p2 192.0.2.2/24 2001:db8::2/64
	reaches alice 192.0.2.2
	transfer tcp alice bob 192.0.2.2 5
	transfer tcp bob alice 2001:db8::1 5
	transfer udp alice bob 192.0.2.2 1
}

# end_hosts - end the hosts' namespaces, and with them their taps
end_hosts() {
	kill "$(pid_of alice)" "$(pid_of bob)"
	HOSTS=()
}

for address in "$LAB/a" @a 127.0.0.1:7001 '[::1]:7001'; do
	plug_in p1 stream listen "$address"
	plug_in p2 stream connect "$address"
	expect_traffic "stream $address"
	unplug p2
	expect_plug_exit 0 p1
	[ ! -e "$LAB/a" ] || die "the socket's file is left"
	end_hosts
done

while read -r one other; do
	plug_in p1 dgram "$one" "$other"
	plug_in p2 dgram "$other" "$one"
	expect_traffic "dgram $one $other"
	unplug p1
	plug_in p3 dgram "$one" "$other"
	host carol p3 192.0.2.3/24
	reaches bob 192.0.2.3
	unplug p2
	unplug p3
	[ ! -e "$LAB/a" ] || die "the socket's file is left"
	end_hosts
done <<-END
	$LAB/a $LAB/b
	@a @b
	127.0.0.1:7001 127.0.0.1:7002
	[::1]:7001 [::1]:7002
END

if command -v vde_switch >/dev/null; then
	mkfifo "$LAB/console"	# vde_switch ends at the end of its input
	vde_switch -s "$LAB/vde" <>"$LAB/console" >/dev/null 2>&1 &
	vde=$!
	until_true [ -S "$LAB/vde/ctl" ]
	plug_in p1 vde "$LAB/vde"
	plug_in p2 vde "$LAB/vde" 7
	expect_traffic "vde"
	unplug p1
	kill $vde
	expect_plug_exit 0 p2
	end_hosts
fi

it "plug reports what is wrong, and ends"
status 2 plug p1
status 1 plug p1 fd 9
status 1 plug p1 stream connect "$LAB/nobody"
status 1 plug p1 stream connect 192.0.2.1
status 1 plug p1 vde "$LAB"
status 1 plug p1 what

it "plug reports a stream that ends within a frame, or announces too long a frame"
for bytes in '\0\0\0\100half' '\100\0\0\0'; do
	printf '%b' "$bytes" | socat -u - "UNIX-LISTEN:$LAB/a" &
	until_true [ -S "$LAB/a" ]
	status 1 plug p1 stream connect "$LAB/a"
	matches 'within a frame|announces a frame of' cat "$LAB/output"
done
