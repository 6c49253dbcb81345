/* SPDX-License-Identifier: BSD-2-Clause */
/* The options that ports of all types have: PORT_OPTIONS in table.c. */
#ifndef COMMANDS_PORT_OPTIONS_H
#define COMMANDS_PORT_OPTIONS_H

#include "app.h"
#include "base/line.h"
#include "control/grammar.h"

/**
 * port_settings_check(), port_settings_apply() - What else a port has of the bridge
 * @no:		PORT_NONE for a port that is yet to come
 *
 * Likewise, but for memory; then nothing is changed.
 */
int port_settings_check(const struct app *app, const struct args *args,
			port_no no, struct err *err);
int port_settings_apply(struct app *app, const struct args *args,
			struct port *port, struct err *err);

/** port_options_check(), port_options_apply() - Both: PORT_OPTIONS of a line */
int port_options_check(const struct app *app, const struct args *args,
		       port_no no, struct err *err);
int port_options_apply(struct app *app, const struct args *args,
		       struct port *port, struct err *err);

/** port_options_are() - Whether that would change nothing */
bool port_options_are(const struct app *app, const struct args *args,
		      const struct port *port);

/** port_settings_words() - What differs from @usual, but for the backup port */
void port_settings_words(const struct port_settings *settings,
			 const struct port_settings *usual, struct line *line);

/** port_options_show() - All, as keys of an open object */
void port_options_show(const struct app *app, const struct port *port,
		       struct writer *out);

#endif /* COMMANDS_PORT_OPTIONS_H */
