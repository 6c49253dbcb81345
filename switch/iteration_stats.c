/* SPDX-License-Identifier: BSD-2-Clause */
#include "iteration_stats.h"

const uint32_t iteration_stats_from_us[ITERATION_BUCKETS] = {
	0,    10,   20,	  50,	 100,	200,   500,
	1000, 2000, 5000, 10000, 20000, 50000, 100000,
};

void iteration_stats_begin(struct iteration_stats *t, int64_t now_ns)
{
	t->began_ns = now_ns;
}

/* Searches from the lowest bucket, as most iterations are short. */
static size_t bucket_of(int64_t ns)
{
	size_t i = 0;

	while (i + 1 < ITERATION_BUCKETS &&
	       ns >= iteration_stats_from_us[i + 1] * INT64_C(1000))
		i++;
	return i;
}

void iteration_stats_end(struct iteration_stats *t, int64_t now_ns)
{
	int64_t ns = now_ns - t->began_ns;

	if (!t->began_ns)
		return;
	t->began_ns = 0;
	t->count++;
	t->total_ns += ns;
	t->bucket[bucket_of(ns)]++;
	if (ns > t->max_ns)
		t->max_ns = ns;
}

void iteration_stats_reset(struct iteration_stats *t)
{
	*t = (struct iteration_stats){ 0 };
}
