/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A configuration file is commands, one a line, and is applied whole or not at
 * all.
 *
 * The lines are first run on a rehearsal, which finds every mistake that is in
 * the file.  Then the live switch is made equal to it: ports whose line is the
 * same stay plugged in and notice nothing; new ones are opened before any old
 * one goes.  A port whose line changed must give up its interface first: when
 * its successor cannot be opened, it is made again with all that was set and
 * learned by hand, as a new interface if it was not persistent.
 */
#ifndef CONFIG_H
#define CONFIG_H

#include "app.h"

struct config;

/**
 * config_read() - Read a file and rehearse it
 * @file:	Its name, "-" for standard input
 * @config:	Set on success, to be freed by config_free()
 *
 * Return: 0, or a negative errno and @err names file, line and column
 */
int config_read(const char *file, struct config **config, struct err *err);

/**
 * config_apply() - Make a switch equal to it, once
 *
 * Return: 0, or a negative errno with the switch as it was, see above
 */
int config_apply(struct config *config, struct app *app, struct err *err);

/** config_free() - Takes NULL */
void config_free(struct config *config);

#endif /* CONFIG_H */
