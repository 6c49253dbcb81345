/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The control socket: a Unix stream socket, a line in, a line of JSON out.
 *
 *	{"ok":true,"result":...}
 *	{"ok":true,"note":"...","result":...}
 *	{"ok":false,"error":{"code":"...","message":"...","word":3}}
 *
 * An answer begins with these very bytes up to the first that differ, and a
 * result ends in "}\n", so that a client can pass a long one on as it comes.
 * "word" counts the words of the line from 1, and is left out when none is at
 * fault; "note" says what a person should know of what was done, and is there when
 * there is such a thing.  Lines that are empty or a comment are not answered.
 *
 * Answers come in the order of the requests.  A client whose answer is not yet
 * taken is not read from, so what waits for it is bounded by one answer's piece
 * (SERVER_OUT_SIZE, and what one call to a handler adds); a client that
 * makes no room for SERVER_STALL_MS is logged and cut off.  A line over
 * LINE_SIZE_MAX is answered with an error, then the connection ends.
 *
 * Requests of all clients together get SERVER_BUDGET_NS of each iteration of the
 * loop, or one request, however long that takes: one a client, in turn, so that
 * neither frames nor other clients wait for one that asks much.
 *
 * A user has a share of the clients, and root and the switch's own user a
 * reserve, also where there are fewer descriptors than places: see
 * control/share.h.  Who finds no room takes the place of one that has been idle
 * for SERVER_IDLE_MS, which neither waits for an answer nor has sent a whole line
 * since; where there is room, one may be idle for ever.  What all hold together
 * in lines and answers is at most SERVER_MEMORY, and what one call to a handler
 * adds: beyond that, whoever holds most of the user that holds most is cut off.
 *
 * A descriptor that a client sends (SCM_RIGHTS) is for the line with which it is
 * sent: by a sendmsg(2) of that line alone, one a line.  If more lines are in the
 * same message, it is for the last of them.  One of the last that there may be
 * (base/descriptor.h) is closed, and the line refused.
 *
 * The server knows no command: it is given the table.
 */
#ifndef CONTROL_SERVER_H
#define CONTROL_SERVER_H

#include <sys/types.h>

#include "base/err.h"
#include "control/command.h"

#define SERVER_OUT_SIZE		65536	/* pause an answer above this */
#define SERVER_STALL_MS		30000
#define SERVER_IDLE_MS		60000
#define SERVER_CLIENTS_MAX	512
#define SERVER_CLIENTS_USER	128
#define SERVER_CLIENTS_RESERVE	32
#define SERVER_MEMORY		(32u * 1024 * 1024)
#define SERVER_BUDGET_NS	1000000
#define SERVER_ASK_NS		100000
#define SERVER_REST_MS		10

struct ev_loop;
struct server;

/**
 * struct server_config - How the socket is made
 * @path:	At most 107 bytes; missing directories above it are not made
 * @mode:	Of the socket; 0600 usually
 * @group:	(gid_t)-1 to leave it
 * @stall_ms:	0 for SERVER_STALL_MS
 * @idle_ms:	0 for SERVER_IDLE_MS
 * @memory:	0 for SERVER_MEMORY
 * @now_ns:	The clock; NULL for time_now_ns()
 */
struct server_config {
	const char *path;
	mode_t mode;
	gid_t group;
	unsigned int stall_ms;
	unsigned int idle_ms;
	size_t memory;
	int64_t (*now_ns)(void);
};

/**
 * server_new() - Make the socket and serve it
 *
 * A socket that nobody serves is replaced; one that answers is refused with
 * -EADDRINUSE and left alone, as is a file that is no socket.
 *
 * Return: the server, or NULL with @err set and nothing left behind
 */
struct server *server_new(struct ev_loop *loop,
			  const struct server_config *config,
			  const struct command *commands, size_t n,
			  struct app *app, struct err *err);

/**
 * server_changed() - What may make waits come true has changed so often by now
 *
 * For the end of each iteration of the loop.  When that is another number, those
 * who wait and for whom it matters (struct answer) are asked again: for
 * SERVER_ASK_NS, or one of them, in one iteration, and the others in the next.
 * When all were asked, changes that came since wait for SERVER_REST_MS, or thrice
 * as long as asking took.
 */
void server_changed(struct server *server, uint64_t changes);

/** server_free() - Say nothing more, remove the socket, then close clients */
void server_free(struct server *server);

/**
 * struct server_status - For `switch show`
 */
struct server_status {
	const char *path;
	size_t clients;
	uint64_t requests;
	uint64_t cut_off;
};

struct server_status server_status(const struct server *server);

#endif /* CONTROL_SERVER_H */
