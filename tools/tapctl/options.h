/* SPDX-License-Identifier: BSD-2-Clause */
/* The options in front of the command. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "base/types.h"

/**
 * struct options - Which switch, and how to print its answers
 * @name:	Of the switch; NULL if not given, like @socket and @batch
 * @batch:	File of lines, "-" for standard input
 * @is_json:	Print results and errors as JSON
 * @is_pretty:	Print JSON with a line for each value
 * @has_statistics: Show counters, as -s of bridge(8)
 * @has_details: Show all keys of each object
 * @has_colour:	Use colours, by default on a terminal
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
