/* SPDX-License-Identifier: BSD-2-Clause */
/* Pushing and popping tags leaves the bytes behind them unchanged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/bytes.h"
#include "frame/parse.h"
#include "frame/segment.h"
#include "frame/tag.h"
#include "frames.h"

static const struct recipe kinds[] = {
	{ .type = 0x88b5, .payload = 46 },
	{ .type = 0x88b5 },
	{ .ip = 4, .payload = 100 },
	{ .ip = 6, .payload = 100, .csum_only = true },
	{ .ip = 4, .payload = 40000, .gso_size = 1448, .tcp_options = 12 },
	{ .ip = 6, .payload = 40000, .gso_size = 1428, .extensions = 2 },
	{ .ip = 4, .udp = true, .payload = 9000, .gso_size = 1000 },
};

/* Parses the bytes again. */
static struct frame again(const struct frame *f)
{
	struct frame fresh = { .data = f->data, .len = f->len };

	assert_int_equal(frame_parse(&fresh), FRAME_OK);
	return fresh;
}

static void assert_same(const struct frame *f)
{
	const struct frame fresh = again(f);

	assert_int_equal(f->needs, fresh.needs);
	assert_int_equal(f->tags, fresh.tags);
	assert_int_equal(f->type, fresh.type);
	assert_int_equal(f->tpid, fresh.tpid);
	assert_int_equal(f->tci, fresh.tci);
	assert_int_equal(f->l3, fresh.l3);
	assert_int_equal(f->l4, fresh.l4);
	assert_int_equal(f->head_len, fresh.head_len);
	assert_int_equal(f->gso_size, fresh.gso_size);
	assert_int_equal(f->packet_len, fresh.packet_len);
}

/* Makes a frame with room for one more tag in front, as an engine does. */
static struct frame *make(struct made *made, struct recipe recipe)
{
	static uint8_t before[sizeof(made->room)];
	struct frame *f = frames_make(made, recipe);
	uint32_t all = VNET_HDR_SIZE + f->len;

	memcpy(before, made->room, all);
	memcpy(made->room + VLAN_TAG_SIZE, before, all);
	f->data += VLAN_TAG_SIZE;
	assert_int_equal(frame_parse(f), FRAME_OK);
	return f;
}

static void a_pushed_tag_is_in_front_of_all_others(void **state)
{
	static struct made made;
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct frame *f = make(&made, kinds[i]);
		uint32_t len = f->len;

		tag_push(f, TPID_8021AD, 0xb064);

		assert_int_equal(f->len, len + VLAN_TAG_SIZE);
		assert_int_equal(get_be16(f->data + 12), 0x88a8);
		assert_int_equal(get_be16(f->data + 14), 0xb064);
		assert_same(f);
	}
}

static void after_a_pop_the_next_tag_is_the_outer_one(void **state)
{
	static struct made made;
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct recipe recipe = kinds[i];
		struct frame *f;

		recipe.tags = 2;
		recipe.tci = 0xb064;
		f = make(&made, recipe);
		tag_pop(f);
		assert_int_equal(f->tags, 1);
		assert_int_equal(f->tpid, TPID_8021Q);
		assert_int_equal(f->tci, 0xb065);
		assert_same(f);

		tag_pop(f);
		assert_int_equal(f->tags, 0);
		assert_int_equal(f->tpid, 0);
		assert_int_equal(f->tci, 0);
		assert_same(f);
	}
}

static void a_tag_pushed_and_popped_leaves_the_frame_unchanged(void **state)
{
	static uint8_t before[sizeof(((struct made *)0)->room)];
	static struct made made;
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct frame *f = make(&made, kinds[i]);
		uint32_t all = VNET_HDR_SIZE + f->len;

		memcpy(before, f->data - VNET_HDR_SIZE, all);
		tag_push(f, TPID_9100, 0xffff);
		tag_rewrite(f, TPID_8021Q, 1);
		tag_pop(f);

		assert_memory_equal(f->data - VNET_HDR_SIZE, before, all);
		assert_same(f);
	}
}

static void a_gso_frame_with_a_new_tag_is_segmented_correctly(void **state)
{
	static _Alignas(16) uint8_t room[SEGMENT_ROOM_MAX];
	static struct buf pieces[SEGMENT_MAX];
	static struct made made;
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct frame *f = make(&made, kinds[i]);
		size_t n;

		if (!f->gso_size)
			continue;
		tag_push(f, TPID_8021Q, 10);
		n = segment_make(f, false, room, pieces);
		assert_true(n > 1);
		for (size_t j = 0; j < n; j++) {
			struct seen seen =
				frames_see(pieces[j].data, pieces[j].len);

			assert_true(seen.csums_right && seen.lens_right);
			assert_int_equal(get_be16(pieces[j].data + 14), 10);
		}
	}
}

/* The header length is a hint and may be wrong, but must not exceed the frame,
 * or the kernel would refuse it. */
static void the_header_length_stays_within_the_frame(void **state)
{
	static struct made made;
	(void)state;

	for (uint16_t hint = 0; hint <= 18; hint++) {
		struct frame *f =
			make(&made, (struct recipe){ .tags = 1, .type = 5 });
		struct virtio_net_hdr hdr = { .hdr_len = hint };

		memcpy(f->data - VNET_HDR_SIZE, &hdr, VNET_HDR_SIZE);
		tag_pop(f);
		assert_true(frame_vnet_hdr(f->data).hdr_len <= f->len);
		tag_push(f, TPID_8021Q, 7);
		assert_true(frame_vnet_hdr(f->data).hdr_len <= f->len);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pushed_tag_is_in_front_of_all_others),
		cmocka_unit_test(after_a_pop_the_next_tag_is_the_outer_one),
		cmocka_unit_test(
			a_tag_pushed_and_popped_leaves_the_frame_unchanged),
		cmocka_unit_test(
			a_gso_frame_with_a_new_tag_is_segmented_correctly),
		cmocka_unit_test(the_header_length_stays_within_the_frame),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
