/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How long iterations of the loop take: one is all that is done between one
 * sleep and the next, and a frame that comes meanwhile waits for its end.
 *
 * Time: nanoseconds of the monotonic clock; nothing here reads it.
 */
#ifndef ITERATION_STATS_H
#define ITERATION_STATS_H

#include "base/types.h"

#define ITERATION_BUCKETS 14

/* From how many microseconds on an iteration is counted in which bucket */
extern const uint32_t iteration_stats_from_us[ITERATION_BUCKETS];

/**
 * struct iteration_stats - A histogram; all zero is one that has seen nothing
 * @began_ns:	When the iteration began that is not yet counted; 0 if there is none
 * @max_ns:	The longest
 * @bucket:	Iterations of @iteration_stats_from_us and more, but less than the next
 */
struct iteration_stats {
	int64_t began_ns;
	int64_t max_ns;
	uint64_t count;
	uint64_t bucket[ITERATION_BUCKETS];
};

void iteration_stats_begin(struct iteration_stats *t, int64_t now_ns);

/** iteration_stats_end() - Count the one that has begun, if one has */
void iteration_stats_end(struct iteration_stats *t, int64_t now_ns);

/** iteration_stats_reset() - Start again; the present one is not counted */
void iteration_stats_reset(struct iteration_stats *t);

#endif /* ITERATION_STATS_H */
