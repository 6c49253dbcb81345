/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The control socket: a Unix stream socket, a line in, a line of JSON out.
 *
 *	{"ok":true,"result":...}
 *	{"ok":false,"error":{"code":"...","message":"...","word":3}}
 *
 * An answer begins with these very bytes up to the first that differ, and a
 * result ends in "}\n", so that a client can pass a long one on as it comes.
 * "word" counts the words of the line from 1, and is left out when none is at
 * fault.  Lines that are empty or a comment are not answered.
 *
 * Answers come in the order of the requests.  A client whose answer is not yet
 * taken is not read from, so what waits for it is bounded by one answer's piece
 * (SERVER_OUT_SIZE, and what one call to a handler adds); a client that
 * makes no room for SERVER_STALL_MS is logged and cut off.  A line over
 * LINE_SIZE_MAX is answered with an error, then the connection ends.  One
 * request a client a turn, so that none can keep frames waiting.
 *
 * A descriptor that a client sends (SCM_RIGHTS) is for the line with which it is
 * sent: by a sendmsg(2) of that line alone, one a line.  If more lines are in the
 * same message, it is for the last of them.
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
#define SERVER_CLIENTS_MAX	512
#define SERVER_WAITS_ASKED	32	/* each takes microseconds */

struct ev_loop;
struct server;

/**
 * struct server_config - How the socket is made
 * @path:	At most 107 bytes; missing directories above it are not made
 * @mode:	Of the socket; 0600 usually
 * @group:	(gid_t)-1 to leave it
 * @stall_ms:	0 for SERVER_STALL_MS
 */
struct server_config {
	const char *path;
	mode_t mode;
	gid_t group;
	unsigned int stall_ms;
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
 * For the end of each iteration of the loop: who waits is asked again when that
 * is another number, some SERVER_WAITS_ASKED in one iteration.
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
