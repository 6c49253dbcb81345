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
#include "control/inbox.h"
#include "control/receive.h"
#include "control/server.h"

/**
 * struct client - One connection
 * @user:	Its user, and what that user's clients take
 * @queued:	In the queue: it can be read from, or has room for output
 * @active_ns:	When it connected, sent a request or took an answer last
 * @held:	Bytes that are counted for its user
 * @ready:	Watches for input or for room, never for both
 * @stall:	Runs while the client is watched for room
 * @deadline:	Runs while its request waits for a change
 * @checked:	The round in which its request was checked last
 * @seen:	What answer->changes() returned at that time
 * @next:	How the answer continues; ANSWER_DONE if none is being written
 * @line_len:	Bytes of the last request, whose words are kept until its answer
 * @out:	Output that the client has not taken yet
 * @fds:	Descriptors received with lines that were not run yet
 * @at_end:	Nothing more will be read
 * @in:		Lines that were not run yet
 */
struct client {
	LIST_ENTRY(client) link;
	TAILQ_ENTRY(client) queue;
	struct clients *all;
	struct quota_user *user;
	bool queued;
	int64_t active_ns;
	size_t held;
	int sock;
	ev_io ready;
	ev_timer stall;
	ev_timer deadline;
	uint64_t checked;
	uint64_t seen;
	struct request request;
	enum answer_next next;
	size_t line_len;
	struct writer out;
	struct received_fds fds;
	bool at_end;
	struct inbox in;
};

static void client_free(struct client *c)
{
	ev_io_stop(c->all->loop, &c->ready);
	ev_timer_stop(c->all->loop, &c->stall);
	ev_timer_stop(c->all->loop, &c->deadline);
	LIST_REMOVE(c, link);
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

	received_fds_line(&c->fds, len + 1);
	if (passed->lost) {
		refuse_lost_fd(c, passed);
		return;
	}
	c->line_len = len;
	c->next = request_begin(&c->request, &c->all->table, c->in.bytes, len,
				received_fd_take(passed), &c->out);
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
		inbox_drop(&c->in, len + 1);
	} else if (c->at_end || c->in.len == LINE_SIZE_MAX) {
		refuse_unfinished(c);
	}
	return true;
}

/* Sends; if the client took all, continues the answer or runs a request. */
static bool step(struct client *c)
{
	if (!send_out(c))
		return false;
	if (c->next != ANSWER_DONE && c->out.len < SERVER_OUT_SIZE)
		c->next =
			request_continue(&c->request, &c->all->table, &c->out);
	else if (c->next == ANSWER_DONE && !c->out.len && !read_request(c))
		return false;
	return !c->out.failed && send_out(c);
}

static bool waits_for_change(const struct client *c)
{
	return c->next == ANSWER_LATER && c->request.answer.changes;
}

/* How many changes there were that matter to the request */
static uint64_t relevant_changes(const struct client *c)
{
	const struct request *r = &c->request;

	return r->answer.changes ? r->answer.changes(c->all->table.app, r->args)
				 : 0;
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

	start_timer(loop, &c->all->hangup);
	if (!c->request.answer.changes) {
		start_timer(loop, &c->all->poll);
		return;
	}
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
		events = 0;
	else if (inbox_line_end(&c->in))
		events = EV_WRITE;
	if (c->next == ANSWER_LATER)
		wait_for_change(c);
	if (events == EV_WRITE)
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

static void serve(struct client *c)
{
	bool is_there, is_owed;

	ev_timer_stop(c->all->loop, &c->deadline);
	c->checked = c->all->recheck.round;
	c->seen = relevant_changes(c);
	is_there = step(c);
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
	serve(w->data);
}

static struct ucred peer_of(int sock)
{
	struct ucred peer = { .uid = (uid_t)-1 };
	socklen_t size = sizeof(peer);

	getsockopt(sock, SOL_SOCKET, SO_PEERCRED, &peer, &size);
	return peer;
}

static int pid_of(const struct client *c)
{
	return peer_of(c->sock).pid;
}

/* Disconnect the largest client of the user who takes most memory */
static void disconnect_largest(struct clients *clients)
{
	const struct quota_user *s = quota_most_bytes(&clients->quota);
	struct client *c, *most = NULL;

	LIST_FOREACH(c, &clients->list, link)
		if (c->user == s && (!most || c->held > most->held))
			most = c;
	log_limited(LOG_LEVEL_WARN,
		    "control: client of process %d, user %u: disconnected, "
		    "its lines and answers took %zu of %zu bytes for all",
		    pid_of(most), s->uid, most->held, clients->memory);
	clients->cut_off++;
	client_free(most);
}

/* Serves queued clients until the time of this iteration is used up; the others
 * are served in the next one, after frames were received. */
static void on_serve(EV_P_ ev_watcher *w, int revents)
{
	struct clients *clients = w->data;
	const int64_t until_ns = clients->now_ns() + SERVER_BUDGET_NS;
	struct client *c;

	(void)loop;
	(void)revents;
	while ((c = TAILQ_FIRST(&clients->queue))) {
		TAILQ_REMOVE(&clients->queue, c, queue);
		c->queued = false;
		serve(c);
		while (clients->quota.bytes > clients->memory)
			disconnect_largest(clients);
		if (clients->now_ns() >= until_ns)
			break;
	}
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
		    pid_of(c), c->all->stall_ms);
	c->all->cut_off++;
	client_free(c);
}

/* The client has closed the connection, and not only its sending side */
static bool has_hung_up(const struct client *c)
{
	/* without events, poll() reports only the end of the connection */
	struct pollfd p = { .fd = c->sock };

	return poll(&p, 1, 0) > 0;
}

static void on_poll(EV_P_ ev_timer *w, int revents)
{
	struct clients *clients = w->data;
	struct client *c, *next;

	(void)revents;
	ev_timer_stop(loop, w); /* started again by a request that waits */
	for (c = LIST_FIRST(&clients->list); c; c = next) {
		next = LIST_NEXT(c, link);
		if (c->next == ANSWER_LATER && !c->request.answer.changes)
			serve(c);
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
		if (has_hung_up(c))
			client_free(c);
		else
			is_awaited = true;
	}
	if (!is_awaited)
		ev_timer_stop(loop, w);
}

/* Whether there were changes that matter since the request was checked */
static bool needs_check(struct client *c)
{
	if (!waits_for_change(c) || c->checked == c->all->recheck.round)
		return false;
	c->checked = c->all->recheck.round;
	return relevant_changes(c) != c->seen;
}

/* Checks some of them, as frames must not wait; the next iterations check the
 * others. */
static bool check_some(struct recheck *recheck)
{
	struct clients *clients = recheck->data;
	const int64_t from_ns = clients->now_ns();
	struct client *c, *next;
	int64_t took_ns = 0;

	for (c = LIST_FIRST(&clients->list); c; c = next) {
		next = LIST_NEXT(c, link);
		if (!needs_check(c))
			continue;
		serve(c);
		took_ns = clients->now_ns() - from_ns;
		if (took_ns >= SERVER_RECHECK_NS)
			break;
	}
	recheck->took_ns += took_ns;
	return !c;
}

void clients_changed(struct clients *clients, uint64_t changes)
{
	recheck_after(&clients->recheck, changes);
}

void clients_init(struct clients *clients, struct ev_loop *loop,
		  const struct request_table *table,
		  const struct server_config *config)
{
	*clients = (struct clients){
		.loop = loop,
		.table = *table,
		.stall_ms =
			config->stall_ms ? config->stall_ms : SERVER_STALL_MS,
		.idle_ms = config->idle_ms ? config->idle_ms : SERVER_IDLE_MS,
		.memory = config->memory ? config->memory : SERVER_MEMORY,
		.now_ns = config->now_ns ? config->now_ns : time_now_ns,
	};
	LIST_INIT(&clients->list);
	TAILQ_INIT(&clients->queue);
	quota_init(&clients->quota, geteuid());
	/* after all clients that are ready, and before frames */
	ev_init(&clients->serve, on_serve);
	ev_set_priority(&clients->serve, EV_MAXPRI - 1);
	clients->serve.data = clients;
	ev_init(&clients->poll, on_poll);
	clients->poll.repeat = CLIENTS_POLL_MS / 1000.0;
	clients->poll.data = clients;
	ev_set_priority(&clients->poll, EV_MAXPRI);
	ev_init(&clients->hangup, on_hangup);
	clients->hangup.repeat = CLIENTS_HANGUP_MS / 1000.0;
	clients->hangup.data = clients;
	recheck_init(&clients->recheck, loop, check_some, clients);
}

static void reject(int sock, const struct err *err)
{
	struct writer out = { 0 };

	request_refuse(&out, err);
	/* a new socket has room for a line; if not, the client is not told */
	send(sock, out.text, out.len, MSG_NOSIGNAL | MSG_DONTWAIT);
	writer_free(&out);
	close(sock);
}

/* The client of this user that has been idle for the longest time */
static struct client *find_idlest(const struct clients *clients,
				  const struct quota_user *of)
{
	struct client *c, *found = NULL;

	LIST_FOREACH(c, &clients->list, link)
		if (c->user == of && !c->queued && c->next == ANSWER_DONE &&
		    !c->out.len && (!found || c->active_ns < found->active_ns))
			found = c;
	return found;
}

/* Disconnect a client of a user, if one has been idle for long enough */
static bool evict_idle(struct clients *clients, const struct quota_user *of)
{
	struct client *c = find_idlest(clients, of);
	int64_t idle_ms;

	if (!c)
		return false;
	idle_ms = (clients->now_ns() - c->active_ns) / NS_PER_MS;
	if (idle_ms < clients->idle_ms)
		return false;
	log_debug("control: client of process %d: disconnected for another, "
		  "it was idle for %lld ms",
		  pid_of(c), (long long)idle_ms);
	clients->cut_off++;
	client_free(c);
	return true;
}

bool clients_evict_idle(struct clients *clients)
{
	return evict_idle(clients, quota_most_clients(&clients->quota));
}

/* Returns whether there is room for one more client; else @err says why not */
static bool admit(struct clients *clients, const struct ucred *peer,
		  size_t left, struct err *err)
{
	const struct quota_user *own =
		quota_find_user(&clients->quota, peer->uid);
	enum quota_check room = quota_check(&clients->quota, peer->uid, left);

	if (room == QUOTA_OK)
		return true;
	if (room == QUOTA_USER_FULL ? evict_idle(clients, own)
				    : clients_evict_idle(clients))
		return true;
	if (room == QUOTA_USER_FULL)
		err_say(err, EBUSY, "too-many-clients", 0,
			"user %u has %zu clients, the most allowed: end one",
			peer->uid, own->clients);
	else
		err_say(err, EBUSY, "too-many-clients", 0,
			"the switch has no room for another client");
	log_limited(LOG_LEVEL_WARN,
		    "control: client of process %d, user %u: rejected: %s",
		    peer->pid, peer->uid, err->text);
	return false;
}

static struct client *client_new(struct clients *clients, int sock, uid_t uid)
{
	struct client *c = calloc(1, sizeof(*c));

	if (!c)
		return NULL;
	c->user = quota_add_client(&clients->quota, uid);
	if (!c->user) {
		free(c);
		return NULL;
	}
	c->all = clients;
	c->sock = sock;
	received_fds_init(&c->fds);
	c->request.answer.fd = -1;
	c->active_ns = clients->now_ns();
	return c;
}

void clients_add(struct clients *clients, int sock)
{
	const struct ucred peer = peer_of(sock);
	struct client *c = NULL;
	struct err err;

	if (admit(clients, &peer, descriptor_left(sock), &err)) {
		c = client_new(clients, sock, peer.uid);
		if (!c)
			err_set(&err, ENOMEM, "serve a client");
	}
	if (!c) {
		reject(sock, &err);
		return;
	}
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
}

void clients_close(struct clients *clients)
{
	while (!LIST_EMPTY(&clients->list))
		client_free(LIST_FIRST(&clients->list));
	ev_timer_stop(clients->loop, &clients->poll);
	ev_clear_pending(clients->loop, &clients->serve);
	ev_timer_stop(clients->loop, &clients->hangup);
	recheck_stop(&clients->recheck);
}
