/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How long the turns of the loop take: a turn is all that is done between one
 * sleep and the next, and a frame that comes meanwhile waits for its end.
 *
 * Time: nanoseconds of the monotonic clock; nothing here reads it.
 */
#ifndef TURNS_H
#define TURNS_H

#include "base/types.h"

#define TURNS_BUCKETS 14

/* From how many microseconds on a turn is counted in which bucket */
extern const uint32_t turns_from_us[TURNS_BUCKETS];

/**
 * struct turns - A histogram; all zero is one that has seen nothing
 * @began_ns:	When the turn began that is not yet counted; 0 if there is none
 * @max_ns:	The longest
 * @bucket:	Turns of @turns_from_us and more, but less than the next
 */
struct turns {
	int64_t began_ns;
	int64_t max_ns;
	uint64_t count;
	uint64_t bucket[TURNS_BUCKETS];
};

void turns_begin(struct turns *t, int64_t now_ns);

/** turns_end() - Count the turn that has begun; none if none has */
void turns_end(struct turns *t, int64_t now_ns);

/** turns_reset() - Start again; the turn that asks for it is not counted */
void turns_reset(struct turns *t);

#endif /* TURNS_H */
