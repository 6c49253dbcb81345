/* SPDX-License-Identifier: BSD-2-Clause */
#include "reload.h"

#include <errno.h>
#include <ev.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "base/log.h"
#include "base/time.h"
#include "config/config.h"
#include "base/sd_notify.h"
#include "port/async_close.h"

/* The file is read in slices; frames wait during one, and are forwarded between
 * two. */
#define SLICE_NS    1000000
#define SLICE_LINES 4 /* between two readings of the clock */
#define AGAIN_S	    0.001
#define IS_CLOSED_S 0.01

/**
 * struct reload - State of reloading
 * @step:	Timer for the next step; active unless idle
 * @config:	The file, while it is being read
 * @is_applied:	Removed ports are being closed
 * @mark:	All closes up to this one must be done; see port/async_close.h
 * @begun, @done: Numbers of the last reload that was begun and that was done
 * @requested:	Number of the last reload that was requested
 * @requested_by, @begun_by: The clients that asked for these two
 * @ret, @err:	Result of the last reload
 */
struct reload {
	struct app *app;
	const char *file;
	ev_timer step;
	struct config *config;
	bool is_applied;
	size_t mark;
	unsigned int begun;
	unsigned int done;
	unsigned int requested;
	struct peer requested_by;
	struct peer begun_by;
	int ret;
	struct err err;
};

const char *reload_file(const struct reload *r)
{
	return r->file && strcmp(r->file, "-") != 0 ? r->file : NULL;
}

static int open_file(struct reload *r)
{
	if (!reload_file(r))
		return err_say(&r->err, ENOENT, "no-file", 0,
			       "the switch was started without a file (-f): "
			       "there is no file to reload");
	return config_open_regular(r->file, r->app->grammar, &r->config,
				   &r->err);
}

static void begin(struct reload *r)
{
	notify_manager("RELOADING=1");
	r->begun++;
	r->begun_by = r->requested_by;
	r->is_applied = false;
	r->ret = open_file(r);
	r->mark = async_close_mark();
	r->step.repeat = AGAIN_S;
	ev_timer_again(r->app->loop, &r->step);
}

static void end(struct reload *r)
{
	ev_timer_stop(r->app->loop, &r->step);
	if (r->ret)
		log_error("%s; nothing was changed", r->err.text);
	else
		log_info("%s: applied again", r->file);
	/* The word and key belong to a line of the file, not to the request. */
	r->err.word = 0;
	r->err.key = NULL;
	r->done = r->begun;
	notify_manager("READY=1");
	if (r->requested != r->begun)
		begin(r);
}

static void drop_config(struct reload *r)
{
	config_free(r->config);
	r->config = NULL;
}

static void read_some(struct reload *r)
{
	const int64_t until_ns = time_now_ns() + SLICE_NS;

	do
		r->ret = config_parse(r->config, SLICE_LINES, &r->err);
	while (!r->ret && !config_is_parsed(r->config) &&
	       time_now_ns() < until_ns);
	if (r->ret) /* its code is about a line, not about the request */
		r->err.code = "bad-file";
}

/* Takes an iteration of its own; the config is freed in another. */
static void apply(struct reload *r)
{
	app_set_actor(r->app, r->begun_by);
	r->ret = config_apply(r->config, r->app,
			      &(struct config_how){ .logs = true }, &r->err);
	app_set_actor(r->app, PEER_NONE);
	r->is_applied = true;
	r->mark = async_close_mark();
}

static void on_step(EV_P_ ev_timer *w, int revents)
{
	struct reload *r = w->data;

	(void)loop;
	(void)revents;
	if (r->config && !r->is_applied && !r->ret) {
		if (config_is_parsed(r->config))
			apply(r);
		else
			read_some(r);
		return;
	}
	drop_config(r);
	w->repeat = IS_CLOSED_S;
	ev_timer_again(EV_A_ w);
	if (async_close_has_closed(r->mark))
		end(r);
}

struct reload *reload_new(struct app *app, const char *file)
{
	struct reload *r = calloc(1, sizeof(*r));

	if (!r)
		return NULL;
	r->app = app;
	r->file = file;
	ev_init(&r->step, on_step);
	r->step.data = r;
	return r;
}

void reload_free(struct reload *r)
{
	if (!r)
		return;
	ev_timer_stop(r->app->loop, &r->step);
	drop_config(r);
	free(r);
}

unsigned int reload_request(struct reload *r)
{
	r->requested = r->begun + 1;
	r->requested_by = r->app->bridge->events.actor;
	if (!ev_is_active(&r->step))
		begin(r);
	return r->requested;
}

bool reload_is_done(const struct reload *r, unsigned int number, int *ret,
		    struct err *err)
{
	if ((int)(r->done - number) < 0)
		return false;
	*ret = r->ret;
	*err = r->err;
	return true;
}
