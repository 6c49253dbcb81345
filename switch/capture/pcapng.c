/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/pcapng.h"

#include <string.h>

#define ALIGNMENT	  4
#define MAGIC		  0x1a2b3c4du
#define VERSION_MAJOR	  1
#define VERSION_MINOR	  0
#define LINKTYPE_ETHERNET 1
#define RESOLUTION_NS	  9 /* 10^-9 s */
#define FILTER_IS_TEXT	  0 /* an expression of libpcap */

/* Codes of options; each kind of block has its own */
enum {
	OPTION_END = 0,
	OPTION_COMMENT = 1,

	SECTION_HARDWARE = 2,
	SECTION_OS = 3,
	SECTION_APPLICATION = 4,

	INTERFACE_NAME = 2,
	INTERFACE_DESCRIPTION = 3,
	INTERFACE_MAC = 6,
	INTERFACE_SPEED = 8,
	INTERFACE_RESOLUTION = 9,
	INTERFACE_FILTER = 11,
	INTERFACE_FCS_LEN = 13,

	PACKET_FLAGS = 2,
	PACKET_LOST = 4,
	PACKET_ID = 5,
	PACKET_VERDICT = 7,

	STATISTICS_START = 2,
	STATISTICS_END = 3,
	STATISTICS_RECEIVED = 4,
	STATISTICS_LOST = 5, /* here dumpcap writes its losses, too */
	STATISTICS_ACCEPTED = 6,
	STATISTICS_DELIVERED = 8,
};

/* Bits 2 to 4 of the flags of a packet */
enum { TO_ONE = 1 << 2, TO_GROUP = 2 << 2, TO_ALL = 3 << 2 };

/* Kinds of verdicts, and verdicts of Linux' TC, <linux/pkt_cls.h> */
enum { VERDICT_HARDWARE = 0, VERDICT_TC = 1 };
enum { TC_OK = 0, TC_SHOT = 2 };

/**
 * struct block - A block being appended
 * @bytes:	Where it begins
 * @room:	Bytes from there on
 * @len:	Bytes that were written
 * @is_cut:	There was no room for some
 */
struct block {
	uint8_t *bytes;
	size_t room;
	size_t len;
	bool is_cut;
};

static void put(struct block *b, const void *bytes, size_t len)
{
	if (b->is_cut || len > b->room - b->len) {
		b->is_cut = true;
		return;
	}
	if (len)
		memcpy(b->bytes + b->len, bytes, len);
	b->len += len;
}

static void put_padding(struct block *b)
{
	static const uint8_t zeros[ALIGNMENT];

	put(b, zeros, -b->len % ALIGNMENT);
}

static void put_u16(struct block *b, uint16_t value)
{
	put(b, &value, sizeof(value));
}

static void put_u32(struct block *b, uint32_t value)
{
	put(b, &value, sizeof(value));
}

static void put_u64(struct block *b, uint64_t value)
{
	put(b, &value, sizeof(value));
}

/* Its upper half comes first, whatever the byte order */
static void put_time(struct block *b, uint64_t time_ns)
{
	put_u32(b, (uint32_t)(time_ns >> 32));
	put_u32(b, (uint32_t)time_ns);
}

/* Options, and the records of a block of names */
static void put_item_head(struct block *b, uint16_t code, size_t len)
{
	put_u16(b, code);
	put_u16(b, (uint16_t)len);
}

static void put_item(struct block *b, uint16_t code, const void *value,
		     size_t len)
{
	put_item_head(b, code, len);
	put(b, value, len);
	put_padding(b);
}

static void put_end(struct block *b)
{
	put_item_head(b, OPTION_END, 0);
}

static void put_option_u8(struct block *b, uint16_t code, uint8_t value)
{
	put_item(b, code, &value, sizeof(value));
}

static void put_option_u64(struct block *b, uint16_t code, uint64_t value)
{
	put_item(b, code, &value, sizeof(value));
}

static void put_option_time(struct block *b, uint16_t code, uint64_t time_ns)
{
	put_item_head(b, code, sizeof(time_ns));
	put_time(b, time_ns);
}

/* Length of a text that stands behind @others bytes; 0 if it is left out */
static size_t text_len(const char *text, size_t others)
{
	size_t len = text ? strlen(text) : 0;

	return len + others <= UINT16_MAX ? len : 0;
}

static void put_option_text(struct block *b, uint16_t code, const char *text)
{
	size_t len = text_len(text, 0);

	if (len)
		put_item(b, code, text, len);
}

/* A byte that says what follows, and text */
static void put_option_kind_text(struct block *b, uint16_t code, uint8_t kind,
				 const char *text)
{
	size_t len = text_len(text, sizeof(kind));

	if (!len)
		return;
	put_item_head(b, code, sizeof(kind) + len);
	put(b, &kind, sizeof(kind));
	put(b, text, len);
	put_padding(b);
}

static struct block begin(const struct pcapng_buf *buf, enum pcapng_type type)
{
	struct block b = { .bytes = buf->bytes + buf->len,
			   .room = buf->size - buf->len };

	put_u32(&b, type);
	put_u32(&b, 0); /* finish() writes the length */
	return b;
}

static bool finish(struct pcapng_buf *buf, struct block *b)
{
	uint32_t len = (uint32_t)(b->len + sizeof(len));

	put_u32(b, len);
	if (b->is_cut)
		return false;
	memcpy(b->bytes + sizeof(uint32_t), &len, sizeof(len));
	buf->len += len;
	return true;
}

bool pcapng_section(struct pcapng_buf *buf,
		    const struct pcapng_section *section)
{
	struct block b = begin(buf, PCAPNG_TYPE_SECTION);

	put_u32(&b, MAGIC);
	put_u16(&b, VERSION_MAJOR);
	put_u16(&b, VERSION_MINOR);
	put_u64(&b, UINT64_MAX); /* the length of the section is not known */
	put_option_text(&b, SECTION_HARDWARE, section->hardware);
	put_option_text(&b, SECTION_OS, section->os);
	put_option_text(&b, SECTION_APPLICATION, section->application);
	put_end(&b);
	return finish(buf, &b);
}

bool pcapng_interface(struct pcapng_buf *buf,
		      const struct pcapng_interface *interface)
{
	struct block b = begin(buf, PCAPNG_TYPE_INTERFACE);

	put_u16(&b, LINKTYPE_ETHERNET);
	put_u16(&b, 0);
	put_u32(&b, interface->snaplen);
	put_option_text(&b, INTERFACE_NAME, interface->name);
	put_option_text(&b, INTERFACE_DESCRIPTION, interface->description);
	if (!mac_is_zero(interface->mac))
		put_item(&b, INTERFACE_MAC, interface->mac.byte,
			 sizeof(interface->mac.byte));
	if (interface->speed_bps)
		put_option_u64(&b, INTERFACE_SPEED, interface->speed_bps);
	put_option_u8(&b, INTERFACE_RESOLUTION, RESOLUTION_NS);
	put_option_kind_text(&b, INTERFACE_FILTER, FILTER_IS_TEXT,
			     interface->filter);
	/* or Wireshark takes padding for a frame check sequence */
	put_option_u8(&b, INTERFACE_FCS_LEN, 0);
	put_end(&b);
	return finish(buf, &b);
}

static uint32_t destination_flags(const struct pcapng_packet *packet)
{
	struct mac dst;

	if (packet->captured_len < sizeof(dst.byte))
		return 0;
	memcpy(dst.byte, packet->bytes, sizeof(dst.byte));
	if (mac_is_broadcast(dst))
		return TO_ALL;
	return mac_is_group(dst) ? TO_GROUP : TO_ONE;
}

static void put_verdicts(struct block *b, const struct pcapng_packet *packet)
{
	static const uint8_t kind = VERDICT_TC;
	uint64_t verdict = packet->verdict == PCAPNG_DROPPED ? TC_SHOT : TC_OK;

	if (packet->verdict != PCAPNG_NO_VERDICT) {
		put_item_head(b, PACKET_VERDICT,
			      sizeof(kind) + sizeof(verdict));
		put(b, &kind, sizeof(kind));
		put_u64(b, verdict);
		put_padding(b);
	}
	put_option_kind_text(b, PACKET_VERDICT, VERDICT_HARDWARE,
			     packet->reason);
}

/* "dropped: storm: more flooded frames than a storm rate of the port allows" */
static void put_comment(struct block *b, const struct pcapng_packet *packet)
{
	static const char between[] = { ':', ' ' };
	const char *const texts[] = {
		packet->verdict == PCAPNG_DROPPED ? "dropped" : NULL,
		packet->reason,
		packet->sentence,
	};
	size_t len[ARRAY_SIZE(texts)], total = 0, written = 0;

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		len[i] = text_len(texts[i], total + sizeof(between));
		if (len[i])
			total += len[i] + (total ? sizeof(between) : 0);
	}
	if (!total)
		return;
	put_item_head(b, OPTION_COMMENT, total);
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		if (!len[i])
			continue;
		if (written)
			put(b, between, sizeof(between));
		put(b, texts[i], len[i]);
		written += len[i];
	}
	put_padding(b);
}

bool pcapng_packet(struct pcapng_buf *buf, const struct pcapng_packet *packet)
{
	struct block b = begin(buf, PCAPNG_TYPE_PACKET);
	uint32_t flags = packet->flags | destination_flags(packet);

	put_u32(&b, packet->interface);
	put_time(&b, packet->time_ns);
	put_u32(&b, packet->captured_len);
	put_u32(&b, packet->len);
	put(&b, packet->bytes, packet->captured_len);
	put_padding(&b);
	put_comment(&b, packet);
	put_item(&b, PACKET_FLAGS, &flags, sizeof(flags));
	if (packet->lost)
		put_option_u64(&b, PACKET_LOST, packet->lost);
	if (packet->id)
		put_option_u64(&b, PACKET_ID, packet->id);
	put_verdicts(&b, packet);
	put_end(&b);
	return finish(buf, &b);
}

static size_t address_len(enum pcapng_address kind)
{
	switch (kind) {
	case PCAPNG_IPV4:
		return 4;
	case PCAPNG_IPV6:
		return 16;
	case PCAPNG_MAC:
		return 6;
	}
	return 0;
}

static void put_name(struct block *b, const struct pcapng_name *name)
{
	size_t len = address_len(name->kind);
	size_t size = text_len(name->name, len + 1) + 1;

	if (size == 1)
		return;
	put_item_head(b, name->kind, len + size);
	put(b, name->address, len);
	put(b, name->name, size);
	put_padding(b);
}

bool pcapng_names(struct pcapng_buf *buf, const struct pcapng_name *names,
		  size_t n)
{
	struct block b = begin(buf, PCAPNG_TYPE_NAMES);

	for (size_t i = 0; i < n; i++)
		put_name(&b, &names[i]);
	put_end(&b); /* of the records; there are no options */
	return finish(buf, &b);
}

bool pcapng_statistics(struct pcapng_buf *buf,
		       const struct pcapng_statistics *statistics)
{
	struct block b = begin(buf, PCAPNG_TYPE_STATISTICS);

	put_u32(&b, statistics->interface);
	put_time(&b, statistics->time_ns);
	put_option_time(&b, STATISTICS_START, statistics->start_ns);
	if (statistics->end_ns)
		put_option_time(&b, STATISTICS_END, statistics->end_ns);
	put_option_u64(&b, STATISTICS_RECEIVED, statistics->received);
	put_option_u64(&b, STATISTICS_LOST, statistics->lost);
	put_option_u64(&b, STATISTICS_ACCEPTED, statistics->accepted);
	put_option_u64(&b, STATISTICS_DELIVERED, statistics->delivered);
	put_end(&b);
	return finish(buf, &b);
}
