/* SPDX-License-Identifier: BSD-2-Clause */
/* The ports that a line names. */
#ifndef COMMANDS_PORT_NAMES_H
#define COMMANDS_PORT_NAMES_H

#include "app.h"
#include "base/portset.h"
#include "control/command.h"
#include "control/grammar.h"

/**
 * command_port() - The port that the value called "port" names
 * @port:	NULL when the value was not given, which is no error
 *
 * Return: 0, or -ENOENT with @err set
 */
int command_port(const struct app *app, const struct args *args,
		 struct port **port, struct err *err);

/**
 * command_ports() - The ports that the value called "port" means, a list of names,
 * ranges and patterns; all when it was not given
 *
 * One that is named must exist, and so must all of a range, and one at least that
 * a pattern is for, unless the line says --if-exists.  What looks like a range may
 * be a port's name.
 *
 * Return: 0, or -ENOENT with @err set
 */
int command_ports(const struct app *app, const struct args *args,
		  struct portset *ports, struct err *err);

typedef void command_visit(struct app *app, struct port *port,
			   const struct args *args, struct answer *answer);

/**
 * command_some_ports() - For @more: go to some of them, as that takes time
 *
 * The answer's cursor is the next one; one that goes meanwhile is left out.
 *
 * Return: ANSWER_MORE, or ANSWER_DONE behind the last
 */
int command_some_ports(struct app *app, const struct args *args,
		       struct answer *answer, command_visit *visit);

/** command_show_ports() - The same, and end the array that was begun for them */
int command_show_ports(struct app *app, const struct args *args,
		       struct answer *answer, command_visit *show);

/** command_next_port() - Walk them by number, from NULL on; NULL at the end */
struct port *command_next_port(const struct app *app,
			       const struct portset *ports,
			       const struct port *before);

#endif /* COMMANDS_PORT_NAMES_H */
