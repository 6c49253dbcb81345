/* SPDX-License-Identifier: BSD-2-Clause */
/* config show, config reload */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "commands/commands.h"
#include "config/snapshot.h"
#include "reload.h"

/* Writes each line as a string of the array that was begun. */
static void show_lines(struct line *text, struct writer *out)
{
	char *rest = text->text, *line;

	if (text->failed)
		out->failed = true;
	while ((line = strsep(&rest, "\n")))
		if (*line)
			writer_str(out, NULL, line);
	line_free(text);
}

static int show_more(struct app *app, const struct args *args,
		     struct answer *answer, struct err *err)
{
	struct line text = { 0 };
	const bool has_more = snapshot_next(answer->state, app, &text);

	(void)args;
	(void)err;
	show_lines(&text, &answer->out);
	if (has_more)
		return ANSWER_MORE;
	writer_end_array(&answer->out);
	return ANSWER_DONE;
}

int cmd_config_show(struct app *app, const struct args *args,
		    struct answer *answer, struct err *err)
{
	(void)app;
	(void)args;
	answer->state_size = sizeof(struct snapshot);
	answer->state = calloc(1, answer->state_size);
	if (!answer->state)
		return err_set(err, ENOMEM, "show the configuration");
	writer_begin_array(&answer->out, NULL);
	answer->more = show_more;
	return 0;
}

static int reload_more(struct app *app, const struct args *args,
		       struct answer *answer, struct err *err)
{
	int ret;

	(void)args;
	if (!reload_is_done(app->reload, (unsigned int)answer->cursor, &ret,
			    err))
		return ANSWER_LATER;
	return ret ? ret : ANSWER_DONE;
}

int cmd_config_reload(struct app *app, const struct args *args,
		      struct answer *answer, struct err *err)
{
	(void)args;
	if (!app->reload)
		return err_say(
			err, EINVAL, "not-in-a-file", 1,
			"a configuration file cannot reload itself: remove "
			"this line");
	answer->cursor = reload_request(app->reload);
	answer->more = reload_more;
	return 0;
}
