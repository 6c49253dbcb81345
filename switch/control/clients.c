/* SPDX-License-Identifier: BSD-2-Clause */
#include "control/clients.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/descriptor.h"
#include "base/log.h"
#include "base/time.h"
#include "control/client.h"

#define NS_PER_MS INT64_C(1000000)

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
		    most->peer.pid, s->uid, most->held, clients->memory);
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
		client_serve(c);
		while (clients->quota.bytes > clients->memory)
			disconnect_largest(clients);
		if (clients->now_ns() >= until_ns)
			break;
	}
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
			client_serve(c);
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
		if (client_has_hung_up(c))
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
	if (c->checked == c->all->recheck.round)
		return false;
	c->checked = c->all->recheck.round;
	return client_has_changes(c);
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
		client_serve(c);
		took_ns = clients->now_ns() - from_ns;
		if (took_ns >= SERVER_RECHECK_NS)
			break;
	}
	recheck->took_ns += took_ns;
	return !c;
}

/* There is no pause between two calls, as there is for requests that wait: a
 * stream has more to say after each change. */
static void wake_streams(struct clients *clients)
{
	struct client *c;

	LIST_FOREACH(c, &clients->streams, stream)
		if (client_has_changes(c))
			client_wake(c);
}

void clients_changed(struct clients *clients, uint64_t changes)
{
	wake_streams(clients);
	recheck_after(&clients->recheck, changes);
}

void clients_init(struct clients *clients, struct ev_loop *loop,
		  const struct server_config *config)
{
	*clients = (struct clients){
		.loop = loop,
		.stall_ms =
			config->stall_ms ? config->stall_ms : SERVER_STALL_MS,
		.idle_ms = config->idle_ms ? config->idle_ms : SERVER_IDLE_MS,
		.memory = config->memory ? config->memory : SERVER_MEMORY,
		.now_ns = config->now_ns ? config->now_ns : time_now_ns,
		.acting = config->acting,
	};
	LIST_INIT(&clients->list);
	LIST_INIT(&clients->streams);
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
		  c->peer.pid, (long long)idle_ms);
	clients->cut_off++;
	client_free(c);
	return true;
}

bool clients_evict_idle(struct clients *clients)
{
	return evict_idle(clients, quota_most_clients(&clients->quota));
}

static struct peer peer_of(int sock)
{
	struct ucred peer = { .uid = (uid_t)-1 };
	socklen_t size = sizeof(peer);

	getsockopt(sock, SOL_SOCKET, SO_PEERCRED, &peer, &size);
	return (struct peer){ peer.uid, peer.pid };
}

/* Returns whether there is room for one more client; else @err says why not */
static bool admit(struct clients *clients, const struct peer *peer, size_t left,
		  struct err *err)
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

void clients_add(struct clients *clients, const struct request_table *table,
		 int sock)
{
	const struct peer peer = peer_of(sock);
	struct client *c = NULL;
	struct err err;

	if (admit(clients, &peer, descriptor_left(sock), &err)) {
		c = client_new(clients, table, sock, peer);
		if (!c)
			err_set(&err, ENOMEM, "serve a client");
	}
	if (!c)
		reject(sock, &err);
}

void clients_end_streams(struct clients *clients)
{
	while (!LIST_EMPTY(&clients->streams))
		client_free(LIST_FIRST(&clients->streams));
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
