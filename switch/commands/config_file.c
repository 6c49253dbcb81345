/* SPDX-License-Identifier: BSD-2-Clause */
/* config diff, config apply: a file and the running switch */
#include <errno.h>
#include <stdlib.h>

#include "commands/commands.h"
#include "config/plan.h"
#include "port/async_close.h"

#define LINES_AT_ONCE                                                          \
	16 /* of a file; then it is the turn of frames and other clients */

/**
 * struct job - A file that is compared or applied for a client
 * @config:	NULL once the file is applied
 * @mark:	The answer is complete when the descriptors up to this mark,
 *		those of removed ports, are closed
 */
struct job {
	struct config *config;
	size_t mark;
};

static void drop(void *state)
{
	struct job *job = state;

	config_free(job->config);
}

int command_check_path(const struct args *args, struct err *err)
{
	const char *file = args_str(args, "file");

	if (*file == '/')
		return 0;
	return err_say(err, EINVAL, "bad-value", args_word(args, "file"),
		       "\"%.80s\": expected a path that begins with /", file);
}

static int begin(const struct app *app, const struct args *args,
		 struct answer *answer, struct err *err)
{
	struct job *job;
	int ret = command_check_path(args, err);

	if (!ret && answer->is_local)
		ret = err_say(
			err, EINVAL, "not-in-a-file", 1,
			"a configuration file cannot read another one: remove "
			"this line");
	if (ret)
		return ret;
	job = calloc(1, sizeof(*job));
	if (!job)
		return err_set(err, ENOMEM, "read %s", args_str(args, "file"));
	answer->state = job;
	answer->state_size = sizeof(*job);
	answer->drop = drop;
	ret = config_open_regular(args_str(args, "file"), app->grammar,
				  &job->config, err);
	if (ret)
		err->word = args_word(args, "file");
	else
		answer->state_size += config_memory(job->config);
	return ret;
}

/* Turns an error in a line of the file into an error of the value "file". */
static int refuse_file(const struct args *args, struct err *err, int ret)
{
	err->code = "bad-file";
	err->word = args_word(args, "file");
	err->key = NULL;
	return ret;
}

static void write_changes(const struct plan *plan, struct writer *out)
{
	for (size_t i = 0; i < plan->n; i++)
		writer_str(out, NULL, plan->changes[i].text.text);
}

/* Return: ANSWER_MORE, or a negative errno with @err set: it names the line */
static int read_some(const struct args *args, struct job *job, struct err *err)
{
	int ret = config_parse(job->config, LINES_AT_ONCE, err);

	return ret ? refuse_file(args, err, ret) : ANSWER_MORE;
}

static int diff_more(struct app *app, const struct args *args,
		     struct answer *answer, struct err *err)
{
	struct job *job = answer->state;
	struct plan *plan;

	if (!config_is_parsed(job->config))
		return read_some(args, job, err);
	plan = plan_new(job->config, app, args_has(args, "keep"));
	if (!plan)
		return err_set(err, ENOMEM, "compare with %s",
			       args_str(args, "file"));
	writer_begin_array(&answer->out, NULL);
	write_changes(plan, &answer->out);
	writer_end_array(&answer->out);
	plan_free(plan);
	return ANSWER_DONE;
}

int cmd_config_diff(struct app *app, const struct args *args,
		    struct answer *answer, struct err *err)
{
	(void)app;
	answer->more = diff_more;
	return begin(app, args, answer, err);
}

/* The answer lists the changes; it ends when removed ports are closed. */
static int apply(struct app *app, const struct args *args,
		 struct answer *answer, struct err *err)
{
	struct job *job = answer->state;
	struct plan *plan;
	const struct config_how how = {
		.keep = args_has(args, "keep"),
		.logs = true,
		.plan = &plan,
	};
	int ret = config_apply(job->config, app, &how, err);

	if (ret)
		return refuse_file(args, err, ret);
	writer_begin_array(&answer->out, NULL);
	write_changes(plan, &answer->out);
	plan_free(plan);
	config_free(job->config);
	job->config = NULL;
	job->mark = async_close_mark();
	return ANSWER_MORE;
}

static int apply_more(struct app *app, const struct args *args,
		      struct answer *answer, struct err *err)
{
	struct job *job = answer->state;

	if (!job->config) {
		if (!async_close_has_closed(job->mark))
			return ANSWER_LATER;
		writer_end_array(&answer->out);
		return ANSWER_DONE;
	}
	return config_is_parsed(job->config) ? apply(app, args, answer, err)
					     : read_some(args, job, err);
}

int cmd_config_apply(struct app *app, const struct args *args,
		     struct answer *answer, struct err *err)
{
	(void)app;
	answer->more = apply_more;
	return begin(app, args, answer, err);
}
