/* SPDX-License-Identifier: BSD-2-Clause */
#include "control/client.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "base/time.h"
#include "control/receive.h"
#include "control/server.h"

/**
 * struct client - One connection
 * @ready:	For a line, or for room, never both
 * @stall:	Runs while the client is watched for room
 * @late:	Runs while it waits for a change
 * @asked:	About so many changes
 * @next:	What the answer wants; ANSWER_DONE when none is being written
 * @out:	Written and not yet taken
 * @passed:	Descriptors that came with what was not yet run
 * @at_end:	Nothing more will be read
 */
struct client {
	LIST_ENTRY(client) link;
	struct clients *all;
	int sock;
	ev_io ready;
	ev_timer stall;
	ev_timer late;
	uint64_t asked;
	struct request request;
	enum answer_next next;
	struct writer out;
	struct passed passed;
	bool at_end;
	size_t in_len;
	char in[LINE_SIZE_MAX];
};

static void client_free(struct client *c)
{
	ev_io_stop(c->all->loop, &c->ready);
	ev_timer_stop(c->all->loop, &c->stall);
	ev_timer_stop(c->all->loop, &c->late);
	LIST_REMOVE(c, link);
	c->all->n--;
	request_end(&c->request);
	writer_free(&c->out);
	passed_close(&c->passed);
	close(c->sock);
	free(c);
}

/* Whether the client is still there */
static bool send_out(struct client *c)
{
	ssize_t len;

	if (!c->out.len)
		return true;
	len = send(c->sock, c->out.text, c->out.len,
		   MSG_NOSIGNAL | MSG_DONTWAIT);
	if (len < 0)
		return errno == EAGAIN || errno == EINTR;
	c->out.len -= (size_t)len;
	memmove(c->out.text, c->out.text + len, c->out.len);
	return true;
}

static bool receive_in(struct client *c)
{
	ssize_t len = receive(c->sock, c->in + c->in_len,
			      sizeof(c->in) - c->in_len, c->in_len, &c->passed);

	if (len < 0)
		return len == -EAGAIN || len == -EINTR;
	c->in_len += (size_t)len;
	c->at_end = !len;
	return true;
}

static void run_line(struct client *c, size_t len)
{
	struct passed_fd *passed = &c->passed.first;
	struct err err;

	passed_line(&c->passed, len + 1);
	if (passed->lost) {
		passed_fd_close(passed);
		err_say(&err, EINVAL, "descriptor", 0,
			"a descriptor that came with the line was lost: "
			"there is room for one");
		request_refuse(&c->out, &err);
		return;
	}
	c->next = request_begin(&c->request, &c->all->table, c->in, len,
				&passed->fd, &c->out);
}

/* No line will come of this: say so, and read no more */
static void refuse_rest(struct client *c)
{
	struct err err;

	if (!c->at_end)
		err_say(&err, EMSGSIZE, "line-too-long", 0,
			"the line is longer than %d bytes", LINE_SIZE_MAX);
	else
		err_say(&err, EINVAL, "syntax", 0,
			"the last line has no end: send a newline");
	if (c->in_len)
		request_refuse(&c->out, &err);
	c->in_len = 0;
	c->at_end = true;
}

static char *line_end(struct client *c)
{
	return memchr(c->in, '\n', c->in_len);
}

static bool listen_to(struct client *c)
{
	char *end = line_end(c);
	size_t len;

	if (!end && !c->at_end) {
		if (!receive_in(c))
			return false;
		end = line_end(c);
	}
	if (end) {
		len = (size_t)(end - c->in);
		run_line(c, len);
		c->all->requests++;
		c->in_len -= len + 1;
		memmove(c->in, end + 1, c->in_len);
	} else if (c->at_end || c->in_len == sizeof(c->in)) {
		refuse_rest(c);
	}
	return true;
}

/* One turn: take a step if the client has taken the last */
static bool step(struct client *c)
{
	if (!send_out(c))
		return false;
	if (c->next != ANSWER_DONE && c->out.len < SERVER_OUT_SIZE)
		c->next =
			request_continue(&c->request, &c->all->table, &c->out);
	else if (c->next == ANSWER_DONE && !c->out.len && !listen_to(c))
		return false;
	return !c->out.failed && send_out(c);
}

static bool waits_for_change(const struct client *c)
{
	return c->next == ANSWER_LATER && c->request.answer.on_change;
}

static void start_unless_active(struct ev_loop *loop, ev_timer *timer)
{
	if (!ev_is_active(timer))
		ev_timer_again(loop, timer);
}

static void ask_later(struct client *c)
{
	struct ev_loop *loop = c->all->loop;
	int64_t left_ms = c->request.answer.until_ms - time_now_ms();

	start_unless_active(loop, &c->all->hangup);
	if (!c->request.answer.on_change) {
		start_unless_active(loop, &c->all->again);
		return;
	}
	ev_timer_stop(loop, &c->late);
	ev_timer_set(&c->late, left_ms > 0 ? (double)(left_ms + 1) / 1000 : 0,
		     0);
	ev_timer_start(loop, &c->late);
}

static void watch(struct client *c)
{
	struct ev_loop *loop = c->all->loop;
	int events = EV_READ;

	if (c->out.len || c->next == ANSWER_MORE)
		events = EV_WRITE;
	else if (c->next == ANSWER_LATER)
		events = 0;
	else if (line_end(c))
		events = EV_WRITE;
	if (c->next == ANSWER_LATER)
		ask_later(c);
	if (events == EV_WRITE)
		start_unless_active(loop, &c->stall);
	if (c->ready.events == events && ev_is_active(&c->ready))
		return;
	ev_io_stop(loop, &c->ready);
	ev_io_set(&c->ready, c->sock, events);
	if (events)
		ev_io_start(loop, &c->ready);
}

static void turn(struct client *c)
{
	bool is_there, is_owed;

	ev_timer_stop(c->all->loop, &c->late);
	c->asked = c->all->changes;
	is_there = step(c);
	is_owed = c->out.len || c->next != ANSWER_DONE || c->in_len;
	if (is_there && (is_owed || !c->at_end))
		watch(c);
	else
		client_free(c);
}

static void on_late(EV_P_ ev_timer *w, int revents)
{
	(void)loop;
	(void)revents;
	turn(w->data);
}

static void on_ready(EV_P_ ev_io *w, int revents)
{
	struct client *c = w->data;

	(void)revents;
	ev_timer_stop(loop, &c->stall);
	turn(c);
}

static int pid_of(const struct client *c)
{
	struct ucred peer = { 0 };
	socklen_t size = sizeof(peer);

	getsockopt(c->sock, SOL_SOCKET, SO_PEERCRED, &peer, &size);
	return peer.pid;
}

static void on_stall(EV_P_ ev_timer *w, int revents)
{
	struct client *c = w->data;

	(void)loop;
	(void)revents;
	log_limited(LOG_LEVEL_WARN,
		    "control: client of process %d made no room for %u ms, "
		    "cut off",
		    pid_of(c), c->all->stall_ms);
	c->all->cut_off++;
	client_free(c);
}

/* Whether the client is gone, not only done with asking */
static bool hung_up(const struct client *c)
{
	/* asked about nothing, poll() tells of the end alone */
	struct pollfd p = { .fd = c->sock };

	return poll(&p, 1, 0) > 0;
}

static void on_again(EV_P_ ev_timer *w, int revents)
{
	struct clients *clients = w->data;
	struct client *c, *next;

	(void)revents;
	ev_timer_stop(loop, w); /* until one says again that it waits */
	for (c = LIST_FIRST(&clients->list); c; c = next) {
		next = LIST_NEXT(c, link);
		if (c->next == ANSWER_LATER && !c->request.answer.on_change)
			turn(c);
	}
}

static void on_hangup(EV_P_ ev_timer *w, int revents)
{
	struct clients *clients = w->data;
	struct client *c, *next;
	bool is_awaited = false;

	(void)revents;
	for (c = LIST_FIRST(&clients->list); c; c = next) {
		next = LIST_NEXT(c, link);
		if (c->next != ANSWER_LATER)
			continue;
		if (hung_up(c))
			client_free(c);
		else
			is_awaited = true;
	}
	if (!is_awaited)
		ev_timer_stop(loop, w);
}

/* Those who have not been asked about the changes that this round is for: so many
 * of them that frames need not wait, and the others in the next iterations.  No
 * round begins before the last is over, so that everybody has his turn. */
static bool ask_some(struct clients *clients)
{
	unsigned int left = SERVER_WAITS_ASKED;
	struct client *c, *next;

	for (c = LIST_FIRST(&clients->list); c; c = next) {
		next = LIST_NEXT(c, link);
		if (!waits_for_change(c) || c->asked == clients->changes)
			continue;
		if (!left--)
			return false;
		turn(c);
	}
	return true;
}

/* That there is such a watcher is all that counts. */
static void on_awake(EV_P_ ev_idle *w, int revents)
{
	(void)loop;
	(void)w;
	(void)revents;
}

void clients_changed(struct clients *clients, uint64_t changes)
{
	if (!clients->is_asking && clients->changes == changes)
		return;
	if (!clients->is_asking)
		clients->changes = changes;
	clients->is_asking = !ask_some(clients);
	if (clients->is_asking || clients->changes != changes)
		ev_idle_start(clients->loop, &clients->awake);
	else
		ev_idle_stop(clients->loop, &clients->awake);
}

void clients_init(struct clients *clients, struct ev_loop *loop,
		  const struct request_table *table, unsigned int stall_ms)
{
	*clients = (struct clients){
		.loop = loop,
		.table = *table,
		.stall_ms = stall_ms,
	};
	LIST_INIT(&clients->list);
	ev_init(&clients->again, on_again);
	clients->again.repeat = CLIENTS_AGAIN_MS / 1000.0;
	clients->again.data = clients;
	ev_set_priority(&clients->again, EV_MAXPRI);
	ev_init(&clients->hangup, on_hangup);
	clients->hangup.repeat = CLIENTS_HANGUP_MS / 1000.0;
	clients->hangup.data = clients;
	ev_idle_init(&clients->awake, on_awake);
}

static void turn_away(int sock, const char *code, const char *text)
{
	struct writer out = { 0 };
	struct err err;

	err_say(&err, EBUSY, code, 0, "%s", text);
	request_refuse(&out, &err);
	/* a socket just made has room for a line; if not, so be it */
	send(sock, out.text, out.len, MSG_NOSIGNAL | MSG_DONTWAIT);
	writer_free(&out);
	close(sock);
}

void clients_add(struct clients *clients, int sock)
{
	struct client *c;

	if (clients->n >= SERVER_CLIENTS_MAX) {
		turn_away(sock, "too-many-clients",
			  "the switch serves as many clients as it can");
		return;
	}
	c = malloc(sizeof(*c));
	if (!c) {
		turn_away(sock, "system", "serve a client: out of memory");
		return;
	}
	/* the line is left alone: memory not touched costs nothing */
	memset(c, 0, offsetof(struct client, in));
	c->all = clients;
	c->sock = sock;
	passed_init(&c->passed);
	c->request.answer.fd = -1;
	ev_io_init(&c->ready, on_ready, sock, EV_READ);
	ev_set_priority(&c->ready, EV_MAXPRI);
	c->ready.data = c;
	ev_init(&c->stall, on_stall);
	c->stall.repeat = clients->stall_ms / 1000.0;
	c->stall.data = c;
	ev_init(&c->late, on_late);
	c->late.data = c;
	LIST_INSERT_HEAD(&clients->list, c, link);
	clients->n++;
	watch(c);
}

void clients_close(struct clients *clients)
{
	while (!LIST_EMPTY(&clients->list))
		client_free(LIST_FIRST(&clients->list));
	ev_timer_stop(clients->loop, &clients->again);
	ev_timer_stop(clients->loop, &clients->hangup);
	ev_idle_stop(clients->loop, &clients->awake);
}
