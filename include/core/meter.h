/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Token buckets: a rate, and a burst that may exceed it.
 *
 * Tokens come in at the rate, up to the burst.  A frame that passes costs
 * tokens: one for each bit, without a frame check sequence, or one for the
 * frame; a GSO frame costs as much as its segments.  A frame that costs more
 * than the burst passes if the bucket is full, and leaves it in debt, so that
 * the rate holds for such frames, too.
 *
 * Time:  is an argument, in milliseconds.  A full bucket loses tokens that come
 *        in within a millisecond: a burst should not be smaller than what the
 *        rate gives in that time.
 * Text:  RATE[/BURST].  RATE is a number followed by bit, kbit, mbit, gbit or
 *        pps; BURST is a number followed by b, kb or mb (bytes), or a number of
 *        packets without a unit.  A kilobit is 1,000 bits.  By default, BURST
 *        is what the rate gives in 20 ms, but at least 15,000 bytes or 10
 *        packets.
 */
#ifndef CORE_METER_H
#define CORE_METER_H

#include "base/types.h"
#include "frame/frame.h"

/* In units; a thousand times as many must fit into 63 bits. */
#define METER_RATE_MAX	UINT64_C(1000000000000)	/* a terabit/s */
#define METER_BURST_MAX	UINT64_C(8000000000)	/* a gigabyte */

/** enum meter_unit - What a meter counts */
enum meter_unit {
	METER_OFF,
	METER_BITS,
	METER_PACKETS,
};

/**
 * struct meter_rate - Settings of a bucket
 * @rate:	Units per second
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
 * @settings:	Its rate and burst
 * @tokens:	Level at @at_ms in thousandths of a unit; negative when in debt
 */
struct meter {
	struct meter_rate settings;
	int64_t tokens;
	int64_t at_ms;
};

/** meter_parse() - Parse "off" or RATE[/BURST]; false: bad, @rate unchanged */
bool meter_parse(const char *text, struct meter_rate *rate);

#define METER_TEXT_SIZE 48

/** meter_format() - Write a rate with its burst as text; returns @text */
char *meter_format(const struct meter_rate *rate, char text[METER_TEXT_SIZE]);

/** meter_set() - Set the rate and fill the bucket; no-op if it is the same */
void meter_set(struct meter *m, const struct meter_rate *rate, int64_t now_ms);

/** meter_cost() - Cost of a frame, in the bucket's units */
uint64_t meter_cost(const struct meter *m, const struct frame *f);

/** meter_has() - Whether a frame may pass now; true if the meter is off */
bool meter_has(const struct meter *m, uint64_t cost, int64_t now_ms);

/** meter_take() - Charge a frame that passes */
void meter_take(struct meter *m, uint64_t cost, int64_t now_ms);

/** meter_when() - Time at which a frame may pass if no other passes before */
int64_t meter_when(const struct meter *m, uint64_t cost, int64_t now_ms);

#endif /* CORE_METER_H */
