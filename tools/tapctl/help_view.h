/* SPDX-License-Identifier: BSD-2-Clause */
/* The answer to `help` as text for people. */
#ifndef HELP_VIEW_H
#define HELP_VIEW_H

#include <jansson.h>
#include <stdio.h>

#include "control/help.h"

/**
 * help_view() - Explain commands
 * @commands:	An array, as control/help.h describes it
 * @width:	Columns to fill
 *
 * Commands about a noun, or about anything, are a list with a line or two for each.
 * A noun and a verb are explained with all their words; so is a command that a
 * third word picks out, as a kind of port.  Any other word is explained alone.
 */
void help_view(FILE *out, const json_t *commands,
	       const struct help_topic *topic, size_t width);

#endif /* HELP_VIEW_H */
