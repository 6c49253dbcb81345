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

#define NS_PER_MS INT64_C(1000000)

/**
 * struct client - One connection
 * @share:	Of its user
 * @queued:	Something has come for it, or it has room: in the queue
 * @active_ns:	When it connected, asked or was answered last
 * @held:	Bytes that its share knows of
 * @ready:	For a line, or for room, never both
 * @stall:	Runs while the client is watched for room
 * @late:	Runs while it waits for a change
 * @asked:	About so many changes, or they did not matter
 * @matter:	What answer->changes() said when it was asked last
 * @next:	What the answer wants; ANSWER_DONE when none is being written
 * @line_len:	Of the last request, which keeps its words until it is answered
 * @out:	Written and not yet taken
 * @fds:	Descriptors that came with what was not yet run
 * @at_end:	Nothing more will be read
 * @in:		What came and was not yet run
 */
struct client {
	LIST_ENTRY(client) link;
	TAILQ_ENTRY(client) queue;
	struct clients *all;
	struct share *share;
	bool queued;
	int64_t active_ns;
	size_t held;
	int sock;
	ev_io ready;
	ev_timer stall;
	ev_timer late;
	uint64_t asked;
	uint64_t matter;
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
	ev_timer_stop(c->all->loop, &c->late);
	LIST_REMOVE(c, link);
	if (c->queued)
		TAILQ_REMOVE(&c->all->queue, c, queue);
	shares_hold(&c->all->shares, c->share, c->held, 0);
	shares_leave(&c->all->shares, c->share);
	request_end(&c->request);
	writer_free(&c->out);
	inbox_free(&c->in);
	received_fds_close(&c->fds);
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
	static char room[LINE_SIZE_MAX]; /* who sends little, holds little */
	ssize_t len = receive(c->sock, room, sizeof(room) - c->in.len,
			      c->in.len, &c->fds);

	if (len < 0)
		return len == -EAGAIN || len == -EINTR;
	c->at_end = !len;
	return !len || inbox_put(&c->in, room, (size_t)len);
}

static void refuse_lost(struct client *c, struct received_fd *passed)
{
	struct err err;

	if (passed->none_left)
		descriptor_err(&err, EMFILE, "what came with the line");
	else
		err_say(&err, EINVAL, "descriptor", 0,
			"a descriptor that came with the line was lost: "
			"there is room for one");
	received_fd_close(passed);
	request_refuse(&c->out, &err);
}

static void run_line(struct client *c, size_t len)
{
	struct received_fd *passed = &c->fds.first;

	received_fds_line(&c->fds, len + 1);
	if (passed->lost) {
		refuse_lost(c, passed);
		return;
	}
	c->line_len = len;
	c->next = request_begin(&c->request, &c->all->table, c->in.bytes, len,
				received_fd_take(passed), &c->out);
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
	if (c->in.len)
		request_refuse(&c->out, &err);
	inbox_drop(&c->in, c->in.len);
	c->at_end = true;
}

static bool listen_to(struct client *c)
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
		run_line(c, len);
		c->all->requests++;
		inbox_drop(&c->in, len + 1);
	} else if (c->at_end || c->in.len == LINE_SIZE_MAX) {
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
	return c->next == ANSWER_LATER && c->request.answer.changes;
}

/* As its command counts them */
static uint64_t changes_for(const struct client *c)
{
	const struct request *r = &c->request;

	return r->answer.changes ? r->answer.changes(c->all->table.app, r->args)
				 : 0;
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
	if (!c->request.answer.changes) {
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
	else if (inbox_line_end(&c->in))
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

static void count_memory(struct client *c)
{
	size_t now = c->in.size + c->out.size + c->request.answer.out.size;

	if (c->next != ANSWER_DONE)
		now += c->line_len + c->request.answer.state_size;
	shares_hold(&c->all->shares, c->share, c->held, now);
	c->held = now;
}

static void turn(struct client *c)
{
	bool is_there, is_owed;

	ev_timer_stop(c->all->loop, &c->late);
	c->asked = c->all->rounds.changes;
	c->matter = changes_for(c);
	is_there = step(c);
	is_owed = c->out.len || c->next != ANSWER_DONE || c->in.len;
	count_memory(c);
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

/* Whoever asks for most makes room for the others. */
static void cut_off_greediest(struct clients *clients)
{
	const struct share *s = shares_most_bytes(&clients->shares);
	struct client *c, *most = NULL;

	LIST_FOREACH(c, &clients->list, link)
		if (c->share == s && (!most || c->held > most->held))
			most = c;
	log_limited(LOG_LEVEL_WARN,
		    "control: client of process %d, user %u held %zu of the "
		    "%zu bytes for all, cut off",
		    pid_of(most), s->uid, most->held, clients->memory);
	clients->cut_off++;
	client_free(most);
}

/* One after another, from where the last iteration's time was over.  Those that
 * are left are found ready again in the next, behind a look at the frames. */
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
		turn(c);
		while (clients->shares.bytes > clients->memory)
			cut_off_greediest(clients);
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
		    "control: client (process %d) did not read its answers "
		    "for %u ms: disconnected",
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
		if (c->next == ANSWER_LATER && !c->request.answer.changes)
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

/* Whether a change that this round is for is yet to be looked at, and matters */
static bool is_to_be_asked(struct client *c)
{
	if (!waits_for_change(c) || c->asked == c->all->rounds.changes)
		return false;
	c->asked = c->all->rounds.changes;
	return changes_for(c) != c->matter;
}

/* So many that frames need not wait; the others in the next iterations */
static bool ask_some(struct rounds *rounds)
{
	struct clients *clients = rounds->data;
	const int64_t from_ns = clients->now_ns();
	struct client *c, *next;
	int64_t took_ns = 0;

	for (c = LIST_FIRST(&clients->list); c; c = next) {
		next = LIST_NEXT(c, link);
		if (!is_to_be_asked(c))
			continue;
		turn(c);
		took_ns = clients->now_ns() - from_ns;
		if (took_ns >= SERVER_ASK_NS)
			break;
	}
	rounds->took_ns += took_ns;
	return !c;
}

void clients_changed(struct clients *clients, uint64_t changes)
{
	rounds_go_on(&clients->rounds, changes);
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
	shares_init(&clients->shares, geteuid());
	/* behind all that are ready, before all frames */
	ev_init(&clients->serve, on_serve);
	ev_set_priority(&clients->serve, EV_MAXPRI - 1);
	clients->serve.data = clients;
	ev_init(&clients->again, on_again);
	clients->again.repeat = CLIENTS_AGAIN_MS / 1000.0;
	clients->again.data = clients;
	ev_set_priority(&clients->again, EV_MAXPRI);
	ev_init(&clients->hangup, on_hangup);
	clients->hangup.repeat = CLIENTS_HANGUP_MS / 1000.0;
	clients->hangup.data = clients;
	rounds_init(&clients->rounds, loop, ask_some, clients);
}

static void turn_away(int sock, const struct err *err)
{
	struct writer out = { 0 };

	request_refuse(&out, err);
	/* a socket just made has room for a line; if not, so be it */
	send(sock, out.text, out.len, MSG_NOSIGNAL | MSG_DONTWAIT);
	writer_free(&out);
	close(sock);
}

/* Who has longest neither asked nor been answered, nor is about to ask */
static struct client *idlest(const struct clients *clients,
			     const struct share *of)
{
	struct client *c, *found = NULL;

	LIST_FOREACH(c, &clients->list, link)
		if (c->share == of && !c->queued && c->next == ANSWER_DONE &&
		    !c->out.len && (!found || c->active_ns < found->active_ns))
			found = c;
	return found;
}

/* Of one user's that have been idle for long, one goes */
static bool make_way(struct clients *clients, const struct share *of)
{
	struct client *c = idlest(clients, of);
	int64_t idle_ms;

	if (!c)
		return false;
	idle_ms = (clients->now_ns() - c->active_ns) / NS_PER_MS;
	if (idle_ms < clients->idle_ms)
		return false;
	log_debug("control: client of process %d idle for %lld ms, makes way",
		  pid_of(c), (long long)idle_ms);
	clients->cut_off++;
	client_free(c);
	return true;
}

bool clients_make_way(struct clients *clients)
{
	return make_way(clients, shares_most_clients(&clients->shares));
}

/* Return: whether there is room; else @err says why not */
static bool find_room(struct clients *clients, const struct ucred *peer,
		      size_t left, struct err *err)
{
	const struct share *own = shares_find(&clients->shares, peer->uid);
	enum share_room room = shares_room(&clients->shares, peer->uid, left);

	if (room == SHARE_HAS_ROOM)
		return true;
	if (room == SHARE_IS_FULL ? make_way(clients, own)
				  : clients_make_way(clients))
		return true;
	if (room == SHARE_IS_FULL)
		err_say(err, EBUSY, "too-many-clients", 0,
			"user %u has %zu clients here, as many as one may",
			peer->uid, own->clients);
	else
		err_say(err, EBUSY, "too-many-clients", 0,
			"the switch serves as many clients as it can");
	log_limited(LOG_LEVEL_WARN,
		    "control: client of process %d, user %u turned away: %s",
		    peer->pid, peer->uid, err->text);
	return false;
}

static struct client *client_new(struct clients *clients, int sock, uid_t uid)
{
	struct client *c = calloc(1, sizeof(*c));

	if (!c)
		return NULL;
	c->share = shares_join(&clients->shares, uid);
	if (!c->share) {
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

	if (find_room(clients, &peer, descriptor_left(sock), &err)) {
		c = client_new(clients, sock, peer.uid);
		if (!c)
			err_set(&err, ENOMEM, "serve a client");
	}
	if (!c) {
		turn_away(sock, &err);
		return;
	}
	ev_io_init(&c->ready, on_ready, sock, EV_READ);
	ev_set_priority(&c->ready, EV_MAXPRI);
	c->ready.data = c;
	ev_init(&c->stall, on_stall);
	c->stall.repeat = clients->stall_ms / 1000.0;
	c->stall.data = c;
	ev_init(&c->late, on_late);
	c->late.data = c;
	LIST_INSERT_HEAD(&clients->list, c, link);
	watch(c);
}

void clients_close(struct clients *clients)
{
	while (!LIST_EMPTY(&clients->list))
		client_free(LIST_FIRST(&clients->list));
	ev_timer_stop(clients->loop, &clients->again);
	ev_clear_pending(clients->loop, &clients->serve);
	ev_timer_stop(clients->loop, &clients->hangup);
	rounds_end(&clients->rounds);
}
