/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The clients of the control socket.
 *
 * A client is in one of these states; each turn of the loop moves it once:
 *
 *	listening	no answer is owed.  Watched for a line; a whole line is
 *			run
 *	answering	part of an answer waits to be taken, or more of it is to
 *			be written.  Watched for room; not read from
 *	waiting		its command said ANSWER_LATER.  Not watched; asked again
 *			every CLIENTS_AGAIN_MS
 *	leaving		said its last, or too much.  Gone when its answers are
 *			taken
 */
#ifndef CONTROL_CLIENT_H
#define CONTROL_CLIENT_H

#include <ev.h>
#include <sys/queue.h>

#include "control/request.h"

#define CLIENTS_AGAIN_MS 10

/**
 * struct clients - All of them, and what they share
 * @again:	Runs only while someone waits
 */
struct clients {
	struct ev_loop *loop;
	struct request_table table;
	unsigned int stall_ms;
	LIST_HEAD(client_list, client) list;
	ev_timer again;
	size_t n;
	uint64_t requests;
	uint64_t cut_off;
};

void clients_init(struct clients *clients, struct ev_loop *loop,
		  const struct request_table *table, unsigned int stall_ms);

/**
 * clients_add() - Serve a connection
 * @sock:	Closed when the client is gone; at once when it cannot be served
 */
void clients_add(struct clients *clients, int sock);

/** clients_close() - All of them, whatever they are owed */
void clients_close(struct clients *clients);

#endif /* CONTROL_CLIENT_H */
