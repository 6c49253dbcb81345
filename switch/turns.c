/* SPDX-License-Identifier: BSD-2-Clause */
#include "turns.h"

const uint32_t turns_from_us[TURNS_BUCKETS] = {
	0,    10,   20,	  50,	 100,	200,   500,
	1000, 2000, 5000, 10000, 20000, 50000, 100000,
};

void turns_begin(struct turns *t, int64_t now_ns)
{
	t->began_ns = now_ns;
}

/* Most turns are short: they are found at once. */
static size_t bucket_of(int64_t ns)
{
	size_t i = 0;

	while (i + 1 < TURNS_BUCKETS &&
	       ns >= turns_from_us[i + 1] * INT64_C(1000))
		i++;
	return i;
}

void turns_end(struct turns *t, int64_t now_ns)
{
	int64_t ns = now_ns - t->began_ns;

	if (!t->began_ns)
		return;
	t->began_ns = 0;
	t->count++;
	t->bucket[bucket_of(ns)]++;
	if (ns > t->max_ns)
		t->max_ns = ns;
}

void turns_reset(struct turns *t)
{
	*t = (struct turns){ 0 };
}
