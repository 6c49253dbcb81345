/* SPDX-License-Identifier: BSD-2-Clause */
/* Shows the account of a frame to people. */
#ifndef TRACE_VIEW_H
#define TRACE_VIEW_H

#include <jansson.h>
#include <stdio.h>

#include "base/types.h"

/**
 * trace_view() - Write the result of `trace` as text
 * @width:	Columns of a line
 * @has_details: Also say what each rule is
 */
void trace_view(FILE *out, const json_t *account, size_t width,
		bool has_details);

/**
 * trace_view_live() - Write a line of `trace live` as text
 * @line:	An account, or how many frames were skipped
 */
void trace_view_live(FILE *out, const json_t *line, size_t width,
		     bool has_details);

#endif /* TRACE_VIEW_H */
