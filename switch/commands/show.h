/* SPDX-License-Identifier: BSD-2-Clause */
/* Parts of answers that several commands write. */
#ifndef COMMANDS_SHOW_H
#define COMMANDS_SHOW_H

#include "app.h"
#include "base/writer.h"

/* Slots of the filtering database that one piece of a long list looks at. */
#define SHOW_SLOTS 4096

/** fdb_show_count() - fdb_count(), as keys of an open object */
void fdb_show_count(const struct fdb *fdb, port_no port, struct writer *out);

/** port_oper_word() - Operational state (RFC 2863): up, down or not-present */
const char *port_oper_word(const struct app *app, const struct port *port);

/** loop_show() - What `switch show` says of loops */
void loop_show(const struct loop_detect *loop, struct writer *out);

#endif /* COMMANDS_SHOW_H */
