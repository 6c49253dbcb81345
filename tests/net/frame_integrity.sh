#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Every frame arrives as it was sent, byte for byte, whatever its length: the switch
# does not pad or cut frames, and leaves tags alone.  (With a tag, the receiving
# kernel takes no less than 20 bytes.)

. "$(dirname "$0")/lib.sh"

start_switch <<-CONF
	switch set loop_probe off
	port add p1 tap mtu 9000
	port add p2 tap mtu 9000
	port add p3 tap mtu 9000 offload off
CONF
host alice p1
host bob   p2
host carol p3

# expect_unchanged HOST HOST SIZE... - send frames both ways, which must arrive
# unchanged
expect_unchanged() {
	wire.py equal "$(host_spec "$1")" "$(host_spec "$2")" "${@:3}"
}

it "carries frames of 14 to 1514 bytes, and of 9014, unchanged"
expect_unchanged alice bob 14..1514 9013 9014

it "carries frames unchanged to and from a port without offloads"
expect_unchanged alice carol 14..100 1513 1514 9014

it "carries a frame with a tag unchanged"
expect_unchanged alice bob 20..84 1514..1518 9018 tag 10
expect_unchanged alice carol 20 60..64 1518 tag 4095

it "carries a tag with a priority, and a priority tag without a VLAN, unchanged"
expect_unchanged alice bob 64 tag 0xa00a
expect_unchanged alice bob 64 tag 0xe000

it "carries a tag inside a tag unchanged"
expect_unchanged alice bob 22..86 1522 tag 10 20
