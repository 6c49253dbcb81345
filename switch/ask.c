/* SPDX-License-Identifier: BSD-2-Clause */
#include "ask.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "config/config.h"
#include "control/grammar.h"
#include "ports.h"
#include "run_line.h"

#define BEGIN "{\"ok\":true,\"result\":"

/* A port of a candidate is not opened; here, each has found its device. */
static void connect_ports(struct app *app)
{
	for (struct port *p = NULL; (p = app_next_port(app, p));) {
		p->linked = true;
		app_sync_port(p);
	}
}

/* Sets @is_empty if the line is not answered. */
static int check_line(const struct app *app, const char *line, size_t len,
		      bool *is_empty, struct err *err)
{
	struct args *args = NULL;
	int ret = grammar_read(app->grammar, line, len, &args, err);

	*is_empty = !ret && !args;
	if (args && args_command(args)->effect != READS)
		ret = err_say(err, EINVAL, "read-only", 1,
			      "a file is only asked: commands that change "
			      "something need a switch that runs");
	args_free(args);
	return ret;
}

static void write_error(const struct err *err, struct writer *out)
{
	writer_begin_object(out, NULL);
	writer_bool(out, "ok", false);
	writer_begin_object(out, "error");
	writer_str(out, "code", err->code);
	writer_str(out, "message", err->text);
	if (err->word)
		writer_uint(out, "word", err->word);
	writer_end_object(out);
	writer_end_object(out);
}

static bool put(struct writer *out)
{
	bool is_whole = !out->failed;

	if (is_whole)
		fwrite(out->text, 1, out->len, stdout);
	writer_free(out);
	return is_whole && putchar('\n') != EOF && !fflush(stdout);
}

static bool put_error(const struct err *err)
{
	struct writer out = { 0 };

	write_error(err, &out);
	return put(&out);
}

static bool answer(struct app *app, const char *line, size_t len)
{
	struct writer out = { 0 };
	struct err err;
	bool is_empty;
	int ret = check_line(app, line, len, &is_empty, &err);

	if (is_empty)
		return true;
	writer_raw(&out, BEGIN, strlen(BEGIN));
	if (!ret)
		ret = run_line(app, line, len, &out, &err);
	if (ret) {
		writer_free(&out);
		return put_error(&err);
	}
	if (out.len == strlen(BEGIN))
		writer_raw(&out, "null", strlen("null"));
	writer_raw(&out, "}", 1);
	return put(&out);
}

static bool answer_lines(struct app *app)
{
	char *line = NULL;
	size_t size = 0;
	bool is_written = true;
	ssize_t len;

	while (is_written && (len = getline(&line, &size, stdin)) > 0)
		is_written = answer(app, line,
				    (size_t)len - (line[len - 1] == '\n'));
	free(line);
	return is_written;
}

bool ask(const char *file, const struct grammar *grammar)
{
	struct config *config;
	struct err err;
	bool is_written;

	if (config_read(file, grammar, &config, &err)) {
		/* The word and the code are about a line of the file. */
		err.word = 0;
		err.code = "bad-file";
		put_error(&err);
		return false;
	}
	connect_ports(config_candidate(config));
	is_written = answer_lines(config_candidate(config));
	config_free(config);
	return is_written;
}
