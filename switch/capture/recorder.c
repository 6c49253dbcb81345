/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/recorder.h"

#include <assert.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "frame/parse.h"

/* Offsets and sizes in bytes, RFC 9293 and RFC 768 */
#define TCP_DATA_OFFSET 12
#define TCP_SIZE	20
#define UDP_SIZE	8

/* Sets of egress ports that are remembered, and ports with VLANs of which the
 * last set is known; powers of two */
#define SETS	1024
#define SOURCES 1024

static_assert(offsetof(struct record, data) ==
		      offsetof(struct record, vnet_hdr) + VNET_HDR_SIZE,
	      "the header precedes the frame");
static_assert(sizeof(struct record) + RECORDER_SNAPLEN == 128,
	      "a record fills two cache lines");
static_assert(REASON_COUNT <= UINT8_MAX, "a reason fits a record");

/**
 * struct floods - Egress ports of flooded frames
 * @count:	Sets written so far
 * @ring:	Set n is in slot n modulo SETS
 * @latest:	The number behind that of the last set, by slot_of(); 0 if there
 *		is none
 */
struct floods {
	uint32_t count;
	struct portset ring[SETS];
	uint32_t latest[SOURCES];
};

/**
 * struct recorder - The ring
 * @count:	Records written so far
 * @slot:	Bytes of a record with its frame
 * @ring:	@frames slots; record n is in slot n modulo @frames
 * @next:	Slot of the next record
 */
struct recorder {
	uint64_t count;
	uint32_t frames;
	uint32_t snaplen;
	size_t slot;
	uint8_t *ring;
	uint32_t next;
	struct floods *floods;
};

struct recorder *recorder_new(uint32_t frames, uint32_t snaplen)
{
	struct recorder *r = calloc(1, sizeof(*r));

	if (!r)
		return NULL;
	r->frames = frames;
	r->snaplen = snaplen;
	r->slot = sizeof(struct record) + (snaplen + 7u) / 8 * 8;
	/* calloc() leaves memory untouched that no frame has used. */
	r->ring = calloc(frames, r->slot);
	r->floods = calloc(1, sizeof(*r->floods));
	if (r->ring && r->floods)
		return r;
	recorder_free(r);
	return NULL;
}

void recorder_free(struct recorder *r)
{
	if (!r)
		return;
	free(r->ring);
	free(r->floods);
	free(r);
}

static struct record *record_in(const struct recorder *r, uint64_t slot)
{
	return (struct record *)(r->ring + slot * r->slot);
}

static const struct record *record_at(const struct recorder *r, uint64_t n)
{
	return record_in(r, n % r->frames);
}

/* Frames from one port in one VLAN have the same slot. */
static uint32_t slot_of(const struct verdict *v)
{
	return (v->in + v->vid * 67u) % SOURCES;
}

static const struct portset *find_set(const struct floods *floods,
				      uint32_t number)
{
	return floods->count - number > SETS ? NULL
					     : &floods->ring[number % SETS];
}

/* Most frames are flooded to the same ports as the last of their slot. */
static __attribute__((noinline)) uint32_t note_flood(struct floods *floods,
						     const struct verdict *v)
{
	uint32_t *latest = &floods->latest[slot_of(v)];
	const struct portset *last =
		*latest ? find_set(floods, *latest - 1) : NULL;

	if (!last || memcmp(last, &v->flood, sizeof(*last)) != 0) {
		floods->ring[floods->count % SETS] = v->flood;
		*latest = ++floods->count;
	}
	return *latest - 1;
}

void recorder_note(struct recorder *r, const struct frame *f,
		   const struct verdict *v, int64_t at_ns)
{
	struct record *record = record_in(r, r->next);
	const uint32_t kept = f->len < r->snaplen ? f->len : r->snaplen;

	r->count++;
	if (++r->next == r->frames)
		r->next = 0;
	record->id = f->id;
	record->at_ns = at_ns;
	record->len = f->len;
	record->egress =
		v->reason == REASON_FLOODED ? note_flood(r->floods, v) : v->to;
	record->in = v->in;
	record->vid = v->vid;
	record->kept = (uint16_t)kept;
	record->reason = (uint8_t)v->reason;
	memcpy(record->vnet_hdr, f->data - VNET_HDR_SIZE, VNET_HDR_SIZE + kept);
}

static uint64_t oldest(const struct recorder *r)
{
	return r->count > r->frames ? r->count - r->frames : 0;
}

const struct record *recorder_next(const struct recorder *r, uint64_t *place)
{
	if (*place < oldest(r))
		*place = oldest(r);
	if (*place >= r->count)
		return NULL;
	return record_at(r, (*place)++);
}

/* Times never decrease from record to record. */
uint64_t recorder_place(const struct recorder *r, int64_t from_ns)
{
	uint64_t low = oldest(r), high = r->count;

	while (low < high) {
		uint64_t middle = low + (high - low) / 2;

		if (record_at(r, middle)->at_ns < from_ns)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

uint64_t recorder_newest(const struct recorder *r, uint64_t n)
{
	return r->count > n ? r->count - n : 0;
}

bool recorder_reaches(const struct recorder *r, int64_t from_ns)
{
	return !oldest(r) || record_at(r, oldest(r))->at_ns < from_ns;
}

bool recorder_ports(const struct recorder *r, const struct record *record,
		    struct portset *ports)
{
	const struct portset *flood;

	*ports = (struct portset){ 0 };
	if (record->reason == REASON_FORWARDED)
		portset_add(ports, (port_no)record->egress);
	if (record->reason != REASON_FLOODED)
		return true;
	flood = find_set(r->floods, record->egress);
	if (flood)
		*ports = *flood;
	return flood;
}

/* Bytes of the longest packet that the frame stands for; @f has no header of
 * TCP or UDP if too little was kept, and then a usual one is assumed. */
static uint32_t packet_len_of(const struct record *record,
			      const struct frame *f)
{
	const struct virtio_net_hdr hdr = frame_vnet_hdr(record->data);
	const uint32_t whole = record->len - f->l3;
	const uint32_t tcp = hdr.csum_start + TCP_DATA_OFFSET;
	uint32_t headers;

	if (hdr.gso_type == VIRTIO_NET_HDR_GSO_NONE || hdr.csum_start < f->l3)
		return whole;
	headers = hdr.csum_start - f->l3;
	if (hdr.gso_type == VIRTIO_NET_HDR_GSO_UDP_L4)
		headers += UDP_SIZE;
	else
		headers += tcp < record->kept ? (record->data[tcp] >> 4) * 4u
					      : TCP_SIZE;
	return headers + hdr.gso_size < whole ? headers + hdr.gso_size : whole;
}

bool record_is_accepted(const struct record *record)
{
	/* Reasons are in the order of the rules: those of egress come last. */
	return record->reason < REASON_DROPS ||
	       record->reason >= REASON_ISOLATED;
}

bool record_frame(const struct record *record, struct frame *f)
{
	f->data = (uint8_t *)(uintptr_t)record->data;
	f->len = record->kept;
	if (frame_parse(f) == FRAME_RUNT)
		return false;
	/* Its virtio-net header may not match the bytes that were kept. */
	f->error = FRAME_OK;
	f->needs = 0;
	f->id = record->id;
	f->packet_len = packet_len_of(record, f);
	return true;
}
