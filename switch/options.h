/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line of tapswitch(8). */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <sys/types.h>

#include "base/log.h"

/**
 * struct options - The command line
 * @socket:	NULL: the default for @name
 * @log:	File for messages, once the switch is ready; NULL: standard error,
 *		or with @background one beside the socket
 * @check:	Only look at @file
 */
struct options {
	const char *name;
	const char *file;
	const char *socket;
	const char *engine;
	const char *log;
	gid_t group;
	mode_t mode;
	enum log_level level;
	bool background;
	bool check;
};

/** options_read() - All of it; what is wrong is told, and the program ends */
void options_read(struct options *o, int argc, char **argv);

#endif /* OPTIONS_H */
