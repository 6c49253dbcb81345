/* SPDX-License-Identifier: BSD-2-Clause */
/* What `why` has found, for people. */
#ifndef WHY_VIEW_H
#define WHY_VIEW_H

#include <jansson.h>
#include <stdio.h>

#include "base/types.h"

/**
 * why_view() - Write the cause, the frames of both directions, and what helps
 * @width:	Columns of a line of text; 0: lines are not broken
 * @columns:	Columns of the terminal, for tables; 0: no limit
 */
void why_view(FILE *out, const json_t *found, size_t width, size_t columns);

#endif /* WHY_VIEW_H */
