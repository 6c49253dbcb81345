/* SPDX-License-Identifier: BSD-2-Clause */
/* `tapctl top`: what happens in a switch, live. */
#ifndef TOP_H
#define TOP_H

#include "control/grammar.h"
#include "options.h"
#include "request.h"

/**
 * top_run() - Show rates on a terminal, or print them if there is none
 * @args:	Of the command
 */
enum status top_run(const struct options *o, const struct args *args);

#endif /* TOP_H */
