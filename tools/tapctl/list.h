/* SPDX-License-Identifier: BSD-2-Clause */
/* The switches that run here: `tapctl list`, which no switch is asked. */
#ifndef LIST_H
#define LIST_H

#include "ask.h"
#include "options.h"

/**
 * list_switches() - Write a row for each socket where switches have theirs
 *
 * Its state is "running"; "stale" when nobody serves it any more; "forbidden"
 * when we may not ask; "silent" when nobody answers.
 */
enum status list_switches(const struct options *o);

#endif /* LIST_H */
