/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A running switch as the lines of a file that makes it again.
 *
 * Only what differs from the defaults is written; roles as they are said
 * ("access 10").  Clients' ports are not: their listener's line brings them.
 */
#ifndef CONFIG_SNAPSHOT_H
#define CONFIG_SNAPSHOT_H

#include "app.h"
#include "base/line.h"

/** enum snapshot_part - In the order of the lines: each needs those before it */
enum snapshot_part {
	SNAPSHOT_SWITCH,
	SNAPSHOT_VLANS,
	SNAPSHOT_PORTS,
	SNAPSHOT_BACKUPS,
	SNAPSHOT_LISTENERS,
	SNAPSHOT_FDB,
	SNAPSHOT_DONE,
};

/**
 * struct snapshot - How far it is written; all zeros: not at all
 * @cursor:	Within @part
 */
struct snapshot {
	enum snapshot_part part;
	size_t cursor;
};

/**
 * snapshot_next() - Append the lines of the next piece, each with its newline
 *
 * One port, say, or some of a million addresses: what takes no long time.  What
 * changes between two pieces is as it is when its piece is written.
 *
 * Return: whether there is more
 */
bool snapshot_next(struct snapshot *s, const struct app *app, struct line *text);

#endif /* CONFIG_SNAPSHOT_H */
