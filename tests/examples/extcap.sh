#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Wireshark's extcap lists switches and their ports, and captures on them.  A program
# takes the place of tapctl and of the switch.

set -eu
cd "$(dirname "$0")/../.."
dir=$(mktemp -d)
finish() {
	[ ! -s "$dir/pid" ] || kill "$(cat "$dir/pid")"
	rm -rf "$dir"
}
trap finish EXIT
mkdir "$dir/bin" "$dir/extcap"
cp tools/extcap/tapswitch-extcap "$dir/extcap"
extcap=$dir/extcap/tapswitch-extcap
export PATH=$dir/bin:$PATH DIR=$dir

# die MESSAGE - fail the test
die() {
	echo "FAIL: $*"
	exit 1
}

# expect WANTED - the output must be this
expect() {
	[ "$(cat "$dir/output")" = "$1" ] || die "$(printf 'expected:\n%s\ngot:\n%s' \
		"$1" "$(cat "$dir/output")")"
}

# as_user CMD... - run it as a user who is not root: for root, Wireshark uses no extcap
# but those of the system
as_user() {
	if [ "$(id -u)" = 0 ]; then
		setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
	else
		command "$@"
	fi
}

# A tapctl with two switches that can be used; it writes its arguments to a file, and
# captures one packet.
cat >"$dir/bin/tapctl" <<'END'
#!/bin/sh
printf '%s\n' "$*" >>"$DIR/asked"
case $* in
list)
	echo 'NAME     STATE      PID  PORTS  UPTIME  SOCKET'
	echo 'sw0      running     10      2    5.0s  /run/tapswitch/sw0.sock'
	echo 'gone     stale        -      -       -  /run/tapswitch/gone.sock'
	echo 'my lab   running     11      2    5.0s  /run/tapswitch/my lab.sock'
	echo 'lab      running     12      0    5.0s  /run/tapswitch/lab.sock'
	;;
'-n sw0 port show')
	echo 'NAME    KIND  STATE'
	echo 'red     tap   up'
	echo 'blue:1  tap   down'
	;;
*' capture '*'filter wrong duration 0')
	echo 'tapctl: syntax error in filter "wrong"' >&2
	exit 2
	;;
*' capture '*)
	[ ! -e "$DIR/endless" ] || echo $$ >"$DIR/pid"
	cat "$DIR/packet.pcapng"
	[ ! -e "$DIR/endless" ] || exec sleep inf
	;;
esac
END
chmod +x "$dir/bin/tapctl"

# A section, an interface, and a broadcast frame without more
{
	printf '\x0a\x0d\x0d\x0a\x1c\0\0\0\x4d\x3c\x2b\x1a\1\0\0\0'
	printf '\xff\xff\xff\xff\xff\xff\xff\xff\x1c\0\0\0'
	printf '\1\0\0\0\x14\0\0\0\1\0\0\0\0\0\4\0\x14\0\0\0'
	printf '\6\0\0\0\x30\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x0e\0\0\0\x0e\0\0\0'
	printf '\xff\xff\xff\xff\xff\xff\2\0\0\0\0\1\x88\xb5\0\0\x30\0\0\0'
} >"$dir/packet.pcapng"

echo "  - each running switch and each of its ports is an interface"
"$extcap" --extcap-interfaces --extcap-version=4.0 >"$dir/output"
expect 'extcap {version=1.0}{display=tapswitch}
interface {value=tapswitch:sw0}{display=Switch sw0: all ports}
interface {value=tapswitch:sw0:red}{display=Switch sw0: port red}
interface {value=tapswitch:sw0:blue:1}{display=Switch sw0: port blue:1}
interface {value=tapswitch:lab}{display=Switch lab: all ports}'

echo "  - what does not depend on the switch is known without asking it"
: >"$dir/asked"
"$extcap" --extcap-interface tapswitch:sw0 --extcap-dlts >"$dir/output"
expect 'dlt {number=1}{name=EN10MB}{display=Ethernet}'
"$extcap" --extcap-interface tapswitch:sw0 --extcap-config >"$dir/output"
for option in only direction snaplen segments; do
	grep -q "^arg .*{call=--$option}" "$dir/output" || die "no option --$option"
done
most=$(sed -n 's/.*--snaplen.*range=0,\([0-9]*\).*/\1/p' "$dir/output")
grep -q "<snaplen:0\.\.$most>" switch/commands/table.c ||
	die "capture takes another snaplen than 0 to $most"
[ ! -s "$dir/asked" ] || die "tapctl was run: $(cat "$dir/asked")"

# captures WANTED OPTION... - a capture with these options must run this
captures() {
	local wanted=$1
	shift
	: >"$dir/asked"
	"$extcap" --capture --fifo "$dir/captured" "$@" || die "exit status $?"
	[ "$(cat "$dir/asked")" = "$wanted" ] || die "runs: $(cat "$dir/asked")"
	cmp "$dir/packet.pcapng" "$dir/captured"
}

echo "  - an interface and the chosen options become a command"
captures "-n sw0 capture all" --extcap-interface tapswitch:sw0
captures "-n sw0 capture red" --extcap-interface=tapswitch:sw0:red
captures "-n sw0 capture blue:1 only dropped direction in filter arp or icmp snaplen 96 segments on" \
	--extcap-interface tapswitch:sw0:blue:1 --only dropped --direction in \
	--snaplen 96 --segments --extcap-capture-filter 'arp or icmp'
captures "-n sw0 capture all" --extcap-interface tapswitch:sw0 --only all \
	--direction both --snaplen 0 --extcap-capture-filter=

echo "  - a filter is checked, and what is wrong with it is the output"
"$extcap" --extcap-interface tapswitch:sw0 --extcap-capture-filter=arp >"$dir/output"
expect ''
"$extcap" --extcap-interface tapswitch:sw0 --extcap-capture-filter=wrong >"$dir/output"
expect 'tapctl: syntax error in filter "wrong"'

echo "  - a wrong option or interface is an error"
! "$extcap" --colour red 2>"$dir/output" || die "takes --colour"
grep -q '"--colour" is not an option' "$dir/output" || die "$(cat "$dir/output")"
! "$extcap" --capture --fifo "$dir/captured" --extcap-interface eth0 2>"$dir/output" ||
	die "takes eth0"
grep -q 'no such interface: "eth0"' "$dir/output" || die "$(cat "$dir/output")"

if command -v tshark >/dev/null && as_user true 2>/dev/null; then
	echo "  - tshark lists the interfaces, and captures from one"
	chmod -R a+rwX "$dir"
	tshark() {
		as_user env HOME="$dir" WIRESHARK_EXTCAP_DIR="$dir/extcap" tshark "$@"
	}
	tshark -D >"$dir/output" 2>"$dir/errors" || die "$(cat "$dir/errors")"
	grep -q 'tapswitch:sw0:red (Switch sw0: port red)' "$dir/output" ||
		die "tshark -D lists: $(cat "$dir/output")"
	tshark -i tapswitch:sw0:red -f arp -T fields -e eth.type \
		>"$dir/output" 2>"$dir/errors" || die "$(cat "$dir/errors")"
	expect '0x88b5'
	grep -q -- '-n sw0 capture red filter arp' "$dir/asked" ||
		die "runs: $(cat "$dir/asked")"

	echo "  - a capture ends with tshark"
	touch "$dir/endless"
	tshark -i tapswitch:sw0 -c 1 -T fields -e eth.type \
		>"$dir/output" 2>"$dir/errors" || die "$(cat "$dir/errors")"
	expect '0x88b5'
	while kill -0 "$(cat "$dir/pid")" 2>/dev/null; do sleep 0.1; done
	rm "$dir/endless" "$dir/pid"
fi

echo "  - tapctl gets the signal that ends a capture"
cat >"$dir/bin/tapctl" <<'END'
#!/bin/sh
trap 'echo ended >"$DIR/asked"; exit' TERM
echo started >"$DIR/asked"
while :; do sleep 0.01; done
END
: >"$dir/asked"
"$extcap" --capture --fifo "$dir/captured" --extcap-interface tapswitch:sw0 &
until [ "$(cat "$dir/asked")" = started ]; do sleep 0.01; done
kill $!
wait $! || die "exit status $?"
[ "$(cat "$dir/asked")" = ended ] || die "tapctl still runs"

echo "  - without a switch, and without tapctl, there is no interface and no error"
printf '#!/bin/sh\nexit 1\n' >"$dir/bin/tapctl"
"$extcap" --extcap-interfaces >"$dir/output"
expect 'extcap {version=1.0}{display=tapswitch}'
