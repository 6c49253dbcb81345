/* SPDX-License-Identifier: BSD-2-Clause */
#include "run_line.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "control/command.h"
#include "control/grammar.h"
#include "control/syntax.h"

static int refuse_in_file(const struct command *c, struct err *err)
{
	const struct span head = syntax_head(c->syntax);

	return err_say(err, EINVAL, "not-in-a-file", 1,
		       "\"%.*s\" changes no settings: remove it from the file",
		       (int)head.len, head.at);
}

/* Pass on what was written so far: handlers stop when the answer is full. */
static void hand_over(struct answer *answer, struct writer *out)
{
	if (out)
		writer_raw(out, answer->out.text, answer->out.len);
	answer->out.len = 0;
}

static int run_whole(struct app *app, const struct args *args,
		     struct writer *out, struct err *err)
{
	struct answer answer = { .fd = -1,
				 .is_local = true,
				 .peer = PEER_NONE };
	int ret = args_command(args)->run(app, args, &answer, err);

	if (!ret && answer.more)
		ret = ANSWER_MORE;
	while (ret == ANSWER_MORE) {
		hand_over(&answer, out);
		ret = answer.more(app, args, &answer, err);
	}
	if (ret == ANSWER_LATER && answer.is_stream)
		ret = ANSWER_DONE;
	if (ret == ANSWER_LATER)
		ret = err_say(err, ETIMEDOUT, "timeout", 0,
			      "the condition is not true");
	if (!ret)
		hand_over(&answer, out);
	writer_free(&answer.out);
	if (answer.drop)
		answer.drop(answer.state);
	free(answer.state);
	return ret;
}

int run_line(struct app *app, const char *line, size_t len, struct writer *out,
	     struct err *err)
{
	struct args *args;
	int ret = grammar_read(app->grammar, line, len, &args, err);

	if (ret || !args)
		return ret;
	if (!out && args_command(args)->effect != CHANGES)
		ret = refuse_in_file(args_command(args), err);
	else
		ret = run_whole(app, args, out, err);
	args_free(args);
	return ret;
}
