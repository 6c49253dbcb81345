/* SPDX-License-Identifier: BSD-2-Clause */
/* Loop probes: which frames are accepted as our own, and of which port. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/bytes.h"
#include "proto/loop_probe.h"
#include "frame/tag.h"
#include "parsing.h"
#include "stations.h"

#define SELF_MAC                                                               \
	{                                                                      \
		{                                                              \
			2, 0, 0, 0, 0, 0xa                                     \
		}                                                              \
	} /* ALICE */
#define OTHER_MAC                                                              \
	{                                                                      \
		{                                                              \
			2, 0, 0, 0, 0, 0xb                                     \
		}                                                              \
	}
#define MARK_AT	 ETH_HEADER_SIZE
#define PORT_AT	 (MARK_AT + 15)
#define SENT_AT	 (PORT_AT + 2)
#define SIGN_AT	 (SENT_AT + 8)
#define SIGN_END (SIGN_AT + 8)

static const struct loop_probe ours = { SELF_MAC, { "our own key" } };
static const struct loop_probe forged = { SELF_MAC, { "another's key" } };
static const struct loop_probe others = { OTHER_MAC, { "our own key" } };

/* Makes a probe as it comes back, with a virtio-net header of zeros, in
 * @made. */
static const struct frame *probe_of(const struct loop_probe *lp, port_no no)
{
	made = (struct made){ 0 };
	made.frame.data = made.room + VNET_HDR_SIZE;
	made.frame.len = LOOP_PROBE_SIZE;
	loop_probe_write(lp, no, MINUTE, made.frame.data);
	frame_parse(&made.frame);
	return &made.frame;
}

/* The port of a probe that comes back at once */
static port_no port_of(const struct frame *f)
{
	return loop_probe_read(&ours, f, MINUTE);
}

static void a_probe_names_the_port_it_was_sent_out_of(void **state)
{
	static const port_no ports[] = { 1, 255, 256, 1000, PORT_MAX };
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(ports); i++) {
		const struct frame *f = probe_of(&ours, ports[i]);

		assert_int_equal(f->error, FRAME_OK);
		assert_int_equal(port_of(f), ports[i]);
	}
}

static void a_probe_is_a_frame_that_every_switch_floods(void **state)
{
	const struct frame *f = probe_of(&ours, P1);
	(void)state;

	assert_true(mac_is_group(f->dst));
	assert_false(mac_is_broadcast(f->dst));
	assert_false(mac_is_reserved(f->dst));
	assert_true(mac_equal(f->src, ALICE));
	assert_int_equal(f->type, 0x88b5);
	assert_int_equal(f->len, 60);
	for (size_t i = SIGN_END; i < LOOP_PROBE_SIZE; i++)
		assert_int_equal(f->data[i], 0);
}

static void a_probe_overwrites_all_bytes_of_its_buffer(void **state)
{
	uint8_t clean[LOOP_PROBE_SIZE] = { 0 }, used[LOOP_PROBE_SIZE];
	(void)state;

	for (size_t i = 0; i < sizeof(used); i++)
		used[i] = 0xff;
	loop_probe_write(&ours, P1, MINUTE, clean);
	loop_probe_write(&ours, P1, MINUTE, used);

	assert_memory_equal(clean, used, LOOP_PROBE_SIZE);
}

static void a_probe_of_another_switch_is_refused(void **state)
{
	(void)state;

	assert_int_equal(port_of(probe_of(&others, P1)), PORT_NONE);
}

/* Neither its port nor its time can be changed. */
static void a_probe_that_was_changed_is_refused(void **state)
{
	(void)state;

	for (size_t i = MARK_AT; i < SIGN_END; i++) {
		for (unsigned int bit = 0; bit < 8; bit++) {
			probe_of(&ours, P1);
			made.frame.data[i] ^= (uint8_t)(1u << bit);
			assert_int_equal(port_of(&made.frame), PORT_NONE);
		}
	}

	/* The bytes behind the signature do not matter. */
	for (size_t i = SIGN_END; i < LOOP_PROBE_SIZE; i++) {
		probe_of(&ours, P1);
		made.frame.data[i] ^= 2;
		assert_int_equal(port_of(&made.frame), P1);
	}
}

static void a_probe_made_with_another_key_is_refused(void **state)
{
	const struct frame *f = probe_of(&ours, P1);
	(void)state;

	loop_probe_write(&forged, P1, MINUTE, made.frame.data);

	assert_int_equal(port_of(f), PORT_NONE);
}

/* Times at the limits of the type are compared correctly, too. */
static void a_probe_with_a_forged_time_is_refused(void **state)
{
	static const uint64_t times[] = { 0, INT64_MAX, INT64_MAX + 1ULL,
					  UINT64_MAX };
	const struct frame *f = probe_of(&ours, P1);
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(times); i++) {
		put_be64(made.frame.data + SENT_AT, times[i]);
		assert_int_equal(port_of(f), PORT_NONE);
	}
}

static void an_old_probe_is_refused(void **state)
{
	const struct frame *f = probe_of(&ours, P1);
	(void)state;

	assert_int_equal(
		loop_probe_read(&ours, f, MINUTE + LOOP_PROBE_LIFE_MS - 1), P1);
	assert_int_equal(loop_probe_read(&ours, f, MINUTE + LOOP_PROBE_LIFE_MS),
			 PORT_NONE);
	assert_int_equal(loop_probe_read(&ours, f, MINUTE - 1), PORT_NONE);
}

static void a_truncated_probe_is_refused(void **state)
{
	(void)state;

	for (uint32_t len = ETH_HEADER_SIZE; len < LOOP_PROBE_SIZE; len++) {
		probe_of(&ours, P1);
		made.frame.len = len;
		frame_parse(&made.frame);
		assert_int_equal(port_of(&made.frame),
				 len >= SIGN_END ? P1 : PORT_NONE);
	}
}

static void a_probe_that_comes_back_tagged_is_recognised(void **state)
{
	const struct frame *f = probe_of(&ours, P3);
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
		assert_int_equal(port_of(f), P3);
	}
}

int main(void)
{
	const struct CMUnitTest loop_probe[] = {
		cmocka_unit_test(a_probe_names_the_port_it_was_sent_out_of),
		cmocka_unit_test(a_probe_is_a_frame_that_every_switch_floods),
		cmocka_unit_test(a_probe_overwrites_all_bytes_of_its_buffer),
		cmocka_unit_test(a_probe_of_another_switch_is_refused),
		cmocka_unit_test(a_probe_that_was_changed_is_refused),
		cmocka_unit_test(a_probe_made_with_another_key_is_refused),
		cmocka_unit_test(a_probe_with_a_forged_time_is_refused),
		cmocka_unit_test(an_old_probe_is_refused),
		cmocka_unit_test(a_truncated_probe_is_refused),
		cmocka_unit_test(a_probe_that_comes_back_tagged_is_recognised),
	};

	return cmocka_run_group_tests(loop_probe, NULL, NULL);
}
