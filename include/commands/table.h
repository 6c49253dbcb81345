/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of commands.
 *
 * In tapswitch its rows run the commands.  Programs that only describe commands
 * link switch/commands/table.c compiled with TABLE_ONLY, whose rows run nothing.
 */
#ifndef COMMANDS_TABLE_H
#define COMMANDS_TABLE_H

#include "control/command.h"

extern const struct command commands[];
extern const size_t command_count;
extern const struct grammar command_grammar;

#endif /* COMMANDS_TABLE_H */
