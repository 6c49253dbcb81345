/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of commands.
 *
 * The rows have handlers in tapswitch only.  Programs that only describe commands
 * link switch/commands/table.c compiled with TABLE_ONLY.
 */
#ifndef COMMANDS_TABLE_H
#define COMMANDS_TABLE_H

#include "control/command.h"

extern const struct command commands[];
extern const size_t command_count;
extern const struct grammar command_grammar;

#endif /* COMMANDS_TABLE_H */
