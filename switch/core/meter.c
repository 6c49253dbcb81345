/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/meter.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "frame/segment.h"

#define BURST_MS    20
#define BURST_BITS  (UINT64_C(15000) * 8)
#define BURST_COUNT UINT64_C(10)

static const struct unit {
	const char *word;
	enum meter_unit unit;
	uint64_t of;
} rate_units[] = {
	{ "gbit", METER_BITS, 1000000000 }, { "mbit", METER_BITS, 1000000 },
	{ "kbit", METER_BITS, 1000 },	    { "bit", METER_BITS, 1 },
	{ "pps", METER_PACKETS, 1 },	    { NULL, METER_OFF, 0 },
}, burst_units[] = {
	{ "mb", METER_BITS, 8000000 }, { "kb", METER_BITS, 8000 },
	{ "b", METER_BITS, 8 },	       { "", METER_PACKETS, 1 },
	{ NULL, METER_OFF, 0 },
};

/* Parse a number and a unit, up to @end or the end of the text. */
static bool parse_amount(const char *text, char end, const struct unit *units,
			 uint64_t max, const struct unit **unit,
			 uint64_t *amount, const char **rest)
{
	char *end_of_number;
	unsigned long long n;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	n = strtoull(text, &end_of_number, 10);
	if (errno || !n)
		return false;
	for (; units->word; units++) {
		size_t len = strlen(units->word);

		if (strncmp(end_of_number, units->word, len) != 0 ||
		    (end_of_number[len] && end_of_number[len] != end))
			continue;
		if (n > max / units->of)
			return false;
		*unit = units;
		*amount = n * units->of;
		*rest = end_of_number + len;
		return true;
	}
	return false;
}

static uint64_t default_burst(const struct meter_rate *rate)
{
	bool is_bits = rate->unit == METER_BITS;
	uint64_t least = is_bits ? BURST_BITS : BURST_COUNT;
	uint64_t burst = rate->rate / (1000 / BURST_MS);

	if (burst < least)
		return least;
	if (burst > METER_BURST_MAX)
		return METER_BURST_MAX;
	/* Whole bytes, as meter_format() writes it. */
	return is_bits ? burst / 8 * 8 : burst;
}

bool meter_parse(const char *text, struct meter_rate *rate)
{
	struct meter_rate r = { METER_OFF, 0, 0 };
	const struct unit *unit, *burst_unit;

	if (!strcmp(text, "off")) {
		*rate = r;
		return true;
	}
	if (!parse_amount(text, '/', rate_units, METER_RATE_MAX, &unit, &r.rate,
			  &text))
		return false;
	r.unit = unit->unit;
	r.burst = default_burst(&r);
	if (*text &&
	    (!parse_amount(text + 1, '\0', burst_units, METER_BURST_MAX,
			   &burst_unit, &r.burst, &text) ||
	     burst_unit->unit != r.unit))
		return false;
	*rate = r;
	return true;
}

/* Uses the largest unit that leaves no remainder; the smallest never does. */
static int format_amount(char *text, size_t size, uint64_t amount,
			 const struct unit *units, enum meter_unit unit)
{
	while (units->unit != unit || amount % units->of)
		units++;
	return snprintf(text, size, "%" PRIu64 "%s", amount / units->of,
			units->word);
}

char *meter_format(const struct meter_rate *rate, char text[METER_TEXT_SIZE])
{
	int len;

	if (rate->unit == METER_OFF)
		return strcpy(text, "off");
	len = format_amount(text, METER_TEXT_SIZE, rate->rate, rate_units,
			    rate->unit);
	text[len++] = '/';
	format_amount(text + len, METER_TEXT_SIZE - (size_t)len, rate->burst,
		      burst_units, rate->unit);
	return text;
}

void meter_set(struct meter *m, const struct meter_rate *rate, int64_t now_ms)
{
	if (meter_rate_equal(&m->settings, rate))
		return;
	m->settings = *rate;
	m->tokens = (int64_t)rate->burst * 1000;
	m->at_ms = now_ms;
}

uint64_t meter_cost(const struct meter *m, const struct frame *f)
{
	size_t count = segment_count(f);

	if (m->settings.unit == METER_PACKETS)
		return count;
	return 8 * (f->len + (uint64_t)(count - 1) * f->head_len);
}

static int64_t full(const struct meter *m)
{
	return (int64_t)m->settings.burst * 1000;
}

static int64_t tokens_at(const struct meter *m, int64_t now_ms)
{
	int64_t missing = full(m) - m->tokens;
	int64_t elapsed_ms = now_ms - m->at_ms;

	/* A thousandth of a unit in a millisecond is a unit in a second. */
	if (elapsed_ms > missing / (int64_t)m->settings.rate)
		return full(m);
	return m->tokens + elapsed_ms * (int64_t)m->settings.rate;
}

/* Tokens that there must be for a frame to pass */
static int64_t needed(const struct meter *m, uint64_t cost)
{
	return (int64_t)(cost < m->settings.burst ? cost : m->settings.burst) *
	       1000;
}

bool meter_has(const struct meter *m, uint64_t cost, int64_t now_ms)
{
	return m->settings.unit == METER_OFF ||
	       tokens_at(m, now_ms) >= needed(m, cost);
}

void meter_take(struct meter *m, uint64_t cost, int64_t now_ms)
{
	if (m->settings.unit == METER_OFF)
		return;
	m->tokens = tokens_at(m, now_ms) - (int64_t)cost * 1000;
	m->at_ms = now_ms;
}

int64_t meter_when(const struct meter *m, uint64_t cost, int64_t now_ms)
{
	int64_t rate = (int64_t)m->settings.rate;

	if (meter_has(m, cost, now_ms))
		return now_ms;
	return now_ms +
	       (needed(m, cost) - tokens_at(m, now_ms) + rate - 1) / rate;
}
