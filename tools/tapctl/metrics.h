/* SPDX-License-Identifier: BSD-2-Clause */
/* Turns the answers of a switch into metrics. */
#ifndef METRICS_H
#define METRICS_H

#include <jansson.h>
#include <stdio.h>

#include "metric_families.h"

/**
 * metrics_write() - Write all metrics of a switch as OpenMetrics text
 * @answers:	The results of metric_questions; values that are not there are
 *		left out
 */
void metrics_write(FILE *out, json_t *const answers[SOURCE_COUNT]);

#endif /* METRICS_H */
