/* SPDX-License-Identifier: BSD-2-Clause */
/* The error for a port that does not exist. */
#ifndef SETTINGS_NO_SUCH_PORT_H
#define SETTINGS_NO_SUCH_PORT_H

#include "app.h"
#include "control/syntax.h"

/** similar_port() - The port that was meant; an empty span if none is similar */
struct span similar_port(const struct app *app, const char *name);

/**
 * no_such_port() - Say that a port does not exist, and suggest a similar name
 * @prefix:	Before the name: "port", or the option that names it
 * @word:	Position in the line, from 1
 *
 * Return: -ENOENT
 */
int no_such_port(const struct app *app, const char *prefix, const char *name,
		 unsigned int word, struct err *err);

#endif /* SETTINGS_NO_SUCH_PORT_H */
