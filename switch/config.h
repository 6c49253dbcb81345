/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A configuration file is commands, one a line, and is applied whole or not at
 * all.
 *
 * The lines are first run on a rehearsal, which finds every mistake that is in
 * the file.  Then the live switch is made equal to it: ports whose line is the
 * same stay plugged in and notice nothing, new ones are opened before old ones
 * go, and when one cannot be opened, everything is put back.
 */
#ifndef CONFIG_H
#define CONFIG_H

#include "app.h"

/**
 * config_apply() - Make a switch equal to a file
 * @file:	Its name, "-" for standard input
 *
 * Return: 0, or a negative errno and @err names file, line and column
 */
int config_apply(struct app *app, const char *file, struct err *err);

/** config_check() - Only rehearse */
int config_check(const char *file, struct err *err);

#endif /* CONFIG_H */
