/* SPDX-License-Identifier: BSD-2-Clause */
/* Connects to the switch that the options name. */
#ifndef CONNECT_H
#define CONNECT_H

#include "lookup.h"
#include "options.h"
#include "request.h"

/** connect_lookup() - Which switch is meant: -s, -n, or TAPSWITCH_SOCKET */
struct lookup connect_lookup(const struct options *o);

/**
 * connect_to_switch() - Open a session
 *
 * Return: STATUS_DONE with the session open; or how to exit, with the error printed
 */
enum status connect_to_switch(const struct options *o, const struct lookup *l,
			      struct session *s);

/**
 * connect_for_command() - Open a session for a command that the switch runs
 * @words:	Of the command: `wait switch` waits longer for the switch to start
 *
 * Return: as connect_to_switch()
 */
enum status connect_for_command(const struct options *o, char *const *words,
				struct session *s);

#endif /* CONNECT_H */
