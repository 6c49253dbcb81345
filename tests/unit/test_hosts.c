/* SPDX-License-Identifier: BSD-2-Clause */
/* The hosts that a frame names */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/hex.h"
#include "frame/hosts.h"
#include "frame/parse.h"

static uint8_t room[FRAME_HEADROOM + 256];

/* Reads a frame of which only some bytes are there. */
static struct hosts hosts_of(const char *hex)
{
	struct frame f = { .data = room + FRAME_HEADROOM };
	struct hosts hosts;

	memset(room, 0, sizeof(room));
	f.len = (uint32_t)hex_parse(hex, f.data, 256);
	frame_parse(&f);
	frame_hosts(&f, &hosts);
	return hosts;
}

static struct ip_address ip(const char *text)
{
	struct ip_address address;

	assert_true(ip_address_parse(text, &address));
	return address;
}

static void assert_sender(const struct hosts *hosts, const char *text)
{
	const struct ip_address address = ip(text);

	assert_true(hosts->has_sender);
	assert_true(ip_address_equal(&hosts->sender, &address));
}

static void assert_receiver(const struct hosts *hosts, const char *text)
{
	const struct ip_address address = ip(text);

	assert_true(hosts->has_receiver);
	assert_true(ip_address_equal(&hosts->receiver, &address));
}

static void assert_asks(const struct hosts *hosts, const char *text, bool does)
{
	const struct ip_address address = ip(text);

	assert_int_equal(hosts_ask_for(hosts, &address), does);
}

#define TO_BOB	"02000000000b02000000000a"
#define TO_ALL	"ffffffffffff02000000000a"
#define ARP	"08060001080006040001"
#define ALICES	"02000000000ac0000201"
#define IPV4	"0800450000540000000040010000c0000201c0000202"
#define LL	"fe800000000000000000000000000001"
#define NODE	"ff0200000000000000000001ff000002"
#define TO_NODE "3333ff00000202000000000a"

static void arp_names_the_sender_and_asks_for_another_host(void **state)
{
	struct hosts hosts = hosts_of(TO_ALL ARP ALICES "000000000000c0000202");

	(void)state;
	assert_sender(&hosts, "192.0.2.1");
	assert_false(hosts.has_receiver);
	assert_int_equal(hosts.hop_limit, HOP_LIMIT_MAX);
	assert_asks(&hosts, "192.0.2.2", true);
	assert_asks(&hosts, "192.0.2.3", false);
	assert_asks(&hosts, "2001:db8::2", false);

	/* a reply, an announcement, and a probe of an address */
	hosts = hosts_of(TO_BOB "08060001080006040002" ALICES
				"02000000000bc0000202");
	assert_sender(&hosts, "192.0.2.1");
	assert_false(hosts.asks);
	hosts = hosts_of(TO_ALL ARP ALICES "000000000000c0000201");
	assert_sender(&hosts, "192.0.2.1");
	assert_false(hosts.asks);
	hosts = hosts_of(TO_ALL ARP "02000000000a00000000"
				    "000000000000c0000201");
	assert_false(hosts.has_sender);
	assert_false(hosts.asks);
}

static void ip_names_the_sender_and_the_receiver(void **state)
{
	struct hosts hosts = hosts_of(TO_BOB IPV4);

	(void)state;
	assert_sender(&hosts, "192.0.2.1");
	assert_receiver(&hosts, "192.0.2.2");
	assert_int_equal(hosts.hop_limit, 64);
	assert_false(hosts.asks);
	hosts = hosts_of(TO_BOB "8100000a" IPV4);
	assert_sender(&hosts, "192.0.2.1");
	hosts = hosts_of(TO_BOB "86dd6000000000003aff" LL NODE);
	assert_sender(&hosts, "fe80::1");
	assert_receiver(&hosts, "ff02::1:ff00:2");
	assert_int_equal(hosts.hop_limit, HOP_LIMIT_MAX);
	assert_false(hosts.asks);
}

static void a_solicitation_asks_for_addresses_with_its_last_bytes(void **state)
{
	struct hosts hosts = hosts_of(TO_NODE "86dd6000000000003aff" LL NODE);

	(void)state;
	assert_sender(&hosts, "fe80::1");
	assert_asks(&hosts, "2001:db8::2", true);
	assert_asks(&hosts, "2001:db8::3", false);
	assert_asks(&hosts, "192.0.2.2", false);

	/* Nobody but the sender itself may have this address. */
	hosts = hosts_of(TO_NODE "86dd6000000000003aff"
				 "00000000000000000000000000000000" NODE);
	assert_false(hosts.has_sender);
	assert_false(hosts.asks);
}

static void what_is_cut_off_is_not_read(void **state)
{
	const char *whole[] = {
		TO_ALL ARP ALICES "000000000000c0000202",
		TO_BOB IPV4,
		TO_NODE "86dd6000000000003aff" LL NODE,
	};
	char cut[256];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(whole); i++)
		for (size_t len = 2; len < strlen(whole[i]); len += 2) {
			struct hosts hosts;

			snprintf(cut, sizeof(cut), "%.*s", (int)len, whole[i]);
			hosts = hosts_of(cut);
			assert_false(hosts.has_sender);
			assert_false(hosts.asks);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			arp_names_the_sender_and_asks_for_another_host),
		cmocka_unit_test(ip_names_the_sender_and_the_receiver),
		cmocka_unit_test(
			a_solicitation_asks_for_addresses_with_its_last_bytes),
		cmocka_unit_test(what_is_cut_off_is_not_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
