/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One client of the control socket.
 *
 * It is in one of these states:
 *
 *	reading		nothing is to be sent.  Watched for input; a complete
 *			line is run as a request
 *	answering	output waits to be taken by the client, or the answer is
 *			not complete.  Watched for room; not read from
 *	waiting		its command returned ANSWER_LATER.  Not watched.  The
 *			request is checked again after changes that matter and
 *			at its deadline, or every CLIENTS_POLL_MS; whether the
 *			client has hung up is checked every CLIENTS_HANGUP_MS
 *	streaming	its command has begun a stream.  Watched for room while
 *			there is something to send, else for input, which is
 *			discarded, and for its end
 *	ending		it has sent all, or too much.  Freed when it has taken
 *			its answers
 *
 * A client that is ready queues itself in struct clients, which serves it.
 */
#ifndef CONTROL_CLIENT_H
#define CONTROL_CLIENT_H

#include "control/clients.h"
#include "control/inbox.h"
#include "control/receive.h"

/**
 * struct client - One connection
 * @stream:	In the list of those that are streaming
 * @table:	The commands of the socket to which it has connected
 * @user:	Its user, and what that user's clients take
 * @peer:	Its process
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
	LIST_ENTRY(client) stream;
	struct clients *all;
	const struct request_table *table;
	struct quota_user *user;
	struct peer peer;
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

/** client_new() - A client that is read from; NULL when memory is short */
struct client *client_new(struct clients *clients,
			  const struct request_table *table, int sock,
			  struct peer peer);

/** client_free() - Disconnect it, and free what it holds */
void client_free(struct client *c);

/** client_serve() - Send to it, or continue its answer, or run its next line */
void client_serve(struct client *c);

/**
 * client_has_changes() - Whether its request waits for a change, and there was
 * one since it was checked
 */
bool client_has_changes(const struct client *c);

/** client_wake() - Let a waiting client be served in the next loop iteration */
void client_wake(struct client *c);

/**
 * client_has_hung_up() - Whether it has closed the connection, and not only
 * its sending side
 */
bool client_has_hung_up(const struct client *c);

#endif /* CONTROL_CLIENT_H */
