#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# `tapctl top` shows rates on a terminal, which it leaves as it was, and as plain text
# where there is none.

NO_TAPS=1 . "$(dirname "$0")/lib.sh"
need jq

start_switch <<-CONF
	switch set vlan_filtering on
	port add lan1 dgram local $LAB/lan1.sock
	port add lan2 null
	port add wan null down
CONF

it "prints blocks of plain text where there is no terminal"
tapctl top count 2 >"$LAB/blocks"
is 2 grep -c "^sw0: up .*, 3 ports, engine" "$LAB/blocks"
is 2 grep -c "^loop .*% busy" "$LAB/blocks"
is 2 grep -c "^wan *down *0" "$LAB/blocks"
is 0 eval "grep -c $'\\e' '$LAB/blocks' || true"

it "prints the same on a terminal that cannot move its cursor"
for type in TERM=dumb -uTERM; do
	screen.py 80x24 end 0 -- env $type tapctl top count 1 >"$LAB/blocks"
	is 1 grep -c "^sw0: up .*, 3 ports, engine" "$LAB/blocks"
done

it "prints drops by reason"
tapctl port set lan1 accept tagged
send_datagrams.py "$LAB/lan1.sock" 5
matches "^vlan-type +drops +[0-9.]+ +5$" tapctl top count 1
tapctl port set lan1 accept all

it "prints the busiest stations, unless the recorder is off"
until_true eval "send_datagrams.py $LAB/lan1.sock 5 && tapctl top count 1 >$LAB/top &&
	grep -Eq '^STATION .* of the last [0-9]+ frames, in [0-9.]+ s$' $LAB/top &&
	grep -Eq '^02:00:00:00:00:01 lan1 +100% +100%$' $LAB/top"
tapctl switch set recorder 0
is 0 eval "tapctl top count 1 | grep -c ^STATION || true"
tapctl switch set recorder 4096

it "shows a screen of 80 by 24, and leaves the terminal as it was"
screen.py 80x24 see "q quit" see lan2 type q end 0 -- tapctl top >"$LAB/screen"

it "counts only samples that have rates"
screen.py 80x24 see "q quit" miss " 0 iterations/s" see "iterations/s" end 0 \
	-- tapctl top count 1 >/dev/null

it "shows rates as frames pass, with a graph of block characters where it can"
for locale in C C.UTF-8; do
	mark="#"
	[ $locale = C ] || mark=█
	LC_ALL=$locale screen.py 80x24 see "q quit" \
		run "send_datagrams.py $LAB/lan1.sock 2000" see "$mark" \
		type q end 0 -- tapctl top >/dev/null
done

it "is sorted, filtered and paused by keys"
screen.py 80x24 see wan type n see "by name" type /lan see "/lan_" miss wan \
	type '\n' see "only *lan*" type '\x1b' see wan type ' ' see "[paused]" \
	type ' ' miss "[paused]" type '?' see "sort by drops" type x see "by name" \
	type q end 0 -- tapctl top >/dev/null

it "follows the size of the terminal, however small"
screen.py 80x24 see "q quit" size 40x10 see "q quit" see "DROPS/s" \
	miss "TX pkt/s" size 5x2 size 1x1 size 100x30 see "TX pkt/s" see STATIONS \
	type q end 0 -- tapctl top >/dev/null

it "leaves the terminal as it was when it is interrupted or terminated"
for name in TERM INT HUP QUIT; do
	screen.py 80x24 see "q quit" signal $name \
		end -"$(kill -l $name)" -- tapctl top >/dev/null
done

it "ends at once, and not after the delay, if the signal came during a sample"
kill -STOP "$SWITCH"
screen.py 80x24 mode cbreak signal TERM end -15 -- tapctl top delay 3600 >/dev/null
kill -CONT "$SWITCH"

it "is drawn again after it was stopped"
screen.py 80x24 see "q quit" signal TSTP signal CONT type n see "by name" \
	type q end 0 -- tapctl top >/dev/null

it "goes on after a signal that is ignored, as nohup does"
screen.py 80x24 see "q quit" signal HUP type n see "by name" type q end 0 \
	-- sh -c "trap '' HUP; exec tapctl top" >/dev/null

it "says so while the switch does not answer, and goes on"
screen.py 80x24 see "q quit" run "kill -STOP $SWITCH" see "does not answer" \
	type n see "by name" run "kill -CONT $SWITCH" miss "does not answer" \
	type q end 0 -- tapctl top >/dev/null

it "shows ports that are added, and not those that are deleted"
screen.py 80x24 see "3 ports" run "tapctl port add new null" see new \
	run "tapctl port del new" miss new type q end 0 -- tapctl top >/dev/null

it "says which terminal is unknown, and what is a mistake"
status 0 screen.py 80x24 end 1 -- env TERM=nonsense tapctl top
matches 'terminals of type "nonsense" are not known' cat "$LAB/output"
status 2 tapctl top count 0
status 2 tapctl top delay
status 2 tapctl -j top
status 3 tapctl -s "$LAB/nowhere" top
status 1 sh -c 'tapctl top count 1 >/dev/full'

it "ends with a message when the switch ends"
screen.py 80x24 see "q quit" run "tapctl switch stop" end 3 \
	-- tapctl top >"$LAB/output"
matches "no switch runs at|the switch ended" cat "$LAB/output"
wait "$SWITCH"
SWITCH=
