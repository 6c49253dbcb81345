/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The clients of the control socket.
 *
 * A client is in one of these states.  Clients that are ready are queued, and
 * each iteration of the loop serves as many as its budget allows, each once:
 *
 *	reading		nothing is to be sent.  Watched for input; a complete
 *			line is run as a request
 *	answering	output waits to be taken by the client, or the answer is
 *			not complete.  Watched for room; not read from
 *	waiting		its command returned ANSWER_LATER.  Not watched.  The
 *			request is checked again after changes that matter and
 *			at its deadline, or every CLIENTS_POLL_MS; whether the
 *			client has hung up is checked every CLIENTS_HANGUP_MS
 *	ending		it has sent all, or too much.  Freed when it has taken
 *			its answers
 */
#ifndef CONTROL_CLIENT_H
#define CONTROL_CLIENT_H

#include <ev.h>
#include <sys/queue.h>

#include "control/request.h"
#include "control/recheck.h"
#include "control/server.h"
#include "control/quota.h"

#define CLIENTS_POLL_MS	  10
#define CLIENTS_HANGUP_MS 1000

/**
 * struct clients - All clients, and what they share
 * @memory:	Limit for the lines and answers of all
 * @queue:	Clients that are ready, in the order in which they became so
 * @serve:	Serves them; fed while there are any
 * @poll:	Runs while requests wait whose conditions have to be polled
 * @hangup:	Runs while requests wait
 * @recheck:	Checks waiting requests after changes
 */
struct clients {
	struct ev_loop *loop;
	struct request_table table;
	unsigned int stall_ms;
	unsigned int idle_ms;
	size_t memory;
	int64_t (*now_ns)(void);
	struct quota quota;
	LIST_HEAD(client_list, client) list;
	TAILQ_HEAD(client_queue, client) queue;
	ev_watcher serve;
	ev_timer poll;
	ev_timer hangup;
	struct recheck recheck;
	uint64_t requests;
	uint64_t cut_off;
};

void clients_init(struct clients *clients, struct ev_loop *loop,
		  const struct request_table *table,
		  const struct server_config *config);

/**
 * clients_add() - Add a connection
 * @sock:	Closed with the client; at once if there is no room for it
 */
void clients_add(struct clients *clients, int sock);

/**
 * clients_evict_idle() - Disconnect a client of the user who has most, if one
 * has been idle for long enough
 *
 * Return: whether there was one
 */
bool clients_evict_idle(struct clients *clients);

/** clients_changed() - See server_changed() */
void clients_changed(struct clients *clients, uint64_t changes);

/**
 * clients_close() - Disconnect all, without waiting for them to take answers
 */
void clients_close(struct clients *clients);

#endif /* CONTROL_CLIENT_H */
