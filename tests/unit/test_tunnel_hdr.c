/* SPDX-License-Identifier: BSD-2-Clause */
/* Conversion between the common virtio-net header and the longer one of taps */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <endian.h>
#include <stdlib.h>

#include "frame/tag.h"
#include "frame/tunnel_hdr.h"
#include "wrapping.h"

#define KINDS 0x60

/* Bytes written to or read from a tap, with room for a tag in front */
static uint8_t room[VLAN_TAG_SIZE + TUNNEL_HDR_SIZE + FRAME_SIZE_MAX + 64];
static uint8_t *const bytes = room + VLAN_TAG_SIZE;

static struct tunnel_hdr written(const uint8_t *data)
{
	struct tunnel_hdr hdr;

	memcpy(&hdr, data - TUNNEL_HDR_SIZE, sizeof(hdr));
	return hdr;
}

/* Copies a frame in a tunnel to @bytes, with room in front. */
static struct buf lay_out(const struct wrapping *w, const struct recipe *inner)
{
	struct buf frame = { bytes + TUNNEL_HDR_SIZE, 0 };

	frames_make(&inside, *inner);
	wrap_inside(w);
	frame.len = wrapped.frame.len;
	memset(room, 0xee, sizeof(room));
	memcpy(frame.data - VNET_HDR_SIZE, wrapped.room,
	       VNET_HDR_SIZE + frame.len);
	return frame;
}

static enum frame_error parsed(struct buf buf, struct frame *f)
{
	*f = (struct frame){ .data = buf.data, .len = buf.len };
	return frame_parse(f);
}

static void assert_names_both(const struct wrapping *w, const struct buf *frame)
{
	const struct virtio_net_hdr was = frames_hdr(&wrapped);
	const struct tunnel_hdr hdr = written(frame->data);
	const uint32_t inner = inside.frame.l4 - inside.frame.l3;

	assert_int_equal(hdr.vnet.flags, w->udp_csum ? 9 : 1);
	assert_int_equal(hdr.vnet.gso_type,
			 was.gso_type | (w->ip == 4 ? 0x20 : 0x40));
	assert_int_equal(le16toh(hdr.vnet.hdr_len), was.hdr_len);
	assert_int_equal(le16toh(hdr.vnet.gso_size), was.gso_size);
	assert_int_equal(le16toh(hdr.vnet.csum_start), was.csum_start);
	assert_int_equal(le16toh(hdr.vnet.csum_offset), was.csum_offset);
	assert_int_equal(le16toh(hdr.outer_l4), w->ip == 4 ? 34 : 54);
	assert_int_equal(le16toh(hdr.inner_l3), was.csum_start - inner);
}

static void assert_comes_back(const struct buf *frame, bool is_told)
{
	struct buf buf = { bytes, frame->len + TUNNEL_HDR_SIZE };
	struct frame f;

	tunnel_hdr_undo(frame);
	assert_memory_equal(frame->data - VNET_HDR_SIZE, wrapped.room,
			    VNET_HDR_SIZE + frame->len);

	tunnel_hdr_write(frame);
	tunnel_hdr_read(&buf);
	assert_ptr_equal(buf.data, frame->data);
	assert_int_equal(buf.len, frame->len);
	assert_memory_equal(buf.data - VNET_HDR_SIZE, wrapped.room,
			    VNET_HDR_SIZE + buf.len);
	assert_int_equal(parsed(buf, &f), FRAME_OK);
	assert_int_equal(!!(f.needs & OFFLOAD_UDP_TUNNEL), is_told);
}

static void the_header_describes_udp_tunnels_and_no_others(void **state)
{
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(wrappings); i++)
		for (size_t j = 0; j < ARRAY_SIZE(insides); j++) {
			const struct wrapping *w = &wrappings[i];
			struct buf frame;

			if (!fits(w, &insides[j]))
				continue;
			frame = lay_out(w, &insides[j]);
			assert_int_equal(tunnel_hdr_write(&frame),
					 can_be_bundled(w));
			if (can_be_bundled(w))
				assert_names_both(w, &frame);
			else
				assert_memory_equal(bytes, wrapped.room,
						    VNET_HDR_SIZE);
			assert_comes_back(&frame, can_be_bundled(w));
		}
}

static void a_pushed_tag_moves_the_offsets_in_the_header(void **state)
{
	struct buf frame = lay_out(&wrappings[0], &insides[0]);
	struct tunnel_hdr hdr;
	struct frame f;
	(void)state;

	assert_int_equal(parsed(frame, &f), FRAME_OK);
	tag_push(&f, TPID_8021Q, 10);
	frame = (struct buf){ f.data, f.len };

	assert_true(tunnel_hdr_write(&frame));
	hdr = written(frame.data);
	assert_int_equal(le16toh(hdr.outer_l4), 38);
	assert_int_equal(le16toh(hdr.vnet.csum_start),
			 frames_hdr(&wrapped).csum_start + 4);
}

/* Linux inserts a tag while the frame is read, and adds its size only to the
 * start of the checksum. */
static void offsets_that_leave_out_a_tag_are_accepted(void **state)
{
	struct buf frame = lay_out(&wrappings[2], &insides[1]);
	struct tunnel_hdr hdr;
	struct frame f;
	(void)state;

	assert_int_equal(parsed(frame, &f), FRAME_OK);
	tag_push(&f, TPID_8021Q, 10);
	frame = (struct buf){ f.data, f.len };
	tunnel_hdr_write(&frame);
	hdr = written(frame.data);
	hdr.vnet.gso_type ^= KINDS;
	hdr.outer_l4 = htole16(le16toh(hdr.outer_l4) - 4);
	hdr.inner_l3 = htole16(le16toh(hdr.inner_l3) - 4);
	memcpy(frame.data - TUNNEL_HDR_SIZE, &hdr, sizeof(hdr));

	frame.data -= TUNNEL_HDR_SIZE;
	frame.len += TUNNEL_HDR_SIZE;
	tunnel_hdr_read(&frame);
	assert_int_equal(parsed(frame, &f), FRAME_OK);
	assert_true(f.needs & OFFLOAD_UDP_TUNNEL);
	assert_true(tunnel_hdr_write(&frame));
	assert_int_equal(le16toh(written(frame.data).outer_l4), 14 + 4 + 40);
}

static void only_the_common_header_of_other_frames_is_read(void **state)
{
	const struct recipe recipes[] = {
		{ .type = 0x88b5, .payload = 46 },
		{ .ip = 4, .payload = 100, .csum_only = true },
		{ .ip = 6, .payload = 9000, .gso_size = 1000 },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(recipes); i++) {
		struct frame *f = frames_make(&inside, recipes[i]);
		struct buf buf = { bytes, f->len + TUNNEL_HDR_SIZE };

		memset(bytes, 0xee, TUNNEL_HDR_SIZE);
		memcpy(bytes, inside.room, VNET_HDR_SIZE);
		memcpy(bytes + TUNNEL_HDR_SIZE, f->data, f->len);
		tunnel_hdr_read(&buf);

		assert_int_equal(buf.len, f->len);
		assert_memory_equal(buf.data - VNET_HDR_SIZE, inside.room,
				    VNET_HDR_SIZE + f->len);
		assert_false(tunnel_hdr_write(&buf));
		assert_memory_equal(bytes, inside.room, VNET_HDR_SIZE);
	}
}

enum field { FLAGS, KIND, CSUM_START, OUTER_L4, INNER_L3 };

static void spoil(uint8_t *data, enum field field, uint16_t value)
{
	struct tunnel_hdr hdr = written(data);

	switch (field) {
	case FLAGS:
		hdr.vnet.flags = (uint8_t)value;
		break;
	case KIND:
		hdr.vnet.gso_type = (uint8_t)value;
		break;
	case CSUM_START:
		hdr.vnet.csum_start = htole16(value);
		break;
	case OUTER_L4:
		hdr.outer_l4 = htole16(value);
		break;
	case INNER_L3:
		hdr.inner_l3 = htole16(value);
		break;
	}
	memcpy(data - TUNNEL_HDR_SIZE, &hdr, sizeof(hdr));
}

/* VXLAN: the inner frame begins at 50, its packet at 68, behind a tag. */
static void an_inconsistent_header_is_a_bad_offload(void **state)
{
	static const struct {
		enum field field;
		uint16_t value;
	} faults[] = {
		{ FLAGS, 0 },	      { FLAGS, 8 },
		{ FLAGS, 1 | 4 },     { FLAGS, 1 | 16 },
		{ KIND, 0x61 },	      { KIND, 0x20 },
		{ KIND, 0xa0 },	      { KIND, 0x23 },
		{ KIND, 0x24 },	      { KIND, 0x31 },
		{ OUTER_L4, 0 },      { OUTER_L4, 33 },
		{ OUTER_L4, 61 },     { OUTER_L4, 0xffff },
		{ INNER_L3, 0 },      { INNER_L3, 41 },
		{ INNER_L3, 69 },     { INNER_L3, 0xffff },
		{ CSUM_START, 0 },    { CSUM_START, 87 },
		{ CSUM_START, 89 },   { CSUM_START, 5000 },
		{ CSUM_START, 9000 }, { CSUM_START, 0xffff },
	};
	struct frame f;
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(faults); i++) {
		struct buf frame = lay_out(&wrappings[0], &insides[0]);
		struct buf buf = { bytes, frame.len + TUNNEL_HDR_SIZE };

		assert_true(tunnel_hdr_write(&frame));
		assert_int_equal(le16toh(written(frame.data).inner_l3), 68);
		spoil(frame.data, faults[i].field, faults[i].value);
		tunnel_hdr_read(&buf);
		if (parsed(buf, &f) != FRAME_BAD_OFFLOAD)
			fail_msg("fault %zu is taken", i);
	}
}

/* In memory of exactly its size, for the address sanitizer */
static void a_short_read_is_read_within_its_bounds(void **state)
{
	struct buf frame = lay_out(&wrappings[0], &insides[0]);
	struct frame f;
	(void)state;

	tunnel_hdr_write(&frame);
	for (uint32_t len = 0; len < 300; len++) {
		uint8_t *copy = malloc(TUNNEL_HDR_SIZE + len);
		struct buf buf = { copy, len };

		assert_non_null(copy);
		memcpy(copy, bytes, TUNNEL_HDR_SIZE + len);
		tunnel_hdr_read(&buf);
		assert_int_equal(parsed(buf, &f),
				 len < TUNNEL_HDR_SIZE + ETH_HEADER_SIZE
					 ? FRAME_RUNT
					 : FRAME_BAD_OFFLOAD);
		free(copy);
	}
}

int main(void)
{
	const struct CMUnitTest tunnel_hdr[] = {
		cmocka_unit_test(
			the_header_describes_udp_tunnels_and_no_others),
		cmocka_unit_test(a_pushed_tag_moves_the_offsets_in_the_header),
		cmocka_unit_test(offsets_that_leave_out_a_tag_are_accepted),
		cmocka_unit_test(
			only_the_common_header_of_other_frames_is_read),
		cmocka_unit_test(an_inconsistent_header_is_a_bad_offload),
		cmocka_unit_test(a_short_read_is_read_within_its_bounds),
	};

	return cmocka_run_group_tests(tunnel_hdr, NULL, NULL);
}
