/* SPDX-License-Identifier: BSD-2-Clause */
#include "marker_capture.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "commands/table.h"
#include "control/grammar.h"

#define NAME_AT 2 /* marker add NAME */

unsigned int marker_capture_file(const char *line, size_t len,
				 const struct words *words)
{
	struct args *args = NULL;
	struct err ignored;
	unsigned int file = 0;

	if (words->n <= NAME_AT || strcmp(words->word[0].text, "marker") ||
	    strcmp(words->word[1].text, "add") ||
	    grammar_parse(command_grammar.commands, command_grammar.count, line,
			  len, &args, &ignored))
		return 0;
	if (args_has(args, "capture"))
		file = args_word(args, "capture");
	args_free(args);
	return file;
}

/* A file that does not exist can be made where its directory can be written. */
static bool is_writable(const char *path)
{
	char directory[PATH_MAX];
	const char *slash = strrchr(path, '/');

	if (!access(path, W_OK))
		return true;
	if (errno != ENOENT)
		return false;
	snprintf(directory, sizeof(directory), "%.*s",
		 slash ? (int)(slash - path) + 1 : 1, slash ? path : ".");
	return !access(directory, W_OK | X_OK);
}

int marker_capture_check(const char *path, struct err *err)
{
	if (strcmp(path, "-") != 0)
		return is_writable(path)
			       ? 0
			       : err_set(err, errno, "write to \"%s\"", path);
	if (isatty(STDOUT_FILENO))
		return err_say(err, EINVAL, "usage", 0,
			       "standard output is a terminal: name a file, or "
			       "pipe the packets, as into \"tshark -i -\"");
	return 0;
}

void marker_capture_lines(const char *line, size_t len,
			  const struct words *words, unsigned int file,
			  struct line *add, struct line *capture)
{
	const size_t from = words->word[file - 2].at;
	const size_t to = words->word[file - 1].at + words->word[file - 1].len;

	line_words(add, "%.*s%.*s", (int)from, line, (int)(len - to),
		   line + to);
	line_words(capture, "capture marker");
	line_word(capture, words->word[NAME_AT].text);
}
