/* SPDX-License-Identifier: BSD-2-Clause */
#include "config/config.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "assembly.h"
#include "config/file.h"
#include "control/grammar.h"
#include "port/listener.h"
#include "run_line.h"

#define FILE_SIZE_MAX  (16 * 1024 * 1024)
#define CANDIDATE_SIZE (1024 * 1024) /* a guess, with some ports and VLANs */

static int read_all(FILE *in, struct config *config, struct err *err)
{
	size_t size = 0, n;

	do {
		char *text;

		size = size ? size * 2 : 4096;
		if (size > FILE_SIZE_MAX)
			return err_say(err, EFBIG, "bad-file", 0,
				       "%s is too long: a configuration file "
				       "has less than %d MiB",
				       config->file, FILE_SIZE_MAX >> 20);
		text = realloc(config->text, size);
		if (!text)
			return err_set(err, ENOMEM, "read %s", config->file);
		config->text = text;
		n = fread(text + config->len, 1, size - config->len, in);
		config->len += n;
	} while (config->len == size);
	return ferror(in) ? err_set(err, errno, "read %s", config->file) : 0;
}

static int read_file(struct config *config, struct err *err)
{
	FILE *in;
	int ret;

	if (!strcmp(config->file, "-")) {
		config->file = "standard input";
		return read_all(stdin, config, err);
	}
	in = fopen(config->file, "re");
	if (!in)
		return err_set(err, errno, "open %s", config->file);
	ret = read_all(in, config, err);
	fclose(in);
	return ret;
}

/* Puts "file:line:column: " in front of the error. */
static void locate(const struct config *config, unsigned int number,
		   const char *line, size_t len, struct err *err)
{
	struct err inner = *err;
	size_t word_len;
	size_t column = grammar_column(line, len, inner.word, &word_len);

	if (column)
		snprintf(err->text, sizeof(err->text), "%s:%u:%zu: %.180s",
			 config->file, number, column, inner.text);
	else
		snprintf(err->text, sizeof(err->text), "%s:%u: %.180s",
			 config->file, number, inner.text);
}

/* They are about a switch that does not run. */
static void ignore_events(struct app *candidate)
{
	candidate->reader.seen = candidate->bridge->events.count;
}

static void note_new_ports(struct config *config, unsigned int number)
{
	for (port_no no = 1; no <= PORT_MAX; no++) {
		if (!config->candidate->ports[no])
			config->line[no] = 0;
		else if (!config->line[no])
			config->line[no] = number;
	}
}

static void note_new_listeners(struct config *config, unsigned int number)
{
	struct listener *l;

	TAILQ_FOREACH(l, &config->candidate->listeners, list)
		if (!l->line_no)
			l->line_no = number;
}

int config_parse(struct config *config, unsigned int lines, struct err *err)
{
	const char *end = config->text + config->len;

	while (!config_is_parsed(config) && lines--) {
		const char *at = config->text + config->at;
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		size_t len = (size_t)((newline ? newline : end) - at);
		int ret = len < LINE_SIZE_MAX
				  ? run_line(config->candidate, at, len, NULL,
					     err)
				  : err_say(err, EMSGSIZE, "line-too-long", 0,
					    "the line is longer than %d bytes: "
					    "split it",
					    LINE_SIZE_MAX);

		config->number++;
		if (ret) {
			locate(config, config->number, at, len, err);
			return ret;
		}
		ignore_events(config->candidate);
		note_new_ports(config, config->number);
		note_new_listeners(config, config->number);
		config->at += len + 1;
	}
	return 0;
}

bool config_is_parsed(const struct config *config)
{
	return config->at >= config->len;
}

/* The same for an error from opening a device; the line itself is correct. */
void config_locate(const struct config *config, unsigned int number,
		   struct err *err)
{
	const struct grammar *g = config->candidate->grammar;
	const char *at = config->text;
	const char *end = at + config->len;
	const char *newline;
	struct args *args;
	struct err ignored;
	size_t len;

	for (unsigned int i = 1; i < number; i++)
		at = (const char *)memchr(at, '\n', (size_t)(end - at)) + 1;
	newline = memchr(at, '\n', (size_t)(end - at));
	len = (size_t)((newline ? newline : end) - at);
	if (!err->word &&
	    !grammar_parse(g->commands, g->count, at, len, &args, &ignored)) {
		if (err->key)
			err->word = args_nth_word(args, err->key, err->nth);
		if (!err->word)
			err->word = args_word(args, "port");
		if (!err->word)
			err->word = args_word(args, "address");
		args_free(args);
	}
	locate(config, number, at, len, err);
}

int config_open(const char *file, const struct grammar *grammar,
		struct config **out, struct err *err)
{
	struct config *config = calloc(1, sizeof(*config));
	int ret;

	if (!config)
		return err_set(err, ENOMEM, "read %s", file);
	config->file = file;
	config->candidate = app_new("candidate", grammar, NULL, NULL, err);
	ret = config->candidate ? read_file(config, err) : -ENOMEM;
	if (ret)
		config_free(config);
	else
		*out = config;
	return ret;
}

int config_open_regular(const char *file, const struct grammar *grammar,
			struct config **out, struct err *err)
{
	struct stat st;

	if (stat(file, &st))
		return err_set(err, errno, "read \"%s\"", file);
	if (!S_ISREG(st.st_mode))
		return err_say(err, EINVAL, "no-file", 0,
			       "\"%s\" is not a regular file", file);
	return config_open(file, grammar, out, err);
}

size_t config_memory(const struct config *config)
{
	return config->len + CANDIDATE_SIZE;
}

struct app *config_candidate(struct config *config)
{
	return config->candidate;
}

int config_read(const char *file, const struct grammar *grammar,
		struct config **out, struct err *err)
{
	struct config *config;
	int ret = config_open(file, grammar, &config, err);

	if (ret)
		return ret;
	ret = config_parse(config, UINT_MAX, err);
	if (ret)
		config_free(config);
	else
		*out = config;
	return ret;
}

void config_free(struct config *config)
{
	if (!config)
		return;
	app_free(config->candidate);
	free(config->text);
	free(config);
}
