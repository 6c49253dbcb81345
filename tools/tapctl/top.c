/* SPDX-License-Identifier: BSD-2-Clause */
#include "top.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "connect.h"
#include "diagnostic.h"
#include "top_screen.h"
#include "top_view.h"

#define PLAIN_WIDTH 80
#define PLAIN_MS    5000 /* nobody waits for a key to act */

static void print_line(void *out, const char *text, enum top_look look)
{
	size_t len = strlen(text);

	(void)look;
	while (len && text[len - 1] == ' ')
		len--;
	fprintf(out, "%.*s\n", (int)len, text);
}

static int print_block(const struct top_sampler *t, struct err *err)
{
	struct top_view view = { .width = PLAIN_WIDTH, .filter = "" };

	top_view_draw(&view, &t->rates, print_line, stdout);
	putchar('\n');
	if (fflush(stdout) || ferror(stdout))
		return err_say(err, EIO, "no-output", 0,
			       "cannot write the result");
	return 0;
}

/* Rates need two samples, so that a block follows each but the first */
static int print_blocks(struct top_sampler *t, int64_t delay_ms, uint64_t count,
			struct err *err)
{
	int ret = top_sampler_next(t, PLAIN_MS, err);

	while (!ret && count--) {
		poll(NULL, 0, (int)delay_ms);
		ret = top_sampler_next(t, PLAIN_MS, err);
		if (!ret)
			ret = print_block(t, err);
	}
	return ret;
}

/* A dumb terminal, as the shell of an editor, cannot move its cursor */
static bool has_screen(void)
{
	const char *type = getenv("TERM");

	return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && type &&
	       strcmp(type, "") != 0 && strcmp(type, "dumb") != 0;
}

static enum status status_of(int ret)
{
	switch (ret) {
	case 0:
		return STATUS_DONE;
	case -EPROTO:
	case -EIO:
	case -ENOTTY:
		return STATUS_REFUSED;
	default:
		return STATUS_NO_SWITCH;
	}
}

enum status top_run(const struct options *o, const struct args *args)
{
	const int64_t delay_ms = 1000 * (int64_t)args_uint(args, "delay", 1);
	const uint64_t count = args_uint(args, "count", UINT64_MAX);
	struct top_sampler t = { .lookup = connect_lookup(o) };
	enum status status;
	struct err err;
	int ret;

	if (o->is_json) {
		diagnostic_say(true, "usage",
			       "\"top\" has no JSON: use \"stats show\"");
		return STATUS_USAGE;
	}
	t.lookup.is_to_read = true;
	status = connect_to_switch(o, &t.lookup, &t.session);
	if (status != STATUS_DONE)
		return status;
	t.is_connected = true;
	if (has_screen())
		ret = top_screen_run(&t, o, delay_ms, count, &err);
	else
		ret = print_blocks(&t, delay_ms, count, &err);
	top_sampler_end(&t);
	if (ret)
		diagnostic_say(false, err.code, "%s", err.text);
	return status_of(ret);
}
