/* SPDX-License-Identifier: BSD-2-Clause */
/* The options that ports of all types have: PORT_OPTIONS in table.c. */
#ifndef SETTINGS_PORT_OPTIONS_H
#define SETTINGS_PORT_OPTIONS_H

#include "app.h"
#include "base/line.h"
#include "control/grammar.h"

/**
 * port_settings_check() - Check the options of a line, except for the role
 * @no:		The port that is changed; PORT_NONE for one that is not added
 *		yet
 *
 * Return: 0, or a negative errno with @err set
 */
int port_settings_check(const struct app *app, const struct args *args,
			port_no no, struct err *err);

/**
 * port_settings_apply() - Set the options that port_settings_check() has
 * checked
 *
 * Return: 0, or -ENOMEM with @err set and nothing changed
 */
int port_settings_apply(struct app *app, const struct args *args,
			struct port *port, struct err *err);

/**
 * port_options_check(), port_options_apply() - The same for all options: the
 * settings, and the role
 */
int port_options_check(const struct app *app, const struct args *args,
		       port_no no, struct err *err);
int port_options_apply(struct app *app, const struct args *args,
		       struct port *port, struct err *err);

/** port_options_match() - Whether a port already has all options of a line */
bool port_options_match(const struct app *app, const struct args *args,
			const struct port *port);

/**
 * port_settings_words() - Append the settings that differ from @defaults
 *
 * The backup port is left out.
 */
void port_settings_words(const struct port_settings *settings,
			 const struct port_settings *defaults, struct line *line);

/** port_options_show() - Write all options into an open object */
void port_options_show(const struct app *app, const struct port *port,
		       struct writer *out);

#endif /* SETTINGS_PORT_OPTIONS_H */
