/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/capture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/pcapng.h"
#include "capture/recorder.h"
#include "core/reasons.h"
#include "frame/segment.h"

/* Of a buffer, so much is kept for blocks that are not packets: enough for the
 * names and the statistics of as many ports as a switch can have. */
#define RESERVE (256 * 1024)

/**
 * struct face - A port as an interface of the file
 * @is_told:	The port exists, and its frames are captured
 * @is_described: It has a block with its name, and @number
 * @untold:	Frames lost since the last one that was captured
 */
struct face {
	bool is_told;
	bool is_described;
	uint32_t number;
	char name[PORT_NAME_SIZE];
	char alias[PORT_ALIAS_SIZE];
	uint64_t received;
	uint64_t accepted;
	uint64_t lost;
	uint64_t untold;
};

/**
 * struct capture - One capture
 * @in, @out:	Ports whose received or sent frames are wanted
 * @face:	By port; that of PORT_NONE is for deleted ports
 * @face_count:	Interfaces described so far
 * @fill:	Buffer that is written to
 * @drain:	Buffer that the reader empties; it has taken @taken bytes of it
 * @captured:	Frames written
 * @ended:	The next port whose statistics are written at the end
 * @pieces, @room: Memory for segments; NULL unless they are wanted
 */
struct capture {
	struct capture_settings settings;
	struct portset in;
	struct portset out;
	struct face face[PORT_MAX + 1];
	uint32_t face_count;
	struct pcapng_buf fill;
	struct pcapng_buf drain;
	size_t taken;
	uint64_t written;
	uint64_t captured;
	int64_t start_ns;
	bool is_ending;
	port_no ended;
	struct buf *pieces;
	uint8_t *room;
};

static uint64_t wall(const struct capture *c, int64_t ns)
{
	return (uint64_t)(ns + c->settings.wall_ns);
}

static bool allocate(struct capture *c)
{
	c->fill.size = c->drain.size = CAPTURE_BUFFER / 2;
	c->fill.bytes = malloc(c->fill.size);
	c->drain.bytes = malloc(c->drain.size);
	if (c->settings.segments) {
		c->pieces = calloc(SEGMENT_MAX, sizeof(*c->pieces));
		c->room = aligned_alloc(16, SEGMENT_ROOM_MAX);
	}
	return c->fill.bytes && c->drain.bytes &&
	       (!c->settings.segments || (c->pieces && c->room));
}

static void deallocate(struct capture *c)
{
	free(c->fill.bytes);
	free(c->drain.bytes);
	free(c->pieces);
	free(c->room);
	free(c);
}

struct capture *capture_new(const struct capture_settings *settings,
			    const char *application, int64_t now_ns)
{
	const struct pcapng_section section = {
		.os = "Linux",
		.application = application,
	};
	struct capture *c = calloc(1, sizeof(*c));

	if (!c)
		return NULL;
	c->settings = *settings;
	c->start_ns = now_ns;
	if (!allocate(c)) {
		deallocate(c);
		return NULL;
	}
	pcapng_section(&c->fill, &section);
	return c;
}

void capture_free(struct capture *c)
{
	if (!c)
		return;
	filter_free(&c->settings.filter);
	deallocate(c);
}

/* Without room, it is described before its first frame. */
static bool describe(struct capture *c, struct face *face)
{
	const struct pcapng_interface interface = {
		.name = face->name,
		.description = face->alias,
		.snaplen = c->settings.snaplen,
		.filter = c->settings.filter.text,
	};

	if (face->is_described)
		return true;
	if (!pcapng_interface(&c->fill, &interface))
		return false;
	face->is_described = true;
	face->number = c->face_count++;
	c->written++;
	return true;
}

static bool write_statistics(struct capture *c, struct face *face,
			     int64_t now_ns)
{
	struct pcapng_statistics statistics = {
		.time_ns = wall(c, now_ns),
		.start_ns = wall(c, c->start_ns),
		.end_ns = wall(c, now_ns),
		.received = face->received,
		.accepted = face->accepted,
		.lost = face->lost,
		.delivered = face->accepted - face->lost,
	};

	if (!face->is_told)
		return true;
	if (!describe(c, face))
		return false;
	statistics.interface = face->number;
	if (!pcapng_statistics(&c->fill, &statistics))
		return false;
	c->written++;
	return true;
}

static bool is_selected(const struct capture *c, const char *name)
{
	const char *ports = c->settings.ports;

	return !*ports || names_has(ports, name);
}

void capture_forget_port(struct capture *c, port_no no, int64_t now_ns)
{
	struct face *face = &c->face[no];

	write_statistics(c, face, now_ns);
	*face = (struct face){ 0 };
	portset_del(&c->in, no);
	portset_del(&c->out, no);
}

static void set_names(struct face *face, const char *name, const char *alias)
{
	face->is_told = true;
	snprintf(face->name, sizeof(face->name), "%s", name);
	snprintf(face->alias, sizeof(face->alias), "%s", alias);
}

void capture_port(struct capture *c, port_no no, const char *name,
		  const char *alias, int64_t now_ns)
{
	struct face *face = &c->face[no];

	if (c->is_ending || (face->is_told && !strcmp(face->name, name)))
		return;
	capture_forget_port(c, no, now_ns);
	if (!is_selected(c, name))
		return;
	set_names(face, name, alias);
	if (c->settings.in)
		portset_add(&c->in, no);
	if (c->settings.out)
		portset_add(&c->out, no);
	describe(c, face);
}

void capture_name(struct capture *c, const struct pcapng_name *name)
{
	if (!c->is_ending && pcapng_names(&c->fill, name, 1))
		c->written++;
}

const struct portset *capture_in(const struct capture *c)
{
	return &c->in;
}

const struct portset *capture_out(const struct capture *c)
{
	return &c->out;
}

/* Of a frame that its virtio-net header precedes */
static uint32_t flags_of(const uint8_t *frame)
{
	const struct virtio_net_hdr hdr = frame_vnet_hdr(frame);
	uint32_t flags = 0;

	if (hdr.flags & VIRTIO_NET_HDR_F_NEEDS_CSUM)
		flags |= PCAPNG_CSUM_NOT_READY;
	if (hdr.flags & VIRTIO_NET_HDR_F_DATA_VALID)
		flags |= PCAPNG_CSUM_VALID;
	if (hdr.gso_type != VIRTIO_NET_HDR_GSO_NONE)
		flags |= PCAPNG_GSO;
	return flags;
}

bool capture_has_room(const struct capture *c, uint32_t len)
{
	return c->fill.size - c->fill.len >=
	       RESERVE + PCAPNG_PACKET_OVERHEAD + len;
}

/* Writes a packet; @packet has all but what its port and its header add. */
static void put(struct capture *c, struct face *face,
		struct pcapng_packet packet)
{
	const uint32_t most = c->settings.snaplen;

	if (most && most < packet.captured_len)
		packet.captured_len = most;
	packet.flags |= flags_of(packet.bytes);
	face->accepted++;
	if (!capture_has_room(c, packet.captured_len) || !describe(c, face)) {
		face->lost++;
		face->untold++;
		return;
	}
	packet.interface = face->number;
	packet.lost = face->untold;
	face->untold = 0;
	pcapng_packet(&c->fill, &packet);
	c->written++;
	c->captured++;
}

static void set_bytes(struct pcapng_packet *packet, const struct buf *bytes)
{
	packet->bytes = bytes->data;
	packet->captured_len = packet->len = bytes->len;
}

static void put_all(struct capture *c, struct face *face, const struct frame *f,
		    struct pcapng_packet packet)
{
	size_t n;

	if (!c->settings.segments || !f->needs) {
		put(c, face, packet);
		return;
	}
	n = segment_make(f, false, c->room, c->pieces);
	for (size_t i = 0; i < n && !capture_is_full(c); i++) {
		set_bytes(&packet, &c->pieces[i]);
		put(c, face, packet);
	}
}

/* Whether a frame is captured; it is counted as seen. */
static bool is_wanted(struct capture *c, struct face *face,
		      const struct pcapng_packet *packet, enum reason reason)
{
	face->received++;
	return c->settings.reasons >> reason & 1 && !c->is_ending &&
	       !capture_is_full(c) &&
	       filter_has_part(&c->settings.filter, packet->bytes,
			       packet->captured_len, packet->len);
}

static uint32_t length_flag(enum reason reason)
{
	switch (reason) {
	case REASON_RUNT:
		return PCAPNG_TOO_SHORT;
	case REASON_OVERSIZE:
	case REASON_MTU_EXCEEDED:
		return PCAPNG_TOO_LONG;
	default:
		return 0;
	}
}

/* All that a packet has when it is received but its bytes */
static struct pcapng_packet inbound(const struct capture *c, uint64_t id,
				    enum reason reason, int64_t at_ns)
{
	return (struct pcapng_packet){
		.flags = PCAPNG_INBOUND | length_flag(reason),
		.time_ns = wall(c, at_ns),
		.id = id,
		.verdict =
			reason < REASON_DROPS ? PCAPNG_PASSED : PCAPNG_DROPPED,
		.reason = reason_word(reason),
		.sentence = reason_help(reason),
	};
}

void capture_received(struct capture *c, const struct frame *f,
		      const struct verdict *v, int64_t now_ns)
{
	struct face *face = &c->face[v->in];
	struct pcapng_packet packet = inbound(c, f->id, v->reason, now_ns);

	set_bytes(&packet, &(struct buf){ f->data, f->len });
	if (is_wanted(c, face, &packet, v->reason))
		put_all(c, face, f, packet);
}

void capture_sent(struct capture *c, port_no no, const struct frame *f,
		  enum reason reason, int64_t now_ns)
{
	struct face *face = &c->face[no];
	struct pcapng_packet packet = {
		.flags = PCAPNG_OUTBOUND,
		.time_ns = wall(c, now_ns),
		.id = f->id,
		.verdict = PCAPNG_PASSED,
	};

	set_bytes(&packet, &(struct buf){ f->data, f->len });
	/* The copy that a mirror makes of a dropped frame is not dropped. */
	if (is_wanted(c, face, &packet,
		      reason < REASON_DROPS ? reason : REASON_LOCAL))
		put_all(c, face, f, packet);
}

/* The interface of frames that no existing port has received */
static struct face *deleted_ports(struct capture *c)
{
	struct face *face = &c->face[PORT_NONE];

	if (!face->is_told)
		set_names(face, "deleted",
			  "deleted ports, and frames overwritten unread");
	return face;
}

void capture_recorded(struct capture *c, const struct record *record,
		      port_no in, const char *fate)
{
	const enum reason reason = (enum reason)record->reason;
	struct face *face = &c->face[in];
	struct pcapng_packet packet =
		inbound(c, record->id, reason, record->at_ns);

	packet.sentence = fate;
	packet.bytes = record->data;
	packet.captured_len = record->kept;
	packet.len = record->len;
	if (in == PORT_NONE && !*c->settings.ports)
		face = deleted_ports(c);
	if (face->is_told && is_wanted(c, face, &packet, reason))
		put(c, face, packet);
}

void capture_lost(struct capture *c, uint64_t frames)
{
	struct face *face = deleted_ports(c);

	face->received += frames;
	face->accepted += frames;
	face->lost += frames;
}

bool capture_is_full(const struct capture *c)
{
	return c->captured >= c->settings.count;
}

size_t capture_size(const struct capture *c)
{
	return sizeof(*c) + c->fill.size + c->drain.size +
	       (c->room ? SEGMENT_ROOM_MAX : 0);
}

uint64_t capture_written(const struct capture *c)
{
	return c->written;
}

bool capture_end(struct capture *c, int64_t now_ns)
{
	c->is_ending = true;
	while (c->ended <= PORT_MAX) {
		if (!write_statistics(c, &c->face[c->ended], now_ns))
			return false;
		c->ended++;
	}
	return true;
}

const uint8_t *capture_take(struct capture *c, size_t most, size_t *len)
{
	const uint8_t *bytes;

	if (c->taken == c->drain.len) {
		struct pcapng_buf empty = c->drain;

		empty.len = c->taken = 0;
		c->drain = c->fill;
		c->fill = empty;
	}
	*len = c->drain.len - c->taken;
	if (*len > most)
		*len = most;
	bytes = c->drain.bytes + c->taken;
	c->taken += *len;
	return *len ? bytes : NULL;
}
