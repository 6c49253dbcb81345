/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Input: the size of the memory, and blocks to write into it.  What was written is read
 * back, more strictly than by other readers: each block, option and interface that is
 * wrong stops the fuzzer.
 */
#include <string.h>

#include "capture/pcapng.h"
#include "fuzz.h"

#define SIZE_MAX_TRIED 4096
#define TEXT_SIZE      64
#define NAMES_MAX      4

/** struct input - The bytes that are not yet used; zeros follow them */
struct input {
	const uint8_t *data;
	size_t size;
};

/** struct reader - A block or a part of it; all that is read must be within */
struct reader {
	const uint8_t *at;
	size_t left;
};

/** struct found - What was read, and what was written */
struct found {
	uint32_t interfaces;
	uint32_t blocks;
	uint32_t written;
};

static uint8_t take(struct input *in)
{
	if (!in->size)
		return 0;
	in->size--;
	return *in->data++;
}

static uint64_t take_u64(struct input *in)
{
	uint64_t value = 0;

	for (int i = 0; i < 8; i++)
		value = value << 8 | take(in);
	return value;
}

/* NULL, or text of any length below TEXT_SIZE */
static const char *take_text(struct input *in, char text[TEXT_SIZE])
{
	size_t len = take(in) % (TEXT_SIZE + 1);

	if (len == TEXT_SIZE)
		return NULL;
	for (size_t i = 0; i < len; i++)
		text[i] = (char)take(in);
	text[len] = '\0';
	return text;
}

static bool write_section(struct pcapng_buf *buf, struct input *in)
{
	char text[3][TEXT_SIZE];

	return pcapng_section(buf,
			      &(struct pcapng_section){
				      .hardware = take_text(in, text[0]),
				      .os = take_text(in, text[1]),
				      .application = take_text(in, text[2]) });
}

static bool write_interface(struct pcapng_buf *buf, struct input *in)
{
	char text[3][TEXT_SIZE];
	struct pcapng_interface interface = {
		.name = take_text(in, text[0]),
		.description = take_text(in, text[1]),
		.filter = take_text(in, text[2]),
		.mac.byte[5] = take(in),
		.speed_bps = take(in),
		.snaplen = take(in),
	};

	return pcapng_interface(buf, &interface);
}

static bool write_packet(struct pcapng_buf *buf, struct input *in,
			 uint32_t interface)
{
	char text[2][TEXT_SIZE];
	struct pcapng_packet packet = {
		.interface = interface,
		.flags = 1u << take(in) % 2 | 1u << (9 + take(in) % 3),
		.time_ns = take_u64(in),
		.id = take(in),
		.lost = take(in),
		.verdict = (enum pcapng_verdict)(take(in) % 3),
		.reason = take_text(in, text[0]),
		.sentence = take_text(in, text[1]),
	};

	packet.len = take(in);
	packet.captured_len = take(in);
	if (packet.captured_len > in->size)
		packet.captured_len = (uint32_t)in->size;
	packet.len += packet.captured_len;
	packet.bytes = packet.captured_len ? in->data : NULL;
	return pcapng_packet(buf, &packet);
}

static bool write_names(struct pcapng_buf *buf, struct input *in)
{
	struct pcapng_name names[NAMES_MAX] = { 0 };
	char text[NAMES_MAX][TEXT_SIZE];
	size_t n = take(in) % (NAMES_MAX + 1);

	for (size_t i = 0; i < n; i++) {
		names[i].kind = (enum pcapng_address)(1 + take(in) % 3);
		names[i].name = take_text(in, text[i]);
		names[i].address[0] = take(in);
	}
	return pcapng_names(buf, names, n);
}

static bool write_statistics(struct pcapng_buf *buf, struct input *in,
			     uint32_t interface)
{
	return pcapng_statistics(
		buf, &(struct pcapng_statistics){ .interface = interface,
						  .time_ns = take_u64(in),
						  .start_ns = take_u64(in),
						  .end_ns = take(in),
						  .received = take_u64(in) });
}

/* Returns whether there was room; counts what was written */
static bool write_block(struct pcapng_buf *buf, struct input *in,
			uint32_t *interfaces)
{
	uint8_t kind = take(in) % 8;
	uint32_t interface;

	if (!*interfaces || kind == 0) {
		if (!write_interface(buf, in))
			return false;
		++*interfaces;
		return true;
	}
	interface = take(in) % *interfaces;
	if (kind == 1)
		return write_names(buf, in);
	if (kind == 2)
		return write_statistics(buf, in, interface);
	return write_packet(buf, in, interface);
}

static void read_bytes(struct reader *r, void *bytes, size_t len)
{
	must(len <= r->left);
	memcpy(bytes, r->at, len);
	r->at += len;
	r->left -= len;
}

static uint16_t read_u16(struct reader *r)
{
	uint16_t value;

	read_bytes(r, &value, sizeof(value));
	return value;
}

static uint32_t read_u32(struct reader *r)
{
	uint32_t value;

	read_bytes(r, &value, sizeof(value));
	return value;
}

static struct reader read_part(struct reader *r, size_t len)
{
	struct reader part = { r->at, len };

	must(len <= r->left);
	r->at += len;
	r->left -= len;
	return part;
}

/* Bytes, and the zeros that fill them up to a multiple of 4 */
static struct reader read_padded(struct reader *r, size_t len)
{
	struct reader part = read_part(r, len);

	for (; len % 4; len++) {
		uint8_t zero;

		read_bytes(r, &zero, 1);
		must(!zero);
	}
	return part;
}

/* Lengths by code: 0 is any from 1 on */
static void check_items(struct reader *r, const uint8_t *lens, size_t count)
{
	uint64_t seen = 0;

	for (;;) {
		uint16_t code = read_u16(r), len = read_u16(r);

		if (!code) {
			must(!len);
			return;
		}
		must(code < count && lens[code] != UINT8_MAX);
		must(len && (!lens[code] || len == lens[code]));
		must(code == 7 || !(seen >> code & 1)); /* several verdicts */
		seen |= 1ull << code;
		read_padded(r, len);
	}
}

#define NONE UINT8_MAX

static void check_section(struct reader *r)
{
	static const uint8_t lens[] = { 0, 0, 0, 0, 0 };

	must(read_u32(r) == 0x1a2b3c4d);
	must(read_u16(r) == 1 && read_u16(r) == 0);
	must(read_u32(r) == UINT32_MAX && read_u32(r) == UINT32_MAX);
	check_items(r, lens, sizeof(lens));
}

static void check_interface(struct reader *r)
{
	static const uint8_t lens[] = { 0, 0, 0, 0,    NONE, NONE, 6,
					8, 8, 1, NONE, 0,    NONE, 1 };

	must(read_u16(r) == 1 && read_u16(r) == 0);
	read_u32(r);
	check_items(r, lens, sizeof(lens));
}

static void check_packet(struct reader *r, uint32_t interfaces)
{
	static const uint8_t lens[] = { 0, 0, 4, NONE, 8, 8, NONE, 0 };
	uint32_t captured_len;

	must(read_u32(r) < interfaces);
	read_part(r, 8);
	captured_len = read_u32(r);
	must(captured_len <= read_u32(r));
	read_padded(r, captured_len);
	check_items(r, lens, sizeof(lens));
}

static void check_names(struct reader *r)
{
	static const uint8_t address_lens[] = { 0, 4, 16, 6 };
	uint16_t kind, len;

	while (kind = read_u16(r), len = read_u16(r), kind) {
		struct reader record = read_padded(r, len);

		must(kind < sizeof(address_lens));
		read_part(&record, address_lens[kind]);
		must(record.left >= 2 && !record.at[record.left - 1]);
		must(!memchr(record.at, 0, record.left - 1));
	}
	must(!len);
}

static void check_statistics(struct reader *r, uint32_t interfaces)
{
	static const uint8_t lens[] = { 0, 0, 8, 8, 8, 8, 8, 8, 8 };

	must(read_u32(r) < interfaces);
	read_part(r, 8);
	check_items(r, lens, sizeof(lens));
}

static void check_block(struct reader *file, struct found *found)
{
	struct reader block = *file, body;
	uint32_t type = read_u32(&block), len = read_u32(&block);

	must(len >= 12 && len % 4 == 0);
	read_part(file, len);
	body = read_part(&block, len - 12);
	must(read_u32(&block) == len);
	must(!found->blocks == (type == 0x0a0d0d0a));
	found->blocks++;
	switch (type) {
	case 0x0a0d0d0a:
		check_section(&body);
		break;
	case 1:
		check_interface(&body);
		found->interfaces++;
		break;
	case 4:
		check_names(&body);
		break;
	case 5:
		check_statistics(&body, found->interfaces);
		break;
	case 6:
		check_packet(&body, found->interfaces);
		break;
	default:
		must(!"a block of an unknown type");
	}
	must(!body.left);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	/* Of exactly this size, so that the address sanitizer sees overruns. */
	size_t room = (size_t)(take(&in) << 8 | take(&in)) % SIZE_MAX_TRIED;
	struct pcapng_buf buf = { .bytes = malloc(room), .size = room };
	struct found found = { 0 };
	uint32_t interfaces = 0;
	struct reader file;

	must(buf.bytes || !room);
	if (write_section(&buf, &in))
		do
			found.written++;
		while (in.size && write_block(&buf, &in, &interfaces));
	must(buf.len <= room);
	file = (struct reader){ buf.bytes, buf.len };
	while (file.left)
		check_block(&file, &found);
	must(found.blocks == found.written && found.interfaces == interfaces);
	free(buf.bytes);
	return 0;
}
