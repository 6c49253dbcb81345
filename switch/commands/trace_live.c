/* SPDX-License-Identifier: BSD-2-Clause */
/* trace live: the accounts of frames that are received, as a stream. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "commands/commands.h"
#include "commands/filter.h"
#include "commands/port_names.h"
#include "commands/trace.h"
#include "control/server.h"
#include "core/meter.h"
#include "path/watch.h"

/* Nobody reads more, and frames wait while an account is written. */
#define ACCOUNTS_PER_S	  50
#define ACCOUNTS_AT_ONCE  10
#define PORTS_PER_ACCOUNT 16 /* egress ports that make it twice as long */
#define TELL_SKIPPED_MS	  1000

/**
 * struct live - A client that reads accounts
 * @observer:	Is told about the frames; the first member, so that its address
 *		is that of the struct
 * @filter:	Which of them are explained
 * @rate:	How many of them
 * @out:	Lines that are to be sent
 * @left:	How many accounts the client still wants
 * @until_ms:	When the stream ends; INT64_MAX: not by itself
 * @explained:	How many accounts were written
 * @skipped:	Frames without an account that the client has not been told of
 */
struct live {
	struct observer observer;
	struct app *app;
	struct filter filter;
	struct meter rate;
	struct writer out;
	uint64_t left;
	int64_t until_ms;
	uint64_t explained;
	uint64_t skipped;
};

/* Ends a line that began at @start.  If memory was short, there is no line, and
 * false is returned. */
static bool end_line(struct writer *out, size_t start)
{
	writer_raw(out, "\n", 1);
	if (!out->failed)
		return true;
	out->len = start;
	out->failed = false;
	return false;
}

static void tell_skipped(struct live *live)
{
	struct writer *out = &live->out;
	const size_t start = out->len;

	out->more = false;
	writer_begin_object(out, NULL);
	writer_uint(out, "skipped", live->skipped);
	writer_end_object(out);
	if (end_line(out, start))
		live->skipped = 0;
}

static bool explain(struct live *live, const struct frame *f, port_no in)
{
	struct trace t = { .app = live->app, .f = f };
	struct writer *out = &live->out;
	const size_t start = out->len;
	struct err err;

	decide_explained(t.app->bridge, f, in, t.app->now_ms, &t.v, &t.account);
	out->more = false;
	if (trace_write(&t, out, &err))
		out->failed = true;
	return end_line(out, start);
}

static uint64_t cost_of(const struct verdict *v)
{
	struct portset ports;

	verdict_ports(v, &ports);
	return 1 + portset_count(&ports) / PORTS_PER_ACCOUNT;
}

/* A client that reads slowly has lines waiting. */
static bool has_room(const struct live *live, uint64_t cost)
{
	return live->out.len < SERVER_OUT_SIZE &&
	       meter_has(&live->rate, cost, live->app->now_ms);
}

static void on_received(struct observer *o, const struct frame *f,
			const struct verdict *v)
{
	struct live *live = (struct live *)o;
	uint64_t cost;

	if (!live->left || !filter_has(&live->filter, f))
		return;
	cost = cost_of(v);
	if (!has_room(live, cost)) {
		live->skipped++;
		return;
	}
	if (live->skipped)
		tell_skipped(live);
	if (!explain(live, f, v->in)) {
		live->skipped++;
		return;
	}
	meter_take(&live->rate, cost, live->app->now_ms);
	live->left--;
	live->explained++;
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* It is told before the next account that frames were skipped; or, if there is
 * none, within a second or at the end. */
static int live_more(struct app *app, const struct args *args,
		     struct answer *answer, struct err *err)
{
	struct live *live = answer->state;
	const bool is_over = !live->left || app->now_ms >= live->until_ms;

	(void)args;
	(void)err;
	if (live->skipped && (is_over || !live->out.len))
		tell_skipped(live);
	writer_raw(&answer->out, live->out.text, live->out.len);
	live->out.len = 0;
	answer->state_size = sizeof(*live) + live->out.size;
	answer->until_ms =
		earlier(app->now_ms + TELL_SKIPPED_MS, live->until_ms);
	return is_over ? ANSWER_DONE : ANSWER_LATER;
}

static uint64_t live_changes(const struct app *app, const struct args *args,
			     const struct answer *answer)
{
	const struct live *live = answer->state;

	(void)app;
	(void)args;
	return live ? live->explained : 0;
}

static void live_free(void *state)
{
	struct live *live = state;

	watch_unobserve(live->app, &live->observer);
	filter_free(&live->filter);
	writer_free(&live->out);
}

/* The ports must exist now; later ones of these names are observed as well. */
static int read_ports(const struct app *app, const struct args *args,
		      struct observer *o, struct err *err)
{
	const char *names = args_str(args, "port");
	struct portset ports;
	int ret = command_ports(app, args, &ports, err);

	if (!ret && names)
		snprintf(o->ports, sizeof(o->ports), "%s", names);
	return ret;
}

static int start(struct app *app, const struct args *args, struct live *live,
		 struct err *err)
{
	const struct meter_rate rate = { METER_PACKETS, ACCOUNTS_PER_S,
					 ACCOUNTS_AT_ONCE };
	int ret = command_until(app, args, &live->until_ms, err);

	if (!ret)
		ret = read_ports(app, args, &live->observer, err);
	if (!ret)
		ret = command_filter(args, &live->filter, err);
	if (ret)
		return ret;
	live->app = app;
	live->left = args_uint(args, "count", UINT64_MAX);
	live->observer.received = on_received;
	meter_set(&live->rate, &rate, app->now_ms);
	if (watch_observe(app, &live->observer))
		return 0;
	return err_say(err, EBUSY, "too-many-traces", 0,
		       "there are %d live traces already: end one", WATCH_MAX);
}

int cmd_trace_live(struct app *app, const struct args *args,
		   struct answer *answer, struct err *err)
{
	struct live *live;
	int ret;

	if (answer->is_local)
		return err_say(err, EINVAL, "not-running", 2,
			       "no frames pass a switch that does not run: "
			       "trace a frame, as in \"trace PORT FRAME\"");
	live = calloc(1, sizeof(*live));
	if (!live)
		return err_set(err, ENOMEM, "trace frames");
	ret = start(app, args, live, err);
	if (ret) {
		filter_free(&live->filter);
		free(live);
		return ret;
	}
	answer->state = live;
	answer->state_size = sizeof(*live);
	answer->drop = live_free;
	answer->is_stream = true;
	answer->changes = live_changes;
	answer->more = live_more;
	return 0;
}
