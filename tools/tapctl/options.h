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
 * @is_help:	--help: explain the command, and do not run it
 * @is_wide:	Tables have all their columns
 * @columns:	Of the terminal; 0: there is none, or @is_wide
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
	bool is_help;
	bool is_wide;
	size_t columns;
};

/**
 * options_read() - Read the options; exit when they are wrong, or when -h or -V
 * was all that was wanted
 *
 * Return: the words of the command
 */
char **options_read(struct options *o, int argc, char **argv);

#endif /* OPTIONS_H */
