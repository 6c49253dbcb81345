/* SPDX-License-Identifier: BSD-2-Clause */
#include "busiest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json_get.h"
#include "memory.h"

const char *const busiest_question = "recorder show last 10s newest 1000";

/**
 * struct sum - Frames of a station
 * @last:	The last one
 */
struct sum {
	const char *mac;
	const json_t *last;
	double frames;
	double bytes;
};

static int by_mac(const void *left, const void *right)
{
	const struct sum *a = left, *b = right;

	return strcmp(a->mac, b->mac);
}

static int by_bytes(const void *left, const void *right)
{
	const struct sum *a = left, *b = right;

	if (a->bytes != b->bytes)
		return a->bytes < b->bytes ? 1 : -1;
	return strcmp(a->mac, b->mac);
}

static bool is_later(const json_t *a, const json_t *b)
{
	return json_get_count(a, "id") > json_get_count(b, "id");
}

/* One for each frame; a runt has no address */
static size_t take_frames(struct sum *sums, const json_t *records)
{
	const json_t *record;
	size_t i, n = 0;

	json_array_foreach(records, i, record) {
		const char *mac = json_get_text(record, "src");

		if (*mac)
			sums[n++] = (struct sum){ mac, record, 1,
						  json_get_number(record,
								  "length") };
	}
	return n;
}

/* Join those with the same address, which are neighbours; return how many remain */
static size_t join(struct sum *sums, size_t n)
{
	size_t joined = 0;

	for (size_t i = 0; i < n; i++) {
		struct sum *into = &sums[joined ? joined - 1 : 0];

		if (!joined || strcmp(into->mac, sums[i].mac) != 0) {
			sums[joined++] = sums[i];
			continue;
		}
		into->frames += sums[i].frames;
		into->bytes += sums[i].bytes;
		if (is_later(sums[i].last, into->last))
			into->last = sums[i].last;
	}
	return joined;
}

static void keep_busiest(struct busiest *b, const struct sum *sums, size_t n)
{
	b->station_count = n < BUSIEST_MAX ? n : BUSIEST_MAX;
	for (size_t i = 0; i < b->station_count; i++) {
		struct busy_station *station = &b->stations[i];

		station->frames = sums[i].frames;
		station->bytes = sums[i].bytes;
		snprintf(station->mac, sizeof(station->mac), "%s", sums[i].mac);
		snprintf(station->port, sizeof(station->port), "%s",
			 json_get_text(sums[i].last, "port"));
	}
}

void busiest_read(struct busiest *b, const json_t *records)
{
	const size_t size = json_array_size(records);
	struct sum *sums = memory_check(calloc(size + 1, sizeof(*sums)));
	const json_t *record;
	size_t i, n;

	*b = (struct busiest){ .frames = (double)size };
	json_array_foreach(records, i, record) {
		b->bytes += json_get_number(record, "length");
	}
	/* the oldest one is the first */
	b->s = json_get_number(json_array_get(records, 0), "ago_ms") / 1e3;
	n = take_frames(sums, records);
	qsort(sums, n, sizeof(*sums), by_mac);
	n = join(sums, n);
	qsort(sums, n, sizeof(*sums), by_bytes);
	keep_busiest(b, sums, n);
	free(sums);
}
