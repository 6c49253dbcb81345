/* SPDX-License-Identifier: BSD-2-Clause */
#include "own.h"

#include <string.h>

#include "base/line.h"
#include "control/grammar.h"
#include "diagnostic.h"
#include "list.h"
#include "own_commands.h"

static enum status run_list(const struct options *o, const struct args *args)
{
	(void)args;
	return list_switches(o);
}

static const struct {
	const char *noun;
	enum status (*run)(const struct options *o, const struct args *args);
} handlers[] = {
	{ "list", run_list },
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
