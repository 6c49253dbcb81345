/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which values of the answers of a switch become metrics, and how they are called.
 *
 * To add a metric, add a row to the table in metric_families.c.
 */
#ifndef METRIC_FAMILIES_H
#define METRIC_FAMILIES_H

#include "openmetrics.h"

/** enum metric_source - The answer that has the values */
enum metric_source {
	SOURCE_SWITCH,			/* switch show: one object */
	SOURCE_PORTS,			/* port show, and so on: an array of them */
	SOURCE_STATS,			/* stats show */
	SOURCE_VLANS,			/* stats vlan */
	SOURCE_FDB,			/* fdb stats */
	SOURCE_MIRRORS,			/* mirror show */
	SOURCE_MARKERS,			/* marker show */
	SOURCE_REASONS,			/* stats reasons */
	SOURCE_COUNT,
};

/** metric_questions - The command for each source */
extern const char *const metric_questions[SOURCE_COUNT];

/** enum metric_value - How the value under a key becomes that of a sample */
enum metric_value {
	VALUE_NUMBER,			/* as it is */
	VALUE_MS,			/* milliseconds, in seconds */
	VALUE_US,			/* microseconds, in seconds */
	VALUE_IS,			/* 1 if it is the word of the key, else 0 */
	VALUE_SUM,			/* the values of an object together */
	VALUE_LABELS,			/* 1; the values of all keys are labels */
	VALUE_BY_REASON,		/* a sample for each reason of this kind */
};

/**
 * struct metric_key - A key, and what it is in the samples
 * @key:	Two keys with a "." between for an object in an object
 * @word:	The value of the label; for VALUE_LABELS its name
 */
struct metric_key {
	const char *key;
	const char *word;
};

#define METRIC_KEYS_MAX	9

/**
 * struct metric_family - A family, with samples for each object of the source
 * @label:	The label that tells the keys apart; NULL if there is only one
 * @keys:	A sample for each; one that the object lacks is left out, but 0 if
 *		the object in the object is there: counts that are 0 are absent
 */
struct metric_family {
	struct openmetrics_family family;
	enum metric_source source;
	enum metric_value value;
	const char *label;
	struct metric_key keys[METRIC_KEYS_MAX];
};

extern const struct metric_family metric_families[];
extern const size_t metric_family_count;

#endif /* METRIC_FAMILIES_H */
