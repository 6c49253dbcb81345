/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How fast the counters of a switch increase: the difference of two samples, by
 * the time between them.
 *
 * A counter of a port that is lower than before was reset, or belongs to a new port of
 * the same name: what it shows has come since.
 */
#ifndef RATES_H
#define RATES_H

#include <jansson.h>

#include "base/types.h"
#include "busiest.h"

#define RATES_HISTORY	60		/* samples */
#define RATES_TEXT_SIZE	32		/* names of ports, states and reasons */

/** enum rates_question - The answers that a sample is made from */
enum rates_question {
	RATES_SWITCH,
	RATES_PORTS,
	RATES_STATS,
	RATES_FDB,
	RATES_QUESTION_COUNT,
};

/** rates_questions - The command for each answer */
extern const char *const rates_questions[RATES_QUESTION_COUNT];

/**
 * struct rate - A counter
 * @total:	As the switch shows it
 * @per_s:	Increase in each second since the sample before
 */
struct rate {
	double total;
	double per_s;
};

/**
 * struct port_rates - A port
 * @state:	"up", "down", "not-present", or why it is errdisabled
 * @drops:	Frames received and dropped, and frames missed
 * @tx_drops:	Copies that were not sent
 * @history:	Bits received and sent in a second, the last sample first
 * @samples:	How many samples @history has
 */
struct port_rates {
	char name[RATES_TEXT_SIZE];
	char state[RATES_TEXT_SIZE];
	struct rate rx_packets, rx_bytes, tx_packets, tx_bytes;
	struct rate drops, tx_drops;
	double stations;
	double history[RATES_HISTORY];
	size_t samples;
};

/**
 * struct reason_rate - A reason, for all ports together
 * @where:	"drops", "tx_drops" or "missed"
 */
struct reason_rate {
	char word[RATES_TEXT_SIZE];
	const char *where;
	struct rate rate;
};

/**
 * struct rates - A sample
 * @at_ms:	When it was taken; 0: there was none yet
 * @is_first:	There was none before, so that all rates are 0
 * @stats:	The answer with the counters of ports
 * @ports:	@port_count, in its order
 * @reasons:	@reason_count that have occurred
 * @busiest:	Filled in by the caller
 * @busy:	Share of the time in which the event loop was not asleep, 0..1
 */
struct rates {
	int64_t at_ms;
	bool is_first;
	char name[RATES_TEXT_SIZE];
	char engine[RATES_TEXT_SIZE];
	double uptime_s;
	json_t *stats;
	struct port_rates *ports;
	size_t port_count;
	struct reason_rate *reasons;
	size_t reason_count;
	struct rate iterations;
	struct rate busy_us;
	double busy;
	double longest_us;
	double stations, stations_max;
	struct busiest busiest;
};

/**
 * rates_update() - Replace a sample by the next one
 * @r:		All zeros before the first one
 * @answers:	Results of rates_questions
 * @now_ms:	When they were read
 *
 * Return: false if memory is short; @r is unchanged
 */
bool rates_update(struct rates *r, json_t *const answers[RATES_QUESTION_COUNT],
		  int64_t now_ms);

/** rates_free() - Free what it points to; it is all zeros afterwards */
void rates_free(struct rates *r);

#endif /* RATES_H */
