/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line of tapswitch(8). */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <sys/types.h>

#include "base/log.h"

/**
 * struct options - The command line
 * @file:	Configuration file; NULL for none
 * @socket:	NULL: the default for @name
 * @log:	File for messages once the switch is ready; NULL: standard
 *		error, or with @background a file beside the socket
 * @group:	Group of the socket; (gid_t)-1: not set
 * @read_only_group: Of the read-only socket; (gid_t)-1: there is none
 * @check:	Only check @file
 * @ask:	Only answer questions about @file
 */
struct options {
	const char *name;
	const char *file;
	const char *socket;
	const char *engine;
	const char *log;
	gid_t group;
	gid_t read_only_group;
	mode_t mode;
	enum log_level level;
	bool background;
	bool check;
	bool ask;
};

/** options_read() - Parse the command line; exits on errors, and after help */
void options_read(struct options *o, int argc, char **argv);

#endif /* OPTIONS_H */
