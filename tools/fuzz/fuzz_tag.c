/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Input: changes to a frame's tags, then a virtio-net header and a frame, as read
 * from a tap.  The first byte is the number of changes; each is a byte that selects
 * it, and two bytes of a tag.
 *
 * What is known of the frame after a change is what parsing it again would find; what
 * is behind the tags has not changed, and is cut into the same segments.
 */
#include <string.h>

#include "base/bytes.h"
#include "frame/parse.h"
#include "frame/segment.h"
#include "frame/tag.h"
#include "fuzz.h"

#define TAG_AT	   (ETH_HEADER_SIZE - 2)
#define CHANGE_LEN 3
#define TAGS	   (VLAN_TAGS_MAX + TAGS_PUSHED_MAX)

/* The greatest offset that stays one with further tags in front */
#define PUSHED_SIZE (TAGS_PUSHED_MAX * VLAN_TAG_SIZE)
#define OFFSET_MAX  (UINT16_MAX - PUSHED_SIZE)

static const uint16_t tpids[] = { TPID_8021Q, TPID_8021AD, TPID_9100,
				  TPID_9200 };

/**
 * struct model - The expected frame
 * @was:	The frame as it came
 * @tag:	TPID and control information, four bytes each, the inner one
 *		first; @tags of them
 */
struct model {
	struct frame was;
	uint8_t tag[TAGS][VLAN_TAG_SIZE];
	size_t tags;
};

static void put_tag(uint8_t *tag, uint16_t tpid, uint16_t tci)
{
	put_be16(tag, tpid);
	put_be16(tag + 2, tci);
}

static struct model model_of(const struct frame *f)
{
	struct model m = { .was = *f, .tags = f->tags };

	for (size_t i = 0; i < m.tags; i++)
		memcpy(m.tag[m.tags - 1 - i],
		       f->data + TAG_AT + i * VLAN_TAG_SIZE, VLAN_TAG_SIZE);
	return m;
}

/* Whether the header length in the virtio-net header, a hint, can be adjusted with the
 * tags: it is not less than the headers, nor near the end of 16 bits. */
static bool is_sensible(const struct virtio_net_hdr *hdr, uint32_t l3)
{
	return !hdr->hdr_len ||
	       (hdr->hdr_len >= l3 && hdr->hdr_len <= OFFSET_MAX);
}

/* The virtio-net header counts from the frame's first byte. */
static void check_hdr(const struct model *m, const struct frame *f)
{
	struct virtio_net_hdr was = frame_vnet_hdr(m->was.data);
	struct virtio_net_hdr is = frame_vnet_hdr(f->data);

	if (was.flags & VIRTIO_NET_HDR_F_NEEDS_CSUM)
		must(is.csum_start - f->l3 == was.csum_start - m->was.l3);
	else
		must(is.csum_start == was.csum_start);
	must(is.hdr_len <= f->len);
	if (is_sensible(&was, m->was.l3) && f->tags == m->was.tags)
		must(is.hdr_len <= was.hdr_len);
	is.csum_start = was.csum_start;
	is.hdr_len = was.hdr_len;
	must(!memcmp(&is, &was, sizeof(is)));
}

static void check_bytes(const struct model *m, const struct frame *f)
{
	const uint8_t *at = f->data + TAG_AT;
	const uint8_t *rest = m->was.data + m->was.l3 - 2;
	uint32_t rest_len = m->was.len - (m->was.l3 - 2u);

	must(f->tags == m->tags);
	must(f->len == TAG_AT + m->tags * VLAN_TAG_SIZE + rest_len);
	must(!memcmp(f->data, m->was.data, TAG_AT));
	for (size_t i = m->tags; i--; at += VLAN_TAG_SIZE)
		must(!memcmp(at, m->tag[i], VLAN_TAG_SIZE));
	must(!memcmp(at, rest, rest_len));
}

/* A frame that had room for further tags may have none when it has got one. */
static bool has_no_room(const struct frame *f)
{
	struct virtio_net_hdr hdr = frame_vnet_hdr(f->data);

	return hdr.csum_start > OFFSET_MAX || f->head_len > OFFSET_MAX ||
	       segment_room(f) + segment_count(f) * PUSHED_SIZE >
		       SEGMENT_ROOM_MAX;
}

/* If there are more tags than the parser reads, it cannot be compared. */
static void check_fields(const struct model *m, const struct frame *f)
{
	struct frame fresh = { .data = f->data, .len = f->len };

	frame_parse(&fresh);
	must(!memcmp(&f->dst, &fresh.dst, sizeof(f->dst)));
	must(!memcmp(&f->src, &fresh.src, sizeof(f->src)));
	must(f->error == FRAME_OK);
	must(!f->tags || (f->tpid == fresh.tpid && f->tci == fresh.tci));
	must(f->tags || (!f->tpid && !f->tci));
	must(f->needs == m->was.needs && f->gso_size == m->was.gso_size);
	must(f->packet_len == m->was.packet_len && f->type == m->was.type);
	if (f->tags != fresh.tags)
		return;
	must(f->type == fresh.type && f->l3 == fresh.l3);
	if (fresh.error != FRAME_OK) {
		must(f->tags > m->was.tags && has_no_room(f));
		return;
	}
	must(f->needs == fresh.needs && f->gso_size == fresh.gso_size);
	must(f->l4 == fresh.l4 && f->head_len == fresh.head_len);
	must(f->packet_len == fresh.packet_len);
}

static void check(const struct model *m, const struct frame *f)
{
	check_bytes(m, f);
	check_hdr(m, f);
	check_fields(m, f);
}

static bool can_push(const struct model *m)
{
	return m->tags < (size_t)m->was.tags + TAGS_PUSHED_MAX;
}

static void change(struct model *m, struct frame *f, const uint8_t *how)
{
	uint16_t tpid = tpids[how[0] >> 4 & 3];
	uint16_t tci = get_be16(how + 1);

	if (how[0] & 1) {
		if (!can_push(m))
			return;
		tag_push(f, tpid, tci);
		put_tag(m->tag[m->tags++], tpid, tci);
	} else if (m->tags && how[0] & 2) {
		tag_rewrite(f, tpid, tci);
		put_tag(m->tag[m->tags - 1], tpid, tci);
	} else if (m->tags) {
		tag_pop(f);
		m->tags--;
	}
	check(m, f);
}

/* A tag that is added and removed again leaves no trace, except in an invalid hint,
 * which is corrected. */
static void check_push_and_pop(const struct model *m, struct frame *f)
{
	struct virtio_net_hdr hdr = frame_vnet_hdr(f->data);
	const struct frame before = *f;

	if (!can_push(m) || !is_sensible(&hdr, f->l3))
		return;
	tag_push(f, TPID_8021AD, 0xffff);
	tag_pop(f);
	must(f->data == before.data && f->len == before.len);
	must(f->l3 == before.l3 && f->l4 == before.l4);
	must(f->head_len == before.head_len && f->tags == before.tags);
	must(f->tpid == before.tpid && f->tci == before.tci);
	must(!memcmp(f->data - VNET_HDR_SIZE, &hdr, VNET_HDR_SIZE));
	check_bytes(m, f);
}

static size_t cut(const struct frame *f, uint8_t **room, struct buf *pieces)
{
	size_t needed = segment_room(f);
	const uint8_t *end;
	size_t n;

	must(needed <= SEGMENT_ROOM_MAX && segment_count(f) <= SEGMENT_MAX);
	/* Of exactly this size, so that the address sanitizer sees overruns. */
	*room = malloc(needed);
	must(*room);
	n = segment_make(f, false, *room, pieces);
	must(n == segment_count(f));
	end = pieces[n - 1].data + pieces[n - 1].len;
	must((size_t)(end - *room) == needed);
	return n;
}

/* The segments have the same content behind the tags as before the changes. */
static void check_pieces(const struct model *m, const struct frame *f)
{
	static struct buf before[SEGMENT_MAX], after[SEGMENT_MAX];
	uint8_t *room_before, *room_after;
	size_t n = cut(&m->was, &room_before, before);

	must(cut(f, &room_after, after) == n);
	for (size_t i = 0; i < n; i++) {
		const uint8_t *was = before[i].data, *is = after[i].data;
		uint32_t rest_len = before[i].len - m->was.l3;

		must(after[i].len == f->l3 + rest_len);
		must(!memcmp(is, f->data, f->l3));
		must(!memcmp(is + f->l3, was + m->was.l3, rest_len));
	}
	free(room_before);
	free(room_after);
}

/* A copy with exactly as much headroom as the tags need */
static struct frame copy_of(const struct frame *f, uint8_t **room)
{
	struct frame copy = *f;

	*room = malloc(PUSHED_SIZE + VNET_HDR_SIZE + f->len);
	must(*room);
	copy.data = *room + PUSHED_SIZE + VNET_HDR_SIZE;
	memcpy(copy.data - VNET_HDR_SIZE, f->data - VNET_HDR_SIZE,
	       VNET_HDR_SIZE + f->len);
	return copy;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t changes = size ? *data : 0;
	const uint8_t *how = data + 1;
	struct frame was, f;
	struct model m;
	uint8_t *room;

	if (size < 1 + changes * CHANGE_LEN + VNET_HDR_SIZE)
		return 0;
	size -= 1 + changes * CHANGE_LEN + VNET_HDR_SIZE;
	/* The input is only read; libFuzzer would notice a write. */
	was.data = (uint8_t *)(uintptr_t)how + changes * CHANGE_LEN +
		   VNET_HDR_SIZE;
	was.len = (uint32_t)size;
	if (frame_parse(&was) != FRAME_OK)
		return 0;

	m = model_of(&was);
	f = copy_of(&was, &room);
	for (; changes--; how += CHANGE_LEN) {
		change(&m, &f, how);
		check_push_and_pop(&m, &f);
	}
	check_pieces(&m, &f);
	free(room);
	return 0;
}
