/* SPDX-License-Identifier: BSD-2-Clause */
/* What stands before the command. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "base/types.h"

/**
 * struct options - Which switch, and how its answers are wanted
 * @name:	Of the switch; NULL when not given, as @socket and @batch
 * @batch:	File of lines, "-" for standard input
 * @is_json:	Results and errors as JSON
 * @is_pretty:	With a line for each value
 * @has_statistics: What is shown is counted, as bridge(8) means it
 * @has_details: All that there is to tell
 * @has_colour:	On this terminal, or as told
 */
struct options {
	const char *name;
	const char *socket;
	const char *batch;
	bool is_json;
	bool is_pretty;
	bool has_statistics;
	bool has_details;
	bool has_colour;
};

/**
 * options_read() - Or end, with what is wrong, or with what was asked for
 *
 * Return: the words of the command
 */
char **options_read(struct options *o, int argc, char **argv);

#endif /* OPTIONS_H */
