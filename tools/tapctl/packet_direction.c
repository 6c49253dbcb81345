/* SPDX-License-Identifier: BSD-2-Clause */
#include "packet_direction.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "capture/pcapng.h"
#include "memory.h"

#define BLOCK_MAX	 (1 << 20)
#define AT_CAPTURED_LEN	 20
#define AT_BYTES	 28
#define OPTION_FLAGS	 2
#define OPTION_HEAD	 4
#define PADDED(len)	 (((size_t)(len) + 3) & ~(size_t)3)
#define TRAILER		 sizeof(uint32_t)
#define DIRECTION_OF(fl) ((fl) & (PCAPNG_INBOUND | PCAPNG_OUTBOUND))

static bool read_at(FILE *file, off_t at, void *bytes, size_t len)
{
	return at >= 0 && !fseeko(file, at, SEEK_SET) &&
	       fread(bytes, 1, len, file) == len;
}

/* The block of a packet, which ends at @end; NULL if it is none, or in the byte
 * order of another machine */
static uint8_t *read_block(FILE *file, off_t end, uint32_t *len)
{
	struct pcapng_block section;
	uint8_t *block;

	if (!read_at(file, 0, &section, sizeof(section)) ||
	    section.type != PCAPNG_TYPE_SECTION ||
	    !read_at(file, end - (off_t)TRAILER, len, TRAILER) ||
	    *len < AT_BYTES + TRAILER || *len > BLOCK_MAX)
		return NULL;
	block = memory_check(malloc(*len));
	if (read_at(file, end - *len, block, *len) &&
	    pcapng_block(block).type == PCAPNG_TYPE_PACKET)
		return block;
	free(block);
	return NULL;
}

static uint16_t u16(const uint8_t *at)
{
	uint16_t value;

	memcpy(&value, at, sizeof(value));
	return value;
}

static uint32_t u32(const uint8_t *at)
{
	uint32_t value;

	memcpy(&value, at, sizeof(value));
	return value;
}

/* The options follow the bytes of the packet; 0 if there are no flags. */
static uint32_t flags_of(const uint8_t *block, uint32_t len)
{
	const size_t end = len - TRAILER;
	size_t at = AT_BYTES + PADDED(u32(block + AT_CAPTURED_LEN));

	while (at + OPTION_HEAD + sizeof(uint32_t) <= end) {
		if (u16(block + at) == OPTION_FLAGS)
			return u32(block + at + OPTION_HEAD);
		at += OPTION_HEAD + PADDED(u16(block + at + 2));
	}
	return 0;
}

bool packet_was_sent(FILE *file)
{
	const off_t end = ftello(file);
	bool was_sent = false;
	uint8_t *block;
	uint32_t len;

	if (end < 0)
		return false;
	block = read_block(file, end, &len);
	if (block)
		was_sent =
			DIRECTION_OF(flags_of(block, len)) == PCAPNG_OUTBOUND;
	free(block);
	fseeko(file, end, SEEK_SET);
	return was_sent;
}
