/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Token buckets: how much may pass, and how much of it at once.
 *
 * A bucket fills at its rate up to its burst.  What passes takes out what it
 * costs: bits of the frame, without a frame check sequence, or one for the
 * frame; a GSO frame costs what the segments cost that it stands for.  What
 * costs more than the whole burst passes when the bucket is full, and leaves it
 * in debt, so that the rate holds for it, too.
 *
 * Time:  comes in, in milliseconds.  What runs over within one is lost: a burst
 *        should be no less than what the rate gives in that time.
 * As text: RATE[/BURST].  RATE is a number with bit, kbit, mbit, gbit or pps
 * behind it; BURST one with b, kb or mb (bytes), or of packets, without a unit.
 * Thousands are of 1,000.  Without a burst it is what the rate gives in 20 ms,
 * but 15,000 bytes or 10 packets at least.
 */
#ifndef CORE_METER_H
#define CORE_METER_H

#include "base/types.h"
#include "frame/frame.h"

/* Units, so that a thousand times as many fit into 63 bits */
#define METER_RATE_MAX	UINT64_C(1000000000000)	/* a terabit/s */
#define METER_BURST_MAX	UINT64_C(8000000000)	/* a gigabyte */

/** enum meter_unit - What is counted */
enum meter_unit {
	METER_OFF,
	METER_BITS,
	METER_PACKETS,
};

/**
 * struct meter_rate - What a bucket is to be
 * @rate:	Units a second
 * @burst:	Units
 */
struct meter_rate {
	enum meter_unit unit;
	uint64_t rate;
	uint64_t burst;
};

static inline bool meter_rate_equal(const struct meter_rate *a,
				    const struct meter_rate *b)
{
	return a->unit == b->unit && a->rate == b->rate && a->burst == b->burst;
}

/**
 * struct meter - A bucket
 * @tokens:	Thousandths of a unit in it at @at_ms; below 0 in debt
 */
struct meter {
	struct meter_rate is;
	int64_t tokens;
	int64_t at_ms;
};

/** meter_parse() - Read "off" or RATE[/BURST]; @rate is set only if it is one */
bool meter_parse(const char *text, struct meter_rate *rate);

#define METER_TEXT_SIZE 48

/** meter_format() - Write it, with its burst; returns @text */
char *meter_format(const struct meter_rate *rate, char text[METER_TEXT_SIZE]);

/** meter_set() - Make a full bucket of it; one that is so already goes on */
void meter_set(struct meter *m, const struct meter_rate *rate, int64_t now_ms);

/** meter_cost() - What a frame takes out of a bucket, in its units */
uint64_t meter_cost(const struct meter *m, const struct frame *f);

/** meter_has() - Whether it may pass now; what is off lets all pass */
bool meter_has(const struct meter *m, uint64_t cost, int64_t now_ms);

/** meter_take() - It passes */
void meter_take(struct meter *m, uint64_t cost, int64_t now_ms);

/** meter_when() - When it may pass, if nothing else does meanwhile */
int64_t meter_when(const struct meter *m, uint64_t cost, int64_t now_ms);

#endif /* CORE_METER_H */
