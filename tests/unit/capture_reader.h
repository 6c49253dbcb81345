/* SPDX-License-Identifier: BSD-2-Clause */
/* A capture of a switch, and the blocks that were read from it; to be included after
 * cmocka.h. */
#ifndef TEST_CAPTURE_READER_H
#define TEST_CAPTURE_READER_H

#include <string.h>

#include "capture/capture.h"
#include "capture/pcapng.h"

struct app;

/**
 * struct reader - A capture and the blocks that were read from it
 * @len:	Bytes of @bytes
 */
struct reader {
	struct app *app;
	struct capture *capture;
	size_t len;
	uint8_t bytes[8 * CAPTURE_BUFFER];
};

/* A packet of the file, without its options */
struct packet {
	uint32_t interface;
	uint32_t len;
	uint32_t captured_len;
	const uint8_t *bytes;
	const uint8_t *options;
	const uint8_t *end;
};

static inline uint32_t u32(const uint8_t *bytes)
{
	uint32_t value;

	memcpy(&value, bytes, sizeof(value));
	return value;
}

static inline uint16_t u16(const uint8_t *bytes)
{
	uint16_t value;

	memcpy(&value, bytes, sizeof(value));
	return value;
}

/* All that the capture has written is read. */
static inline void read_all(struct reader *r)
{
	const uint8_t *bytes;
	size_t len;

	while ((bytes = capture_take(r->capture, 1000, &len))) {
		assert_true(r->len + len <= sizeof(r->bytes));
		memcpy(r->bytes + r->len, bytes, len);
		r->len += len;
	}
}

/* The n-th block of a type, from 0; NULL if there are fewer */
static inline const uint8_t *block(const struct reader *r, uint32_t type,
				   size_t n)
{
	size_t at = 0;

	while (at < r->len) {
		struct pcapng_block b = pcapng_block(r->bytes + at);

		assert_true(b.len >= 12 && at + b.len <= r->len);
		assert_int_equal(u32(r->bytes + at + b.len - 4), b.len);
		if (b.type == type && !n--)
			return r->bytes + at;
		at += b.len;
	}
	return NULL;
}

static inline size_t count(const struct reader *r, uint32_t type)
{
	size_t n = 0;

	while (block(r, type, n))
		n++;
	return n;
}

static inline bool read_packet(const struct reader *r, size_t n,
			       struct packet *p)
{
	const uint8_t *b = block(r, PCAPNG_TYPE_PACKET, n);

	*p = (struct packet){ 0 };
	if (!b)
		return false;
	*p = (struct packet){
		.interface = u32(b + 8),
		.captured_len = u32(b + 20),
		.len = u32(b + 24),
		.bytes = b + 28,
		.options = b + 28 + (u32(b + 20) + 3) / 4 * 4,
		.end = b + u32(b + 4) - 4,
	};
	return true;
}

/* The value of an option, which has @len bytes; NULL if there is none */
static inline const uint8_t *option(const struct packet *p, uint16_t code,
				    uint16_t *len)
{
	for (const uint8_t *o = p->options; o + 4 <= p->end && u16(o);
	     o += 4 + (u16(o + 2) + 3) / 4 * 4) {
		if (u16(o) != code)
			continue;
		*len = u16(o + 2);
		return o + 4;
	}
	return NULL;
}

static inline uint64_t id_of(const struct packet *p)
{
	uint64_t id = 0;
	uint16_t len;
	const uint8_t *value = option(p, 5, &len);

	assert_non_null(value);
	memcpy(&id, value, sizeof(id));
	return id;
}

static inline uint32_t flags_of(const struct packet *p)
{
	uint16_t len;

	return u32(option(p, 2, &len));
}

static inline void assert_comment(const struct packet *p, const char *begins)
{
	uint16_t len;
	const uint8_t *text = option(p, 1, &len);

	assert_non_null(text);
	assert_true(len >= strlen(begins));
	assert_memory_equal(text, begins, strlen(begins));
}

static inline uint64_t statistic(const struct reader *r, size_t n,
				 uint16_t code)
{
	const uint8_t *b = block(r, PCAPNG_TYPE_STATISTICS, n);
	const struct packet p = { .options = b + 20,
				  .end = b + u32(b + 4) - 4 };
	const uint8_t *value;
	uint64_t number;
	uint16_t len;

	value = option(&p, code, &len);
	assert_non_null(value);
	memcpy(&number, value, sizeof(number));
	return number;
}

#endif /* TEST_CAPTURE_READER_H */
