/* SPDX-License-Identifier: BSD-2-Clause */
/* The commands of tapctl itself, which no switch knows. */
#ifndef OWN_COMMANDS_H
#define OWN_COMMANDS_H

#include "control/command.h"

extern const struct grammar own_commands;

/** own_commands_have() - Whether one of them begins with this word */
bool own_commands_have(const char *word);

#endif /* OWN_COMMANDS_H */
