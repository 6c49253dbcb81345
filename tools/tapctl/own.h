/* SPDX-License-Identifier: BSD-2-Clause */
/* Runs a command of tapctl itself. */
#ifndef OWN_H
#define OWN_H

#include "options.h"
#include "request.h"

/** own_run() - Run the command of these words; the first one is of own_commands */
enum status own_run(const struct options *o, char *const *words);

#endif /* OWN_H */
