/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The clients of the control socket.
 *
 * Clients that are ready are queued, and each iteration of the loop serves as
 * many as its budget allows, each once.  client.h has the states of a client.
 */
#ifndef CONTROL_CLIENTS_H
#define CONTROL_CLIENTS_H

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
 * @acting:	See struct server_config; may be NULL
 * @streams:	Clients that are streaming
 * @queue:	Clients that are ready, in the order in which they became so
 * @serve:	Serves them; fed while there are any
 * @poll:	Runs while requests wait whose conditions have to be polled
 * @hangup:	Runs while requests wait
 * @recheck:	Checks waiting requests after changes
 */
struct clients {
	struct ev_loop *loop;
	unsigned int stall_ms;
	unsigned int idle_ms;
	size_t memory;
	int64_t (*now_ns)(void);
	void (*acting)(struct app *app, struct peer peer);
	struct quota quota;
	LIST_HEAD(client_list, client) list;
	LIST_HEAD(client_streams, client) streams;
	TAILQ_HEAD(client_queue, client) queue;
	ev_watcher serve;
	ev_timer poll;
	ev_timer hangup;
	struct recheck recheck;
	uint64_t requests;
	uint64_t cut_off;
};

void clients_init(struct clients *clients, struct ev_loop *loop,
		  const struct server_config *config);

/**
 * clients_add() - Add a connection
 * @table:	What the client may do
 * @sock:	Closed with the client; at once if there is no room for it
 */
void clients_add(struct clients *clients, const struct request_table *table,
		 int sock);

/**
 * clients_evict_idle() - Disconnect a client of the user who has most, if one
 * has been idle for long enough
 *
 * Return: whether there was one
 */
bool clients_evict_idle(struct clients *clients);

/** clients_changed() - See server_changed() */
void clients_changed(struct clients *clients, uint64_t changes);

/** clients_end_streams() - See server_end_streams() */
void clients_end_streams(struct clients *clients);

/**
 * clients_close() - Disconnect all, without waiting for them to take answers
 */
void clients_close(struct clients *clients);

#endif /* CONTROL_CLIENTS_H */
