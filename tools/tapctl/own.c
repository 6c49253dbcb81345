/* SPDX-License-Identifier: BSD-2-Clause */
#include "own.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/line.h"
#include "connect.h"
#include "control/grammar.h"
#include "diagnostic.h"
#include "exporter.h"
#include "list.h"
#include "own_commands.h"
#include "scrape.h"
#include "top.h"

static enum status run_list(const struct options *o, const struct args *args)
{
	(void)args;
	return list_switches(o);
}

static enum status run_metrics(const struct options *o, const struct args *args)
{
	struct lookup l = connect_lookup(o);
	enum status status;
	struct session s;
	struct err err;
	int ret;

	(void)args;
	l.is_to_read = true;
	status = connect_to_switch(o, &l, &s);
	if (status != STATUS_DONE)
		return status;
	ret = scrape(&s, stdout, INT64_MAX, &err);
	session_close(&s);
	if (ret) {
		diagnostic_say(o->is_json, err.code, "%s", err.text);
		return ret == -EPROTO ? STATUS_REFUSED : STATUS_NO_SWITCH;
	}
	if (!fflush(stdout) && !ferror(stdout))
		return STATUS_DONE;
	diagnostic_say(o->is_json, "no-output", "cannot write the result");
	return STATUS_REFUSED;
}

static const struct {
	const char *noun;
	enum status (*run)(const struct options *o, const struct args *args);
} handlers[] = {
	{ "list", run_list },
	{ "metrics", run_metrics },
	{ "exporter", exporter_run },
	{ "top", top_run },
};

static enum status refuse(const struct options *o, const struct line *line,
			  const struct err *err)
{
	const struct diagnostic d = {
		.code = err->code,
		.text = err->text,
		.line = line->text,
		.len = line->len,
		.word = err->word,
	};

	diagnostic_print(&d, o->is_json);
	return STATUS_USAGE;
}

enum status own_run(const struct options *o, char *const *words)
{
	const char *noun = words[0];
	struct line line = { 0 };
	struct args *args = NULL;
	enum status status = STATUS_USAGE;
	struct err err;

	while (*words)
		line_word(&line, *words++);
	if (line.failed)
		diagnostic_say(o->is_json, "system", "out of memory");
	else if (grammar_read(&own_commands, line.text, line.len, &args, &err))
		status = refuse(o, &line, &err);
	for (size_t i = 0; args && i < ARRAY_SIZE(handlers); i++)
		if (!strcmp(noun, handlers[i].noun))
			status = handlers[i].run(o, args);
	args_free(args);
	line_free(&line);
	return status;
}
