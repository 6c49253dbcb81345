/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A configuration file consists of commands, one per line.  It is applied as a
 * whole or not at all.
 *
 *	file.c		runs the commands on a candidate, a switch in which
 *			nothing is opened; every mistake in the file is found
 *			here
 *	match.c		finds the running port for each port of the candidate
 *	plan.c		lists the changes; describe.c describes each in one line
 *	apply.c		makes the changes, and undoes them if one fails;
 *			finish.c makes those that cannot fail
 *	snapshot.c	the opposite: writes a running switch as lines
 *
 * A port whose device is in the file is kept, even under another name, with its
 * connection, a partly received frame, its stations and its counters; only
 * settings that differ are set.  New ports are opened before old ones are
 * removed.  An old port that has the name or the socket of a new one is
 * detached first; if the new one cannot be opened, the old one is attached
 * again with its settings and configured fdb entries.  A tap that is not
 * persistent is then a new interface.
 */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include "app.h"

struct grammar;
struct config;
struct plan;

/**
 * config_open() - Read a file
 * @file:	Its name, "-" for standard input
 * @config:	Set on success, to be freed by config_free()
 *
 * Return: 0, or a negative errno with @err set
 */
int config_open(const char *file, const struct grammar *grammar,
		struct config **config, struct err *err);

/**
 * config_open_regular() - The same for a running switch: a file that is not
 * regular is refused, because reading from a pipe may block
 */
int config_open_regular(const char *file, const struct grammar *grammar,
			struct config **config,
			struct err *err);

/**
 * config_parse() - Run the next @lines lines on the candidate
 *
 * Return: 0, or a negative errno with @err set: it names file, line and column
 */
int config_parse(struct config *config, unsigned int lines, struct err *err);

/** config_is_parsed() - Whether all lines have been run */
bool config_is_parsed(const struct config *config);

/** config_candidate() - The switch that the lines parsed so far describe */
struct app *config_candidate(struct config *config);

/** config_memory() - About how many bytes it uses */
size_t config_memory(const struct config *config);

/** config_read() - Open a file and run all of its lines */
int config_read(const char *file, const struct grammar *grammar,
		struct config **config, struct err *err);

/**
 * struct config_how - How a file is applied
 * @keep:	What the file does not name is kept
 * @logs:	Each change is logged
 * @plan:	If not NULL: set on success to the changes that were made; to be
 *		freed with plan_free()
 */
struct config_how {
	bool keep;
	bool logs;
	struct plan **plan;
};

/**
 * config_apply() - Apply a file that is parsed; once only
 *
 * Return: 0, or a negative errno with @err set and the switch unchanged, see
 * above
 */
int config_apply(struct config *config, struct app *app,
		 const struct config_how *how, struct err *err);

/** config_free() - Takes NULL */
void config_free(struct config *config);

#endif /* CONFIG_CONFIG_H */
