/* SPDX-License-Identifier: BSD-2-Clause */
/* Help for the items of a command, from the lists of the command. */
#ifndef CONTROL_ITEM_HELP_H
#define CONTROL_ITEM_HELP_H

#include "control/command.h"
#include "control/syntax.h"

/**
 * item_help() - Find the help of an item
 *
 * The words of the command itself are searched before the shared ones.
 *
 * Return: a phrase, or NULL when there is none
 */
const char *item_help(const struct command *command,
		      const struct syntax_item *item);

#endif /* CONTROL_ITEM_HELP_H */
