/* SPDX-License-Identifier: BSD-2-Clause */
/* Asks a switch for its counters again and again. */
#ifndef TOP_SAMPLER_H
#define TOP_SAMPLER_H

#include "lookup.h"
#include "rates.h"

/**
 * struct top_sampler - The switch, and the last sample
 * @lookup:	Where to connect again, after the switch did not answer in time
 */
struct top_sampler {
	struct lookup lookup;
	struct session session;
	bool is_connected;
	struct rates rates;
};

/**
 * top_sampler_next() - Take the next sample
 * @timeout_ms:	How long to wait for the answers
 *
 * Return: 0; -ETIMEDOUT if the switch does not answer, and @t->rates is that of the
 * last sample; or another negative errno if it has ended.  @err is set
 */
int top_sampler_next(struct top_sampler *t, int64_t timeout_ms,
		     struct err *err);

void top_sampler_end(struct top_sampler *t);

#endif /* TOP_SAMPLER_H */
