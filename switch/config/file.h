/* SPDX-License-Identifier: BSD-2-Clause */
/* A file and the switch that it describes, for the files of this room. */
#ifndef CONFIG_FILE_H
#define CONFIG_FILE_H

#include "app.h"
#include "config/config.h"

/**
 * struct config - A file
 * @text:	The file, @len bytes, of which @at are parsed: @number lines
 * @candidate:	The switch that the file describes, nothing opened
 * @line:	By the candidate's port numbers: the line that made the port
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

/** config_locate() - Say in which line, and at which of its words, it went wrong */
void config_locate(const struct config *config, unsigned int number,
		   struct err *err);

#endif /* CONFIG_FILE_H */
