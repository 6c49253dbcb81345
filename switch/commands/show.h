/* SPDX-License-Identifier: BSD-2-Clause */
/* Parts of answers that several commands write. */
#ifndef COMMANDS_SHOW_H
#define COMMANDS_SHOW_H

#include "app.h"
#include "base/writer.h"

/* Slots of a table that each piece of a long answer examines */
#define SHOW_SLOTS 4096

/**
 * fdb_show_count() - Write the counters of fdb_count() into an open object
 * @port:	PORT_NONE for the sum of all ports
 */
void fdb_show_count(const struct fdb *fdb, port_no port, struct writer *out);

/**
 * stats_show_changes() - Write what changes in the counters of a port
 *
 * An object with the keys of `stats show`, without counters that do not change;
 * nothing if none changes.
 */
void stats_show_changes(const char *port, const struct counters *changes,
			struct writer *out);

/** port_oper_word() - The port's ifOperStatus: up, down or not-present */
const char *port_oper_word(const struct app *app, const struct port *port);

/** loop_show() - Write the settings of loop detection into an open object */
void loop_show(const struct loop_detect *loop, struct writer *out);

#endif /* COMMANDS_SHOW_H */
