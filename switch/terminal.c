/* SPDX-License-Identifier: BSD-2-Clause */
#include "terminal.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <termios.h>
#include <unistd.h>

#include "base/log.h"

static bool is_ignored(int signum)
{
	struct sigaction now;

	return !sigaction(signum, NULL, &now) && now.sa_handler == SIG_IGN;
}

static void on_hangup(EV_P_ ev_io *w, int revents)
{
	struct terminal *t = w->data;
	struct epoll_event event;

	(void)loop;
	(void)revents;
	epoll_wait(w->fd, &event, 1, 0); /* until the next edge */
	terminal_ends_switch(t);
}

/* A new descriptor of the terminal; -1 if no standard descriptor is the
 * terminal */
static int find_terminal(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (tcgetsid(fd) == getsid(0))
			return fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	return -1;
}

void terminal_init(struct terminal *t)
{
	*t = (struct terminal){ .fd = -1, .hangup = -1 };
}

void terminal_watch(struct terminal *t, struct ev_loop *loop)
{
	struct epoll_event edges = { .events = EPOLLIN | EPOLLET };

	t->loop = loop;
	t->fd = is_ignored(SIGHUP) ? -1 : find_terminal();
	if (t->fd < 0)
		return;
	t->hangup = epoll_create1(EPOLL_CLOEXEC);
	if (t->hangup < 0 ||
	    epoll_ctl(t->hangup, EPOLL_CTL_ADD, t->fd, &edges)) {
		terminal_forget(t);
		return;
	}
	ev_io_init(&t->watcher, on_hangup, t->hangup, EV_READ);
	t->watcher.data = t;
	ev_io_start(loop, &t->watcher);
}

void terminal_forget(struct terminal *t)
{
	if (ev_is_active(&t->watcher))
		ev_io_stop(t->loop, &t->watcher);
	if (t->hangup >= 0)
		close(t->hangup);
	if (t->fd >= 0)
		close(t->fd);
	t->hangup = -1;
	t->fd = -1;
}

bool terminal_ends_switch(struct terminal *t)
{
	struct pollfd p = { .fd = t->fd };

	if (t->fd < 0 || poll(&p, 1, 0) <= 0 || !(p.revents & POLLHUP))
		return false;
	terminal_forget(t);
	log_info("stopped: the terminal was closed");
	ev_break(t->loop, EVBREAK_ALL);
	return true;
}
