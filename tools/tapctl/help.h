/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * `tapctl help`, and --help behind any command.
 *
 * The switch is asked, if one answers, as it may be of another version than tapctl;
 * otherwise the table of commands that tapctl was built with is used.
 */
#ifndef HELP_H
#define HELP_H

#include "request.h"
#include "control/command.h"
#include "lookup.h"
#include "options.h"

/** help_is_wanted() - Whether the line asks for help */
bool help_is_wanted(const struct options *o, char *const *words);

/**
 * help_run() - Explain what the words are about
 * @table:	The commands that tapctl was built with
 */
enum status help_run(const struct options *o, char *const *words,
		     const struct lookup *lookup,
		     const struct grammar *table);

#endif /* HELP_H */
