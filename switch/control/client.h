/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The clients of the control socket.
 *
 * A client is in one of these states.  Who has something to do is put in a queue,
 * and each iteration of the loop moves as many as its budget allows, once each:
 *
 *	listening	no answer is owed.  Watched for a line; a whole line is
 *			run
 *	answering	part of an answer waits to be taken, or more of it is to
 *			be written.  Watched for room; not read from
 *	waiting		its command said ANSWER_LATER.  Not watched; asked again
 *			when what matters has changed and when its time is over, or
 *			every CLIENTS_AGAIN_MS; whether it is still there is seen
 *			every second
 *	leaving		said its last, or too much.  Gone when its answers are
 *			taken
 */
#ifndef CONTROL_CLIENT_H
#define CONTROL_CLIENT_H

#include <ev.h>
#include <sys/queue.h>

#include "control/request.h"
#include "control/rounds.h"
#include "control/server.h"
#include "control/share.h"

#define CLIENTS_AGAIN_MS  10
#define CLIENTS_HANGUP_MS 1000

/**
 * struct clients - All of them, and what they share
 * @memory:	That all may hold together
 * @queue:	Who has something to do, longest there first
 * @serve:	Moves them; fed while there are such
 * @again:	Runs only while someone waits to be asked soon
 * @hangup:	Runs only while someone waits
 * @rounds:	When those who wait for a change are asked
 */
struct clients {
	struct ev_loop *loop;
	struct request_table table;
	unsigned int stall_ms;
	unsigned int idle_ms;
	size_t memory;
	int64_t (*now_ns)(void);
	struct shares shares;
	LIST_HEAD(client_list, client) list;
	TAILQ_HEAD(client_queue, client) queue;
	ev_watcher serve;
	ev_timer again;
	ev_timer hangup;
	struct rounds rounds;
	uint64_t requests;
	uint64_t cut_off;
};

void clients_init(struct clients *clients, struct ev_loop *loop,
		  const struct request_table *table,
		  const struct server_config *config);

/**
 * clients_add() - Serve a connection
 * @sock:	Closed when the client is gone; at once when it cannot be served
 */
void clients_add(struct clients *clients, int sock);

/** clients_make_way() - Of the user who has most, one that has been idle for long
 * goes; false if there is none */
bool clients_make_way(struct clients *clients);

/** clients_changed() - As server_changed() */
void clients_changed(struct clients *clients, uint64_t changes);

/** clients_close() - All of them, whatever they are owed */
void clients_close(struct clients *clients);

#endif /* CONTROL_CLIENT_H */
