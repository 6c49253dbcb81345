/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A configuration file is commands, one a line, and is applied whole or not at
 * all.
 *
 *	file.c		runs the lines on a candidate, a switch in which nothing is
 *			opened: every mistake in the file is found there
 *	match.c		finds the running port that stands for each of the candidate
 *	plan.c		lists the changes; describe.c says each in one line
 *	apply.c		makes them, and undoes them when one fails; finish.c does
 *			what cannot fail
 *	snapshot.c	the other way: a running switch as lines
 *
 * A port whose device is in the file stays plugged in, under whatever name: its
 * connection, what it has half read, its stations and counters stay, and only
 * settings that differ are set.  New ones are opened before any old one goes.  But
 * what is in the way of a new one, with its name or at its socket's place, must
 * give way first: when the new one cannot be opened, the old one is plugged in
 * again with its settings and configured addresses, a tap as a new interface if it
 * was not persistent.
 */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include "app.h"

struct grammar;
struct config;
struct plan;

/**
 * config_open() - Read a file, to be parsed
 * @file:	Its name, "-" for standard input
 * @config:	Set on success, to be freed by config_free()
 *
 * Return: 0, or a negative errno with @err set
 */
int config_open(const char *file, const struct grammar *grammar,
		struct config **config, struct err *err);

/**
 * config_open_regular() - The same in a running switch: no pipe, for there may be
 * nobody at its other end, and frames would wait
 */
int config_open_regular(const char *file, const struct grammar *grammar,
			struct config **config,
			struct err *err);

/**
 * config_parse() - Go through some of its lines
 *
 * Return: 0, or a negative errno and @err names file, line and column
 */
int config_parse(struct config *config, unsigned int lines, struct err *err);

/** config_is_parsed() - Whether there are no more */
bool config_is_parsed(const struct config *config);

/** config_candidate() - The switch that the lines parsed so far describe */
struct app *config_candidate(struct config *config);

/** config_memory() - Bytes that it holds, about */
size_t config_memory(const struct config *config);

/** config_read() - Open a file and parse all of it */
int config_read(const char *file, const struct grammar *grammar,
		struct config **config, struct err *err);

/**
 * struct config_how - How a file is applied
 * @keep:	What it does not name stays
 * @logs:	Each change is logged
 * @plan:	Set to what was changed, to be freed with plan_free(); NULL: not wanted
 */
struct config_how {
	bool keep;
	bool logs;
	struct plan **plan;
};

/**
 * config_apply() - Make a switch as a file says that is parsed, once
 *
 * Return: 0; or a negative errno with @err set, and the switch as it was, see above
 */
int config_apply(struct config *config, struct app *app,
		 const struct config_how *how, struct err *err);

/** config_free() - Takes NULL */
void config_free(struct config *config);

#endif /* CONFIG_CONFIG_H */
