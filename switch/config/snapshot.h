/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes the lines of a file that rebuilds a running switch.
 *
 * Only settings that differ from the defaults are written, and roles as
 * keywords ("access 10").  Ports of clients are left out; the listener's line
 * is enough.
 */
#ifndef CONFIG_SNAPSHOT_H
#define CONFIG_SNAPSHOT_H

#include "app.h"
#include "base/line.h"

/** enum snapshot_part - Parts of the file; lines refer to earlier parts only */
enum snapshot_part {
	SNAPSHOT_SWITCH,
	SNAPSHOT_VLANS,
	SNAPSHOT_PORTS,
	SNAPSHOT_BACKUPS,
	SNAPSHOT_LISTENERS,
	SNAPSHOT_FDB,
	SNAPSHOT_MARKERS,
	SNAPSHOT_MIRRORS,
	SNAPSHOT_DONE,
};

/**
 * struct snapshot - The position in the file; all zeros at the beginning
 * @cursor:	The position in @part
 */
struct snapshot {
	enum snapshot_part part;
	size_t cursor;
};

/**
 * snapshot_next() - Append the next lines, each with its newline
 *
 * Each call takes a short time: it writes one port, for example, or some of a
 * million fdb entries.  The switch may change between two calls.
 *
 * Return: whether more lines follow
 */
bool snapshot_next(struct snapshot *s, const struct app *app,
		   struct line *text);

#endif /* CONFIG_SNAPSHOT_H */
