/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How long loop iterations take.  An iteration is all that the loop does
 * between two sleeps; a frame that arrives meanwhile waits until it ends.
 *
 * Time: nanoseconds of the monotonic clock; nothing here reads it.
 */
#ifndef ITERATION_STATS_H
#define ITERATION_STATS_H

#include "base/types.h"

#define ITERATION_BUCKETS 14

/* Lower bound of each bucket, in microseconds */
extern const uint32_t iteration_stats_from_us[ITERATION_BUCKETS];

/**
 * struct iteration_stats - A histogram; all zero is an empty one
 * @began_ns:	When the present iteration began; 0 if there is none
 * @total_ns:	Durations of all iterations together
 * @max_ns:	Duration of the longest iteration
 * @count:	Iterations
 * @bucket:	Iterations by duration: at least iteration_stats_from_us[i], and
 *		less than the next bound
 */
struct iteration_stats {
	int64_t began_ns;
	int64_t total_ns;
	int64_t max_ns;
	uint64_t count;
	uint64_t bucket[ITERATION_BUCKETS];
};

/** iteration_stats_begin() - An iteration begins */
void iteration_stats_begin(struct iteration_stats *t, int64_t now_ns);

/** iteration_stats_end() - An iteration ends: count it, if it was begun */
void iteration_stats_end(struct iteration_stats *t, int64_t now_ns);

/** iteration_stats_reset() - Empty it; the present iteration is not counted */
void iteration_stats_reset(struct iteration_stats *t);

#endif /* ITERATION_STATS_H */
