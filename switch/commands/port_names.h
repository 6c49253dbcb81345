/* SPDX-License-Identifier: BSD-2-Clause */
/* The ports that a line names. */
#ifndef COMMANDS_PORT_NAMES_H
#define COMMANDS_PORT_NAMES_H

#include "app.h"
#include "base/portset.h"
#include "control/command.h"
#include "control/grammar.h"

/**
 * command_port() - Find the port that the value "port" names
 * @port:	Set to NULL if the line has no such value, which is no error
 *
 * Return: 0, or -ENOENT with @err set
 */
int command_port(const struct app *app, const struct args *args,
		 struct port **port, struct err *err);

/**
 * command_ports() - Find the ports of the value "port"
 *
 * The value is a list of names, ranges and patterns; without it, all ports are
 * meant.  A word like a range may also be the name of a port.
 *
 * Unless the line has --if-exists, a named port and all ports of a range must
 * exist, and a pattern must match at least one.
 *
 * Return: 0, or -ENOENT with @err set
 */
int command_ports(const struct app *app, const struct args *args,
		  struct portset *ports, struct err *err);

typedef void command_visit(struct app *app, struct port *port,
			   const struct args *args, struct answer *answer);

/**
 * command_visit_ports() - Visit some of the ports that a line names
 *
 * For the function @more of an answer, so that frames do not wait for all
 * ports.  The cursor of the answer is the number of the next port, 0 at first.
 * Ports that have been deleted meanwhile are skipped.
 *
 * Return: ANSWER_MORE, or ANSWER_DONE after the last port
 */
int command_visit_ports(struct app *app, const struct args *args,
			struct answer *answer, command_visit *visit);

/**
 * command_show_ports() - The same, and close the open array after the last port
 */
int command_show_ports(struct app *app, const struct args *args,
		       struct answer *answer, command_visit *show);

/**
 * command_next_port() - Iterate over ports by number
 * @before:	The previous port; NULL at the start
 *
 * Return: the next port, or NULL after the last
 */
struct port *command_next_port(const struct app *app,
			       const struct portset *ports,
			       const struct port *before);

#endif /* COMMANDS_PORT_NAMES_H */
