/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes metrics as text in the format OpenMetrics 1.0.
 *
 * A family is written as a whole before the next one begins.  The text ends with
 * openmetrics_end().
 */
#ifndef OPENMETRICS_H
#define OPENMETRICS_H

#include <stdio.h>

#include "base/types.h"

/** enum openmetrics_type - What the samples of a family are */
enum openmetrics_type {
	OPENMETRICS_COUNTER,		/* only increases, until it is reset */
	OPENMETRICS_GAUGE,
	OPENMETRICS_INFO,		/* labels are what it says; its value is 1 */
	OPENMETRICS_HISTOGRAM,
	OPENMETRICS_TYPE_COUNT,
};

/**
 * struct openmetrics_family - Samples that have a name
 * @name:	Ends with the unit if there is one, and has no "_total" or "_info"
 * @unit:	"seconds", "bytes"; NULL if there is none
 * @help:	What it is, for people
 */
struct openmetrics_family {
	const char *name;
	enum openmetrics_type type;
	const char *unit;
	const char *help;
};

#define OPENMETRICS_LABELS_MAX	12

/**
 * struct openmetrics_labels - The labels of a sample, in their order
 *
 * Names and values are not copied.
 */
struct openmetrics_labels {
	struct {
		const char *name;
		const char *value;
	} label[OPENMETRICS_LABELS_MAX];
	size_t n;
};

/**
 * openmetrics_label() - Append a label
 * @value:	"" if there is none: all samples of a family have the same labels
 */
void openmetrics_label(struct openmetrics_labels *labels, const char *name,
		       const char *value);

/** openmetrics_family() - Begin a family */
void openmetrics_family(FILE *out, const struct openmetrics_family *family);

/** openmetrics_sample() - Write a sample of a counter, a gauge or an info */
void openmetrics_sample(FILE *out, const struct openmetrics_family *family,
			const struct openmetrics_labels *labels, double value);

/**
 * struct openmetrics_bucket - Part of a histogram
 * @most:	The largest value in it, included; INFINITY in the last one
 * @count:	Values in it, without those of the buckets before
 */
struct openmetrics_bucket {
	double most;
	double count;
};

/**
 * openmetrics_histogram() - Write the samples of a histogram
 * @sum:	Of all values
 */
void openmetrics_histogram(FILE *out, const struct openmetrics_family *family,
			   const struct openmetrics_labels *labels,
			   const struct openmetrics_bucket *buckets, size_t n,
			   double sum);

/** openmetrics_end() - End the text */
void openmetrics_end(FILE *out);

#endif /* OPENMETRICS_H */
