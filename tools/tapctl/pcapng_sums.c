/* SPDX-License-Identifier: BSD-2-Clause */
#include "pcapng_sums.h"

#include <stdlib.h>
#include <string.h>

#include "capture/pcapng.h"
#include "memory.h"

#define LOST_UNKNOWN	UINT64_MAX
#define STATISTICS_LOST 5 /* isb_ifdrop */

/* Of a block of statistics */
enum { INTERFACE_AT = 8, OPTIONS_AT = 20, END_SIZE = 4 };

static void add_interface(struct pcapng_sums *s)
{
	size_t size = (s->interfaces + 1) * sizeof(*s->lost);

	s->lost = memory_check(realloc(s->lost, size));
	s->lost[s->interfaces++] = LOST_UNKNOWN;
}

/* LOST_UNKNOWN if the option is not among them */
static uint64_t find_lost(const uint8_t *options, size_t size)
{
	uint16_t head[2]; /* code and length */
	uint64_t lost = LOST_UNKNOWN;

	while (size >= sizeof(head)) {
		size_t len;

		memcpy(head, options, sizeof(head));
		len = sizeof(head) + (head[1] + 3u) / 4 * 4;
		if (!head[0] || len > size)
			break;
		if (head[0] == STATISTICS_LOST && head[1] == sizeof(lost))
			memcpy(&lost, options + sizeof(head), sizeof(lost));
		options += len;
		size -= len;
	}
	return lost;
}

static bool add_statistics(struct pcapng_sums *s, const uint8_t *block,
			   size_t len)
{
	uint32_t interface;

	if (len < OPTIONS_AT + END_SIZE)
		return false;
	memcpy(&interface, block + INTERFACE_AT, sizeof(interface));
	if (interface >= s->interfaces)
		return false;
	s->lost[interface] =
		find_lost(block + OPTIONS_AT, len - OPTIONS_AT - END_SIZE);
	return true;
}

bool pcapng_sums_add(struct pcapng_sums *s, const uint8_t *block)
{
	struct pcapng_block b = pcapng_block(block);

	switch (b.type) {
	case PCAPNG_TYPE_INTERFACE:
		add_interface(s);
		return true;
	case PCAPNG_TYPE_STATISTICS:
		return add_statistics(s, block, b.len);
	case PCAPNG_TYPE_PACKET:
		s->packets++;
		return true;
	default:
		return true;
	}
}

bool pcapng_sums_lost(const struct pcapng_sums *s, uint64_t *lost)
{
	bool is_known = true;

	*lost = 0;
	for (uint32_t i = 0; i < s->interfaces; i++) {
		if (s->lost[i] == LOST_UNKNOWN)
			is_known = false;
		else
			*lost += s->lost[i];
	}
	return is_known;
}

void pcapng_sums_free(struct pcapng_sums *s)
{
	free(s->lost);
	*s = (struct pcapng_sums){ 0 };
}
