/* SPDX-License-Identifier: BSD-2-Clause */
#include "signals.h"

#include <signal.h>

#include "app.h"
#include "base/log.h"
#include "reload.h"

static void on_stop(EV_P_ ev_signal *w, int revents)
{
	(void)revents;
	log_info("stopped by %s", w->signum == SIGINT ? "SIGINT" : "SIGTERM");
	ev_break(EV_A_ EVBREAK_ALL);
}

static void on_hangup(EV_P_ ev_signal *w, int revents)
{
	struct signals *signals = w->data;

	(void)loop;
	(void)revents;
	if (!terminal_ends_switch(&signals->terminal))
		reload_request(signals->app->reload);
}

void signals_start(struct signals *s, struct app *app, bool has_terminal)
{
	s->app = app;
	s->loop = app->loop;
	ev_signal_init(&s->interrupt, on_stop, SIGINT);
	ev_signal_init(&s->terminate, on_stop, SIGTERM);
	ev_signal_init(&s->hangup, on_hangup, SIGHUP);
	s->hangup.data = s;
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
	terminal_forget(&s->terminal);
}
