/* SPDX-License-Identifier: BSD-2-Clause */
/* What an item of a command means, from the lists that belong to the command. */
#ifndef CONTROL_ITEM_HELP_H
#define CONTROL_ITEM_HELP_H

#include "control/command.h"
#include "control/syntax.h"

/**
 * item_help() - Find the help of an item
 *
 * The command's own words come before those that it shares with others.
 *
 * Return: a phrase, or NULL when there is none
 */
const char *item_help(const struct command *command,
		      const struct syntax_item *item);

#endif /* CONTROL_ITEM_HELP_H */
