/* SPDX-License-Identifier: BSD-2-Clause */
/* Frames made from words, and words made from frames */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/bytes.h"
#include "base/hex.h"
#include "frame/compose.h"
#include "frame/describe.h"
#include "frame/parse.h"
#include "frame/tag.h"
#include "frames.h"
#include "stations.h"

static uint8_t room[FRAME_HEADROOM + FRAME_SIZE_MAX];
static uint8_t *const data = room + FRAME_HEADROOM;

static struct ip_address ip(const char *text)
{
	struct ip_address address;

	assert_true(ip_address_parse(text, &address));
	return address;
}

/* Composes a frame, parses it, and says what it is. */
static const char *described(struct composition *c, struct frame *f)
{
	static char text[DESCRIBE_SIZE];

	if (!c->len)
		c->len = compose_len_usual(c);
	compose(c, data);
	*f = (struct frame){ .data = data, .len = c->len };
	assert_int_equal(frame_parse(f), FRAME_OK);
	return frame_describe(f, text);
}

static void an_arp_request_asks_for_an_address(void **state)
{
	struct composition c = { .kind = COMPOSE_ARP,
				 .dst = ALL,
				 .src = ALICE,
				 .from = ip("192.0.2.1"),
				 .to = ip("192.0.2.2") };
	struct frame f;

	(void)state;
	assert_string_equal(described(&c, &f),
			    "ARP who-has 192.0.2.2 tell 192.0.2.1");
	assert_int_equal(f.len, 60);
	assert_memory_equal(data + 22, ALICE.byte, 6);
	assert_memory_equal(data + 28, "\xc0\x00\x02\x01", 4);
	assert_memory_equal(data + 38, "\xc0\x00\x02\x02", 4);
}

static void a_ping_has_right_lengths_and_checksums(void **state)
{
	struct composition c = { .kind = COMPOSE_PING,
				 .dst = BOB,
				 .src = ALICE,
				 .from = ip("192.0.2.1"),
				 .to = ip("192.0.2.2") };
	struct frame f;

	(void)state;
	assert_string_equal(described(&c, &f),
			    "IPv4 192.0.2.1 > 192.0.2.2 ICMP echo request");
	assert_int_equal(f.len, 98);
	assert_int_equal(get_be16(data + 16), 84);
	assert_int_equal(slow_csum(data + 14, 20), 0);
	assert_int_equal(slow_csum(data + 34, 64), 0);
}

static void a_ping_of_ipv6_covers_its_pseudo_header(void **state)
{
	struct composition c = { .kind = COMPOSE_PING,
				 .dst = BOB,
				 .src = ALICE,
				 .from = ip("2001:db8::1"),
				 .to = ip("2001:db8::2"),
				 .len = 63 };
	uint8_t covered[32 + 8 + 64] = { 0 };
	struct frame f;

	(void)state;
	assert_string_equal(
		described(&c, &f),
		"IPv6 2001:db8::1 > 2001:db8::2 ICMPv6 echo request");
	assert_int_equal(get_be16(data + 18), 9);
	/* RFC 8200 8.1: addresses, length, next header; then the packet */
	memcpy(covered, data + 22, 32);
	covered[35] = 9;
	covered[39] = 58;
	memcpy(covered + 40, data + 54, 9);
	assert_int_equal(slow_csum(covered, 40 + 10), 0);
}

static void tags_stand_in_front_with_the_outer_one_first(void **state)
{
	struct composition c = { .dst = BOB,
				 .src = ALICE,
				 .tags = 2,
				 .tpid = TPID_8021AD,
				 .tci = { 0xa00a, 0xa014 },
				 .type = 0x88cc };
	struct frame f;

	(void)state;
	assert_string_equal(described(&c, &f), "LLDP");
	assert_int_equal(f.tags, 2);
	assert_int_equal(f.tpid, TPID_8021AD);
	assert_int_equal(f.tci, 0xa00a);
	assert_int_equal(get_be16(data + 16), TPID_8021Q);
	assert_int_equal(get_be16(data + 18), 0xa014);
}

static void a_host_without_a_known_address_gets_one_from_its_ip(void **state)
{
	static const struct {
		const char *ip;
		struct mac mac;
	} cases[] = {
		{ "192.0.2.1", { { 2, 0, 192, 0, 2, 1 } } },
		{ "224.1.2.3", { { 1, 0, 0x5e, 1, 2, 3 } } },
		{ "239.129.2.3", { { 1, 0, 0x5e, 1, 2, 3 } } },
		{ "255.255.255.255", { { 255, 255, 255, 255, 255, 255 } } },
		{ "2001:db8::102:304", { { 2, 0, 1, 2, 3, 4 } } },
		{ "ff02::1:ff00:1", { { 0x33, 0x33, 0xff, 0, 0, 1 } } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct ip_address address = ip(cases[i].ip);

		assert_true(mac_equal(compose_mac(&address), cases[i].mac));
	}
}

/* Says what the frame of these bytes is; the first 12 are addresses. */
static const char *named(const char *hex)
{
	static char text[DESCRIBE_SIZE];
	struct frame f = { .data = data };

	memset(room, 0, sizeof(room));
	f.len = (uint32_t)hex_parse(hex, data, 1500);
	frame_parse(&f);
	return frame_describe(&f, text);
}

#define MACS "020000000002020000000001"
#define IPV4                                                                   \
	MACS "0800"                                                            \
	     "4500002800010000400600000a0000010a000002"

static void a_frame_is_named_as_far_as_it_can_be_read(void **state)
{
	(void)state;
	assert_string_equal(named("0102"), "not an Ethernet header");
	assert_string_equal(named(MACS "88cc"), "LLDP");
	assert_string_equal(named(MACS "888e"), "EAPOL (802.1X)");
	assert_string_equal(named(MACS "1234"), "EtherType 0x1234");
	assert_string_equal(named(MACS "0026424203"), "BPDU (spanning tree)");
	assert_string_equal(named(MACS "0026"), "LLC, 38 bytes");
	assert_string_equal(named(MACS "0806"), "ARP");
	assert_string_equal(named(MACS "0800"), "IPv4");
	assert_string_equal(named(MACS "080045"), "IPv4");
	assert_string_equal(named(MACS "0800600000000000"), "IPv4");
	assert_string_equal(named(MACS
				  "08060001080006040002020000000001c0000201"
				  "020000000002c0000202"),
			    "ARP 192.0.2.1 is-at 02:00:00:00:00:01");
	assert_string_equal(named(IPV4 "04d20050000000000000000050020000000000"
				       "00"),
			    "IPv4 10.0.0.1 > 10.0.0.2 TCP 1234 > 80 SYN");
}

static void a_frame_whose_end_is_missing_is_named(void **state)
{
	(void)state;
	assert_string_equal(named(IPV4), "IPv4 10.0.0.1 > 10.0.0.2 TCP");
	assert_string_equal(named(IPV4 "04d200"),
			    "IPv4 10.0.0.1 > 10.0.0.2 TCP");
	assert_string_equal(named(IPV4 "04d20050"),
			    "IPv4 10.0.0.1 > 10.0.0.2 TCP 1234 > 80");
	assert_string_equal(named(MACS "86dd6000000004002c40"
				       "20010db8000000000000000000000001"
				       "20010db8000000000000000000000002"),
			    "IPv6 2001:db8::1 > 2001:db8::2 fragment");
	/* A header for hop-by-hop options that are missing */
	assert_string_equal(named(MACS "86dd6000000004000040"
				       "20010db8000000000000000000000001"
				       "20010db8000000000000000000000002"),
			    "IPv6");
}

static void hex_is_an_even_number_of_digits(void **state)
{
	uint8_t bytes[2] = { 0, 0 };
	char text[8];

	(void)state;
	assert_true(hex_is("00fF"));
	assert_false(hex_is(""));
	assert_false(hex_is("0"));
	assert_false(hex_is("0g"));
	assert_false(hex_is("00 "));
	assert_int_equal(hex_parse("12abcd", bytes, 2), 3);
	assert_int_equal(bytes[0], 0x12);
	assert_int_equal(bytes[1], 0xab);
	assert_string_equal(hex_format(bytes, 2, text), "12ab");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_arp_request_asks_for_an_address),
		cmocka_unit_test(a_ping_has_right_lengths_and_checksums),
		cmocka_unit_test(a_ping_of_ipv6_covers_its_pseudo_header),
		cmocka_unit_test(tags_stand_in_front_with_the_outer_one_first),
		cmocka_unit_test(
			a_host_without_a_known_address_gets_one_from_its_ip),
		cmocka_unit_test(a_frame_is_named_as_far_as_it_can_be_read),
		cmocka_unit_test(a_frame_whose_end_is_missing_is_named),
		cmocka_unit_test(hex_is_an_even_number_of_digits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
