/* SPDX-License-Identifier: BSD-2-Clause */
#include "control/client.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/descriptor.h"
#include "base/log.h"
#include "base/time.h"

static bool is_streaming(const struct client *c)
{
	return c->request.answer.is_stream;
}

void client_free(struct client *c)
{
	ev_io_stop(c->all->loop, &c->ready);
	ev_timer_stop(c->all->loop, &c->stall);
	ev_timer_stop(c->all->loop, &c->deadline);
	LIST_REMOVE(c, link);
	if (is_streaming(c))
		LIST_REMOVE(c, stream);
	if (c->queued)
		TAILQ_REMOVE(&c->all->queue, c, queue);
	quota_set_bytes(&c->all->quota, c->user, c->held, 0);
	quota_remove_client(&c->all->quota, c->user);
	request_end(&c->request);
	writer_free(&c->out);
	inbox_free(&c->in);
	received_fds_close(&c->fds);
	close(c->sock);
	free(c);
}

/* Returns false when the connection is lost */
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
	if (c->out.len) {
		memmove(c->out.text, c->out.text + len, c->out.len);
	} else if (c->next == ANSWER_DONE) {
		writer_free(&c->out);
		c->active_ns = c->all->now_ns();
	}
	return true;
}

static bool receive_in(struct client *c)
{
	static char room[LINE_SIZE_MAX]; /* clients keep only what they sent */
	ssize_t len = receive(c->sock, room, sizeof(room) - c->in.len,
			      c->in.len, &c->fds);

	if (len < 0)
		return len == -EAGAIN || len == -EINTR;
	c->at_end = !len;
	return !len || inbox_put(&c->in, room, (size_t)len);
}

static void refuse_lost_fd(struct client *c, struct received_fd *passed)
{
	struct err err;

	if (passed->none_left)
		descriptor_err(&err, EMFILE,
			       "a descriptor that was sent with the line");
	else
		err_say(&err, EINVAL, "descriptor", 0,
			"a descriptor that was sent with the line was "
			"lost: only one can be sent");
	received_fd_close(passed);
	request_refuse(&c->out, &err);
}

static void run_request(struct client *c, size_t len)
{
	struct received_fd *passed = &c->fds.first;
	struct request_line line = { c->in.bytes, len, -1, c->peer };

	received_fds_line(&c->fds, len + 1);
	if (passed->lost) {
		refuse_lost_fd(c, passed);
		return;
	}
	c->line_len = len;
	line.fd = received_fd_take(passed);
	c->next = request_begin(&c->request, c->table, &line, &c->out);
	if (is_streaming(c))
		LIST_INSERT_HEAD(&c->all->streams, c, stream);
}

/* The input ends without a newline, or is too long: say so, and read no more */
static void refuse_unfinished(struct client *c)
{
	struct err err;

	if (!c->at_end)
		err_say(&err, EMSGSIZE, "line-too-long", 0,
			"the line is longer than %d bytes: split it",
			LINE_SIZE_MAX);
	else
		err_say(&err, EINVAL, "syntax", 0,
			"the last line is incomplete: end it with a newline");
	if (c->in.len)
		request_refuse(&c->out, &err);
	inbox_drop(&c->in, c->in.len);
	c->at_end = true;
}

static bool read_request(struct client *c)
{
	char *end = inbox_line_end(&c->in);
	size_t len;

	if (!end && !c->at_end) {
		if (!receive_in(c))
			return false;
		end = inbox_line_end(&c->in);
	}
	if (end) {
		len = (size_t)(end - c->in.bytes);
		run_request(c, len);
		c->all->requests++;
		inbox_drop(&c->in, is_streaming(c) ? c->in.len : len + 1);
	} else if (c->at_end || c->in.len == LINE_SIZE_MAX) {
		refuse_unfinished(c);
	}
	return true;
}

static void continue_answer(struct client *c)
{
	const bool was_streaming = is_streaming(c);

	c->request.answer.is_ending = was_streaming && c->at_end;
	c->next = request_continue(&c->request, c->table, &c->out);
	if (was_streaming && c->next == ANSWER_DONE) {
		LIST_REMOVE(c, stream);
		c->at_end = true;
	}
}

bool client_has_hung_up(const struct client *c)
{
	/* without events, poll() reports only the end of the connection */
	struct pollfd p = { .fd = c->sock };

	return poll(&p, 1, 0) > 0;
}

/* Returns false when the client has closed more than its sending side */
static bool discard_input(struct client *c)
{
	char some[4096];
	ssize_t len = recv(c->sock, some, sizeof(some), MSG_DONTWAIT);

	if (len < 0)
		return errno == EAGAIN || errno == EINTR;
	c->at_end = !len;
	return !c->at_end || !client_has_hung_up(c);
}

/* Sends; if the client took all, continues the answer or runs a request. */
static bool step(struct client *c)
{
	if (!send_out(c))
		return false;
	if (is_streaming(c) && !c->at_end && !discard_input(c))
		return false;
	if (c->next != ANSWER_DONE && c->out.len < SERVER_OUT_SIZE)
		continue_answer(c);
	else if (c->next == ANSWER_DONE && !c->out.len && !read_request(c))
		return false;
	return !c->out.failed && send_out(c);
}

/* How many changes there were that matter to the request */
static uint64_t relevant_changes(const struct client *c)
{
	const struct request *r = &c->request;

	return r->answer.changes
		       ? r->answer.changes(c->table->app, r->args, &r->answer)
		       : 0;
}

bool client_has_changes(const struct client *c)
{
	return c->next == ANSWER_LATER && c->request.answer.changes &&
	       relevant_changes(c) != c->seen;
}

static void start_timer(struct ev_loop *loop, ev_timer *timer)
{
	if (!ev_is_active(timer))
		ev_timer_again(loop, timer);
}

static void wait_for_change(struct client *c)
{
	struct ev_loop *loop = c->all->loop;
	int64_t left_ms = c->request.answer.until_ms - time_now_ms();

	if (!is_streaming(c) || c->at_end)
		start_timer(loop, &c->all->hangup);
	if (!c->request.answer.changes) {
		start_timer(loop, &c->all->poll);
		return;
	}
	if (!c->request.answer.until_ms)
		return;
	ev_timer_stop(loop, &c->deadline);
	ev_timer_set(&c->deadline,
		     left_ms > 0 ? (double)(left_ms + 1) / 1000 : 0, 0);
	ev_timer_start(loop, &c->deadline);
}

static void watch(struct client *c)
{
	struct ev_loop *loop = c->all->loop;
	int events = EV_READ;

	if (c->out.len || c->next == ANSWER_MORE)
		events = EV_WRITE;
	else if (c->next == ANSWER_LATER)
		events = is_streaming(c) && !c->at_end ? EV_READ : 0;
	else if (inbox_line_end(&c->in))
		events = EV_WRITE;
	if (c->next == ANSWER_LATER)
		wait_for_change(c);
	if (events == EV_WRITE && !is_streaming(c))
		start_timer(loop, &c->stall);
	if (c->ready.events == events && ev_is_active(&c->ready))
		return;
	ev_io_stop(loop, &c->ready);
	ev_io_set(&c->ready, c->sock, events);
	if (events)
		ev_io_start(loop, &c->ready);
}

static void update_memory(struct client *c)
{
	size_t now = c->in.size + c->out.size + c->request.answer.out.size;

	if (c->next != ANSWER_DONE)
		now += c->line_len + c->request.answer.state_size;
	quota_set_bytes(&c->all->quota, c->user, c->held, now);
	c->held = now;
}

void client_wake(struct client *c)
{
	c->next = ANSWER_MORE;
	watch(c);
}

/* Tell the switch for whom it works */
static void act_for(const struct client *c, struct peer peer)
{
	if (c->all->acting)
		c->all->acting(c->table->app, peer);
}

void client_serve(struct client *c)
{
	bool is_there, is_owed;

	ev_timer_stop(c->all->loop, &c->deadline);
	c->checked = c->all->recheck.round;
	c->seen = relevant_changes(c);
	act_for(c, c->peer);
	is_there = step(c);
	act_for(c, PEER_NONE);
	is_owed = c->out.len || c->next != ANSWER_DONE || c->in.len;
	update_memory(c);
	if (is_there && (is_owed || !c->at_end))
		watch(c);
	else
		client_free(c);
}

static void on_deadline(EV_P_ ev_timer *w, int revents)
{
	(void)loop;
	(void)revents;
	client_serve(w->data);
}

static void on_ready(EV_P_ ev_io *w, int revents)
{
	struct client *c = w->data;

	(void)revents;
	ev_timer_stop(loop, &c->stall);
	if (!c->queued)
		TAILQ_INSERT_TAIL(&c->all->queue, c, queue);
	c->queued = true;
	ev_feed_event(loop, &c->all->serve, EV_CUSTOM);
}

static void on_stall(EV_P_ ev_timer *w, int revents)
{
	struct client *c = w->data;

	(void)loop;
	(void)revents;
	log_limited(LOG_LEVEL_WARN,
		    "control: client of process %d: disconnected, it did "
		    "not read its answers for %u ms",
		    c->peer.pid, c->all->stall_ms);
	c->all->cut_off++;
	client_free(c);
}

struct client *client_new(struct clients *clients,
			  const struct request_table *table, int sock,
			  struct peer peer)
{
	struct client *c = calloc(1, sizeof(*c));

	if (!c)
		return NULL;
	c->user = quota_add_client(&clients->quota, peer.uid);
	if (!c->user) {
		free(c);
		return NULL;
	}
	c->all = clients;
	c->table = table;
	c->sock = sock;
	c->peer = peer;
	received_fds_init(&c->fds);
	c->request.answer.fd = -1;
	c->active_ns = clients->now_ns();
	ev_io_init(&c->ready, on_ready, sock, EV_READ);
	ev_set_priority(&c->ready, EV_MAXPRI);
	c->ready.data = c;
	ev_init(&c->stall, on_stall);
	c->stall.repeat = clients->stall_ms / 1000.0;
	c->stall.data = c;
	ev_init(&c->deadline, on_deadline);
	c->deadline.data = c;
	LIST_INSERT_HEAD(&clients->list, c, link);
	watch(c);
	return c;
}
