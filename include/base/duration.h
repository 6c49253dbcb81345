/* SPDX-License-Identifier: BSD-2-Clause */
/* Durations as text: a whole number with a unit, as 500ms, 10s, 5m, 2h. */
#ifndef BASE_DURATION_H
#define BASE_DURATION_H

#include "base/types.h"

#define DURATION_MAX_MS INT64_C(8640000000)	/* 100 days */

/**
 * duration_parse() - Read a duration
 * @text:	A number without a unit means seconds
 *
 * Return: false if it is none, or longer than DURATION_MAX_MS
 */
bool duration_parse(const char *text, int64_t *ms);

#endif /* BASE_DURATION_H */
