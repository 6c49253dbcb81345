/* SPDX-License-Identifier: BSD-2-Clause */
/* A port's role in VLANs: access, trunk, native, dot1q-tunnel. */
#ifndef COMMANDS_PORT_ROLE_H
#define COMMANDS_PORT_ROLE_H

#include "app.h"
#include "base/line.h"
#include "control/grammar.h"

/**
 * port_role_check(), port_role_apply() - access, trunk, native, dot1q-tunnel
 * @ports:	NULL for one that is yet to come
 *
 * All that may be wrong is found by the first; the second cannot fail.  An "accept"
 * that the line says, too, stays as it was set.
 */
int port_role_check(const struct app *app, const struct args *args,
		    const struct portset *ports, struct err *err);
void port_role_apply(struct app *app, const struct args *args,
		     const struct portset *ports);

/**
 * port_role_words() - Append the role that a port has, as it would be said
 * @rest:	Its settings; what the role says is then as a new port has it
 *
 * Return: whether that says its whole part in VLANs; a new port's needs no words
 */
bool port_role_words(const struct bridge *br, port_no no,
		     struct port_settings *rest, struct line *line);

/** port_role_is() - Whether that would change nothing */
bool port_role_is(const struct app *app, const struct args *args, port_no no);

#endif /* COMMANDS_PORT_ROLE_H */
