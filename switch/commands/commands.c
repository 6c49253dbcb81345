/* SPDX-License-Identifier: BSD-2-Clause */
/* Commands that are run where no client waits, and `help`. */
#include "commands/commands.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "commands/renamed.h"
#include "control/syntax.h"

static int refuse_in_file(const struct command *c, struct err *err)
{
	size_t len = strcspn(c->syntax, "<[|");

	while (c->syntax[len - 1] == ' ')
		len--;
	return err_say(err, EINVAL, "not-in-a-file", 1,
		       "\"%.*s\" only shows or waits: remove it from the file",
		       (int)len, c->syntax);
}

/* Pass on what was written so far: a full answer would not go on. */
static void hand_over(struct answer *answer, struct writer *out)
{
	if (out)
		writer_raw(out, answer->out.text, answer->out.len);
	answer->out.len = 0;
}

static int run_whole(struct app *app, const struct args *args,
		     struct writer *out, struct err *err)
{
	struct answer answer = { .fd = -1, .is_local = true };
	int ret = args_command(args)->run(app, args, &answer, err);

	if (!ret && answer.more)
		ret = ANSWER_MORE;
	while (ret == ANSWER_MORE) {
		hand_over(&answer, out);
		ret = answer.more(app, args, &answer, err);
	}
	if (ret == ANSWER_LATER)
		ret = err_say(err, ETIMEDOUT, "timeout", 0, "not true yet");
	if (!ret)
		hand_over(&answer, out);
	writer_free(&answer.out);
	if (answer.drop)
		answer.drop(answer.state);
	free(answer.state);
	return ret;
}

int commands_run(struct app *app, const char *line, size_t len,
		 struct writer *out, struct err *err)
{
	struct args *args;
	int ret = grammar_parse(app->grammar->commands, app->grammar->count,
				line, len, &args, err);

	if (ret)
		renamed_explain(line, len, err);
	if (ret || !args)
		return ret;
	if (!out && !args_command(args)->changes)
		ret = refuse_in_file(args_command(args), err);
	else
		ret = run_whole(app, args, out, err);
	args_free(args);
	return ret;
}

bool command_on(const struct args *args, const char *name)
{
	return !strcmp(args_str(args, name), "on");
}

/* Whether the row goes on with one of these words; moved behind it then */
static bool goes_on_with(const char **row, const char *word)
{
	struct syntax_item item;

	return !word ||
	       (syntax_next(row, &item) && !item.optional &&
		item.kind == SYNTAX_WORD && span_has_word(item.word, word));
}

static bool is_about(const struct command *c, const char *noun,
		     const char *verb)
{
	const char *row = c->syntax;

	return goes_on_with(&row, noun) && goes_on_with(&row, verb);
}

static bool is_any_about(const struct grammar *g, const char *noun,
			 const char *verb)
{
	for (size_t i = 0; i < g->count; i++)
		if (is_about(&g->commands[i], noun, verb))
			return true;
	return false;
}

int cmd_help(struct app *app, const struct args *args, struct answer *answer,
	     struct err *err)
{
	const char *noun = args_str(args, "noun");
	const char *verb = args_str(args, "verb");
	const struct grammar *g = app->grammar;

	if (!is_any_about(g, noun, NULL))
		return err_say(err, ENOENT, "bad-value",
			       args_word(args, "noun"),
			       "there are no commands about \"%s\"", noun);
	if (!is_any_about(g, noun, verb))
		return err_say(err, ENOENT, "bad-value",
			       args_word(args, "verb"),
			       "there is no command \"%s %s\"", noun, verb);
	writer_begin_array(&answer->out, NULL);
	for (size_t i = 0; i < g->count; i++) {
		const struct command *c = &g->commands[i];

		if (!is_about(c, noun, verb))
			continue;
		writer_begin_object(&answer->out, NULL);
		writer_str(&answer->out, "syntax", c->syntax);
		writer_str(&answer->out, "help", c->help);
		writer_str(&answer->out, "example", c->example);
		writer_bool(&answer->out, "changes", c->changes);
		writer_end_object(&answer->out);
	}
	writer_end_array(&answer->out);
	return 0;
}
