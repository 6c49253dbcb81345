/* SPDX-License-Identifier: BSD-2-Clause */
/* `tapctl list`: the switches that run on this machine. */
#ifndef LIST_H
#define LIST_H

#include "request.h"
#include "options.h"

/**
 * list_switches() - Print a row for each socket in the directories for sockets
 *
 * Its state is "running"; "stale" if no switch serves it any more; "forbidden" if
 * the user may not open it; "silent" if the switch does not answer in time.
 */
enum status list_switches(const struct options *o);

#endif /* LIST_H */
