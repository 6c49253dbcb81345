/* SPDX-License-Identifier: BSD-2-Clause */
/* capture, capture marker: a stream of pcapng blocks. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "commands/captures.h"
#include "commands/commands.h"
#include "commands/filter.h"
#include "commands/port_names.h"
#include "path/watch.h"

#ifndef VERSION
#define VERSION "unknown"
#endif

#define AT_ONCE 65536 /* bytes: then it is the turn of frames and others */

/**
 * struct session - A client that captures
 * @until_ms:	When the capture ends; INT64_MAX: not by itself
 */
struct session {
	struct app *app;
	struct capture *capture;
	int64_t until_ms;
};

static void session_free(void *state)
{
	struct session *s = state;

	watch_remove(s->app, s->capture);
	capture_free(s->capture);
}

static bool is_over(const struct session *s, const struct answer *answer)
{
	return answer->is_ending || capture_is_full(s->capture) ||
	       s->app->now_ms >= s->until_ms;
}

int captures_send(struct capture *capture, bool has_ended,
		  struct answer *answer)
{
	size_t len;
	const uint8_t *bytes = capture_take(capture, AT_ONCE, &len);

	if (bytes)
		writer_raw(&answer->out, (const char *)bytes, len);
	if (len == AT_ONCE || (bytes && has_ended))
		return ANSWER_MORE;
	return has_ended ? ANSWER_DONE : ANSWER_LATER;
}

static int capture_more(struct app *app, const struct args *args,
			struct answer *answer, struct err *err)
{
	const struct session *s = answer->state;
	bool has_ended = false;

	(void)args;
	(void)err;
	if (is_over(s, answer))
		has_ended = capture_end(s->capture, app->now_ns);
	return captures_send(s->capture, has_ended, answer);
}

static uint64_t capture_changes(const struct app *app, const struct args *args,
				const struct answer *answer)
{
	const struct session *s = answer->state;

	(void)app;
	(void)args;
	return s ? capture_written(s->capture) : 0;
}

/* "all" is a word for all ports, unless a port has that name. */
static int read_ports(const struct app *app, const struct args *args,
		      struct capture_settings *s, struct err *err)
{
	const char *names = args_str(args, "port");
	struct portset ports;
	int ret = command_ports(app, args, &ports, err);

	if (!names || (ret && !strcmp(names, "all")))
		return 0;
	if (!ret)
		snprintf(s->ports, sizeof(s->ports), "%s", names);
	return ret;
}

static uint64_t bit(enum reason reason)
{
	return UINT64_C(1) << reason;
}

static uint64_t reasons_of(const char *word)
{
	const uint64_t all = (UINT64_C(1) << REASON_COUNT) - 1;

	if (!strcmp(word, "dropped"))
		return all & ~(bit(REASON_DROPS) - 1);
	for (unsigned int i = 0; i < REASON_COUNT; i++)
		if (!strcmp(word, reason_word((enum reason)i)))
			return bit((enum reason)i);
	return 0;
}

static int read_only(const struct args *args, struct capture_settings *s,
		     struct err *err)
{
	const char *only = args_str(args, "only");

	s->reasons = only ? reasons_of(only) : UINT64_MAX;
	if (s->reasons)
		return 0;
	return err_say(err, EINVAL, "bad-value", args_word(args, "only"),
		       "bad only \"%s\", expected dropped, or a reason that "
		       "\"stats reasons\" lists",
		       only);
}

int captures_read(const struct app *app, const struct args *args,
		  struct capture_settings *s, struct err *err)
{
	const char *direction = args_str(args, "direction");
	int ret = read_ports(app, args, s, err);

	if (!ret)
		ret = read_only(args, s, err);
	if (!ret)
		ret = command_filter(args, &s->filter, err);
	s->in = !direction || strcmp(direction, "out") != 0;
	s->out = !direction || strcmp(direction, "in") != 0;
	s->snaplen = (uint32_t)args_uint(args, "snaplen", 0);
	s->count = args_uint(args, "count", UINT64_MAX);
	s->segments = args_has(args, "segments") && args_on(args, "segments");
	s->wall_ns = time_wall_ns() - app->now_ns;
	return ret;
}

struct capture *captures_begin(const struct app *app,
			       struct capture_settings *settings,
			       int64_t since_ns, struct err *err)
{
	struct capture *capture;
	char text[128];

	snprintf(text, sizeof(text), "tapswitch %s, switch %s", VERSION,
		 app->name);
	capture = capture_new(settings, text, since_ns);
	if (capture)
		return capture;
	filter_free(&settings->filter);
	err_set(err, ENOMEM, "capture frames");
	return NULL;
}

static void set_answer(struct answer *answer, struct session *s)
{
	answer->state = s;
	answer->state_size = sizeof(*s) + capture_size(s->capture);
	answer->drop = session_free;
	answer->is_stream = true;
	answer->until_ms = s->until_ms == INT64_MAX ? 0 : s->until_ms;
	answer->changes = capture_changes;
	answer->more = capture_more;
}

/* Takes over the filter of @settings. */
static int start(struct app *app, struct capture_settings *settings,
		 int64_t until_ms, struct answer *answer, struct err *err)
{
	struct capture *capture =
		captures_begin(app, settings, app->now_ns, err);
	struct session *s;

	if (!capture)
		return -ENOMEM;
	if (!watch_add(app, capture)) {
		capture_free(capture);
		return err_say(err, EBUSY, "too-many-captures", 0,
			       "there are %d captures already: end one",
			       WATCH_MAX);
	}
	s = malloc(sizeof(*s));
	if (!s) {
		watch_remove(app, capture);
		capture_free(capture);
		return err_set(err, ENOMEM, "capture frames");
	}
	*s = (struct session){ app, capture, until_ms };
	set_answer(answer, s);
	return 0;
}

int cmd_capture(struct app *app, const struct args *args, struct answer *answer,
		struct err *err)
{
	struct capture_settings settings = { 0 };
	int64_t until_ms;
	int ret = command_until(app, args, &until_ms, err);

	if (!ret)
		ret = captures_read(app, args, &settings, err);
	return ret ? ret : start(app, &settings, until_ms, answer, err);
}

int cmd_capture_marker(struct app *app, const struct args *args,
		       struct answer *answer, struct err *err)
{
	struct capture_settings settings = { 0 };
	struct marker *m;
	int64_t until_ms;
	int ret = command_marker(app, args, &m, err);

	if (!ret)
		ret = command_until(app, args, &until_ms, err);
	if (!ret)
		ret = captures_read(app, args, &settings, err);
	if (ret)
		return ret;
	if (!filter_copy(&settings.filter, &m->filter))
		return err_set(err, ENOMEM, "capture frames");
	snprintf(settings.ports, sizeof(settings.ports), "%s", m->ports);
	/* a marker compares the frames that ports receive */
	if (!args_has(args, "direction"))
		settings.out = false;
	return start(app, &settings, until_ms, answer, err);
}
