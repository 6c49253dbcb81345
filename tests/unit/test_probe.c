/* SPDX-License-Identifier: BSD-2-Clause */
/* Loop probes: which frame is one of our own, and where it left. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "frame/probe.h"
#include "frame/tag.h"
#include "parsing.h"

#define SELF	 ALICE
#define MARK_AT	 ETH_HEADER_SIZE
#define PORT_AT	 (MARK_AT + 15)
#define PORT_END (PORT_AT + 2)

/* As it comes back: with a virtio-net header of zeros, and in @made */
static const struct frame *probe_of(struct mac self, port_no no)
{
	made = (struct made){ 0 };
	made.frame.data = made.room + VNET_HDR_SIZE;
	made.frame.len = PROBE_SIZE;
	probe_write(made.frame.data, self, no);
	frame_parse(&made.frame);
	return &made.frame;
}

static bool is_ours(const struct frame *f)
{
	port_no no;

	return probe_read(f, SELF, &no);
}

static void a_probe_says_where_it_left(void **state)
{
	static const port_no ports[] = { 1, 255, 256, 1000, PORT_MAX };
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(ports); i++) {
		const struct frame *f = probe_of(SELF, ports[i]);
		port_no no = PORT_NONE;

		assert_int_equal(f->fault, FRAME_OK);
		assert_true(probe_read(f, SELF, &no));
		assert_int_equal(no, ports[i]);
	}
}

static void a_probe_is_a_frame_that_every_switch_floods(void **state)
{
	const struct frame *f = probe_of(SELF, P1);
	(void)state;

	assert_true(mac_is_group(f->dst));
	assert_false(mac_is_broadcast(f->dst));
	assert_false(mac_is_reserved(f->dst));
	assert_true(mac_equal(f->src, SELF));
	assert_int_equal(f->type, 0x88b5);
	assert_int_equal(f->len, 60);
	for (size_t i = PORT_END; i < PROBE_SIZE; i++)
		assert_int_equal(f->data[i], 0);
}

static void what_was_in_the_bytes_before_is_gone(void **state)
{
	uint8_t clean[PROBE_SIZE] = { 0 }, used[PROBE_SIZE];
	(void)state;

	for (size_t i = 0; i < sizeof(used); i++)
		used[i] = 0xff;
	probe_write(clean, SELF, P1);
	probe_write(used, SELF, P1);

	assert_memory_equal(clean, used, PROBE_SIZE);
}

static void another_switchs_probe_is_not_ours(void **state)
{
	(void)state;

	assert_false(is_ours(probe_of(BOB, P1)));
}

static void a_probe_is_known_by_every_byte_up_to_the_port(void **state)
{
	(void)state;

	for (size_t i = 0; i < PORT_AT; i++) {
		probe_of(SELF, P1);
		made.frame.data[i] ^= 2;
		frame_parse(&made.frame);
		assert_false(is_ours(&made.frame));
	}

	/* What is behind it does not matter. */
	for (size_t i = PORT_END; i < PROBE_SIZE; i++) {
		probe_of(SELF, P1);
		made.frame.data[i] ^= 2;
		frame_parse(&made.frame);
		assert_true(is_ours(&made.frame));
	}
}

static void a_port_that_cannot_be_is_refused(void **state)
{
	(void)state;

	assert_false(is_ours(probe_of(SELF, PORT_NONE)));
	assert_false(is_ours(probe_of(SELF, PORT_MAX + 1)));
	assert_false(is_ours(probe_of(SELF, UINT16_MAX)));
}

static void a_probe_that_was_cut_off_is_none(void **state)
{
	(void)state;

	for (uint32_t len = ETH_HEADER_SIZE; len < PROBE_SIZE; len++) {
		probe_of(SELF, P1);
		made.frame.len = len;
		frame_parse(&made.frame);
		assert_int_equal(is_ours(&made.frame), len >= PORT_END);
	}
}

static void a_probe_that_comes_back_tagged_is_still_ours(void **state)
{
	const struct frame *f = probe_of(SELF, P3);
	port_no no = PORT_NONE;
	(void)state;

	for (unsigned int tags = 1; tags <= VLAN_TAGS_MAX; tags++) {
		uint8_t *data = made.frame.data;

		memmove(data + 12 + VLAN_TAG_SIZE, data + 12,
			made.frame.len - 12);
		memcpy(data + 12, tags == 1 ? "\x81\0\0\x0a" : "\x88\xa8\0\x0a",
		       VLAN_TAG_SIZE);
		made.frame.len += VLAN_TAG_SIZE;
		frame_parse(&made.frame);

		assert_int_equal(f->tags, tags);
		assert_true(probe_read(f, SELF, &no));
		assert_int_equal(no, P3);
	}
}

int main(void)
{
	const struct CMUnitTest probe[] = {
		cmocka_unit_test(a_probe_says_where_it_left),
		cmocka_unit_test(a_probe_is_a_frame_that_every_switch_floods),
		cmocka_unit_test(what_was_in_the_bytes_before_is_gone),
		cmocka_unit_test(another_switchs_probe_is_not_ours),
		cmocka_unit_test(a_probe_is_known_by_every_byte_up_to_the_port),
		cmocka_unit_test(a_port_that_cannot_be_is_refused),
		cmocka_unit_test(a_probe_that_was_cut_off_is_none),
		cmocka_unit_test(a_probe_that_comes_back_tagged_is_still_ours),
	};

	return cmocka_run_group_tests(probe, NULL, NULL);
}
