/* SPDX-License-Identifier: BSD-2-Clause */
/* The command `help`, and what handlers of different nouns share. */
#include "commands/commands.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/duration.h"
#include "control/help.h"

/* Writes one command at a time: frames would wait for the whole table. */
static int help_more(struct app *app, const struct args *args,
		     struct answer *answer, struct err *err)
{
	const struct grammar *g = app->grammar;
	const struct help_topic *topic = answer->state;

	(void)args;
	(void)err;
	while (answer->cursor < g->count) {
		const struct command *c = &g->commands[answer->cursor++];

		if (!help_is_about(c, topic))
			continue;
		help_write(c, &answer->out);
		return ANSWER_MORE;
	}
	writer_end_array(&answer->out);
	return ANSWER_DONE;
}

int cmd_help(struct app *app, const struct args *args, struct answer *answer,
	     struct err *err)
{
	const struct grammar *g = app->grammar;
	struct help_topic *topic = malloc(sizeof(*topic));
	int ret;

	if (!topic)
		return err_set(err, ENOMEM, "find commands");
	answer->state = topic;
	answer->state_size = sizeof(*topic);
	ret = help_find(g->commands, g->count, args, topic, err);
	if (ret)
		return ret;
	answer->more = help_more;
	writer_begin_array(&answer->out, NULL);
	return 0;
}

int command_until(const struct app *app, const struct args *args,
		  int64_t *until_ms, struct err *err)
{
	const char *text = args_str(args, "duration");
	int64_t ms;

	*until_ms = INT64_MAX;
	if (!text)
		return 0;
	if (!duration_parse(text, &ms))
		return err_say(err, EINVAL, "bad-value",
			       args_word(args, "duration"),
			       "bad duration \"%s\", expected a number with a "
			       "unit, as 500ms, 10s or 5m",
			       text);
	*until_ms = app->now_ms + ms;
	return 0;
}
