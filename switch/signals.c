/* SPDX-License-Identifier: BSD-2-Clause */
#include "signals.h"

#include <errno.h>
#include <signal.h>
#include <sys/stat.h>

#include "app.h"
#include "base/log.h"
#include "config.h"
#include "notify.h"
#include "port/closer.h"

#define CLOSED_AGAIN_S 0.01

static void on_stop(EV_P_ ev_signal *w, int revents)
{
	(void)revents;
	log_info("stopped by %s", w->signum == SIGINT ? "SIGINT" : "SIGTERM");
	ev_break(EV_A_ EVBREAK_ALL);
}

static int apply_again(struct app *app, const char *file, struct err *err)
{
	struct config *config;
	struct stat st;
	int ret;

	/* A pipe may have nobody at its other end, and frames would wait. */
	if (!file || stat(file, &st) || !S_ISREG(st.st_mode))
		return err_say(err, EINVAL, "no-file", 0,
			       "SIGHUP: there is no file to apply again");
	ret = config_read(file, &config, err);
	if (ret)
		return ret;
	ret = config_apply(config, app, true, err);
	config_free(config);
	return ret;
}

static void on_applied(EV_P_ ev_timer *w, int revents)
{
	const struct signals *signals = w->data;

	(void)revents;
	if (!closer_has_closed(signals->mark))
		return;
	ev_timer_stop(EV_A_ w);
	log_info("%s: applied again", signals->file);
	notify_manager("READY=1");
}

static void on_hangup(EV_P_ ev_signal *w, int revents)
{
	struct signals *signals = w->data;
	struct err err;

	(void)revents;
	if (terminal_ends_switch(&signals->terminal))
		return;
	notify_manager("RELOADING=1");
	if (apply_again(signals->app, signals->file, &err)) {
		log_error("%s; the switch goes on as before", err.text);
		notify_manager("READY=1");
		return;
	}
	signals->mark = closer_mark();
	ev_timer_again(loop, &signals->applied);
	ev_invoke(loop, &signals->applied, 0);
}

void signals_start(struct signals *s, struct app *app, const char *file,
		   bool has_terminal)
{
	s->app = app;
	s->loop = app->loop;
	s->file = file;
	ev_signal_init(&s->interrupt, on_stop, SIGINT);
	ev_signal_init(&s->terminate, on_stop, SIGTERM);
	ev_signal_init(&s->hangup, on_hangup, SIGHUP);
	s->hangup.data = s;
	ev_init(&s->applied, on_applied);
	s->applied.repeat = CLOSED_AGAIN_S;
	s->applied.data = s;
	terminal_init(&s->terminal);
	if (has_terminal)
		terminal_watch(&s->terminal, app->loop);
	ev_signal_start(app->loop, &s->interrupt);
	ev_signal_start(app->loop, &s->terminate);
	ev_signal_start(app->loop, &s->hangup);
}

void signals_stop(struct signals *s)
{
	ev_signal_stop(s->loop, &s->interrupt);
	ev_signal_stop(s->loop, &s->terminate);
	ev_signal_stop(s->loop, &s->hangup);
	ev_timer_stop(s->loop, &s->applied);
	terminal_forget(&s->terminal);
}
