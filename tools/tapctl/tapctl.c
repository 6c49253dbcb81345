/* SPDX-License-Identifier: BSD-2-Clause */
/* Runs one command on a switch: that of the command line, or each of a file. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "request.h"
#include "base/line.h"
#include "capture_options.h"
#include "commands/table.h"
#include "connect.h"
#include "diagnostic.h"
#include "help.h"
#include "offline.h"
#include "options.h"
#include "own.h"
#include "own_commands.h"

/* -s of bridge(8): replace `show` by the command that shows counters */
static char *const *replace_show(struct line *line, char *const *words)
{
	static const char *const nouns[][2] = {
		{ "vlan", "stats vlan" },
		{ "link", "stats show" },
		{ "port", "stats show" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(nouns); i++) {
		if (strcmp(words[0], nouns[i][0]) != 0 ||
		    (words[1] && strcmp(words[1], "show") != 0))
			continue;
		line_words(line, "%s", nouns[i][1]);
		return words + (words[1] ? 2 : 1);
	}
	return words;
}

static enum status run_words(struct session *s, struct request r,
			     char *const *words, bool has_statistics)
{
	struct line line = { 0 };
	enum status status;

	if (has_statistics)
		words = replace_show(&line, words);
	while (*words)
		line_word(&line, *words++);
	if (line.failed) {
		diagnostic_say(r.is_json, "system", "out of memory");
		return STATUS_USAGE;
	}
	r.line = line.text;
	r.len = line.len;
	status = request_run(s, &r);
	line_free(&line);
	return status;
}

static enum status run_lines(struct session *s, struct request r, FILE *file)
{
	enum status status = STATUS_DONE;
	char *line = NULL;
	size_t size = 0;
	ssize_t len;

	while (status == STATUS_DONE &&
	       (len = getline(&line, &size, file)) > 0) {
		r.line = line;
		r.len = (size_t)len - (line[len - 1] == '\n');
		r.number++;
		status = request_run(s, &r);
	}
	free(line);
	if (status == STATUS_DONE && ferror(file)) {
		diagnostic_say(r.is_json, "system", "%s: %s", r.file,
			       strerror(errno));
		status = STATUS_USAGE;
	}
	return status;
}

static FILE *open_lines(const char *path, bool is_json)
{
	FILE *file = strcmp(path, "-") ? fopen(path, "re") : stdin;

	if (file)
		return file;
	diagnostic_say(is_json, "system", "%s: %s", path, strerror(errno));
	exit(STATUS_USAGE);
}

/* If the caller has closed one, the socket must not take its number */
static void open_standard_descriptors(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= 2);
	if (fd > 2)
		close(fd);
}

/* `trace --config FILE PORT FRAME` */
static bool is_about_file(char *const *words)
{
	return words[0] && !strcmp(words[0], "trace") && words[1] &&
	       !strcmp(words[1], "--config");
}

/* Asks the switch of a file, which does not run, the command without FILE. */
static enum status ask_file(const struct options *o, struct request r,
			    char **words)
{
	struct offline offline;
	enum status status;
	struct err err;

	if (!words[2]) {
		diagnostic_say(o->is_json, "usage",
			       "\"--config\" needs a file");
		return STATUS_USAGE;
	}
	if (offline_open(&offline, words[2], &err)) {
		diagnostic_say(o->is_json, err.code, "%s", err.text);
		return STATUS_NO_SWITCH;
	}
	words[2] = words[0];
	status = run_words(&offline.session, r, words + 2, false);
	offline_close(&offline);
	return status;
}

static enum status help(const struct options *o, char *const *words)
{
	const struct lookup lookup = connect_lookup(o);

	return help_run(o, words, &lookup, &command_grammar);
}

int main(int argc, char **argv)
{
	struct options o;
	struct request r = { 0 };
	struct pcapng_output output;
	struct session session;
	enum status status;
	FILE *file = NULL;
	char **words;

	open_standard_descriptors();
	words = options_read(&o, argc, argv);
	r.is_json = o.is_json;
	r.is_pretty = o.is_pretty;
	r.has_details = o.has_details;
	r.has_colour = o.has_colour;
	r.file = o.batch && !strcmp(o.batch, "-") ? "<stdin>" : o.batch;
	r.columns = o.columns;
	if (help_is_wanted(&o, words))
		return help(&o, words);
	if (o.batch) {
		file = open_lines(o.batch, o.is_json);
	} else if (own_commands_have(words[0])) {
		return own_run(&o, words);
	} else if (is_about_file(words)) {
		return ask_file(&o, r, words);
	} else if (!strcmp(words[0], "capture")) {
		capture_options(words, &output, o.is_json);
		r.output = &output;
	}
	status = connect_for_command(&o, words, &session);
	if (status != STATUS_DONE)
		return status;
	status = file ? run_lines(&session, r, file)
		      : run_words(&session, r, words, o.has_statistics);
	session_close(&session);
	if (file)
		fclose(file);
	return status;
}
