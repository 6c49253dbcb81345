/* SPDX-License-Identifier: BSD-2-Clause */
/* A file and the switch that it describes; private to this directory. */
#ifndef CONFIG_FILE_H
#define CONFIG_FILE_H

#include "app.h"
#include "config/config.h"

/**
 * struct config - A file
 * @text:	The file, @len bytes, of which @at are parsed: @number lines
 * @candidate:	The switch that the file describes; nothing is opened in it
 * @line:	The line that added each port of the candidate, by port number
 */
struct config {
	const char *file;
	char *text;
	size_t len;
	size_t at;
	unsigned int number;
	struct app *candidate;
	unsigned int line[PORT_MAX + 1];
};

/** config_locate() - Add file, line and column to an error */
void config_locate(const struct config *config, unsigned int number,
		   struct err *err);

#endif /* CONFIG_FILE_H */
