/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The control socket: a Unix stream socket.  A request is a line, and its
 * answer a line of JSON:
 *
 *	{"ok":true,"result":...}
 *	{"ok":true,"note":"...","result":...}
 *	{"ok":false,"error":{"code":"...","message":"...","word":3}}
 *
 * Answers are written exactly like this, without blanks, and a result ends in
 * "}\n", so that a client can process a long one while it arrives.  "word" is
 * the index of the wrong word in the line, from 1; it is left out when no word
 * is wrong.  "note" is a remark for people about a command that has
 * succeeded; most answers have none.  Empty lines and comments are not
 * answered.
 *
 * Answers come in the order of the requests.  The server does not read from a
 * client that has not taken its answer, so the output that waits for it is
 * bounded: SERVER_OUT_SIZE, and what one call to a handler adds.  A client that
 * reads nothing for SERVER_STALL_MS is disconnected, and logged.  A line over
 * LINE_SIZE_MAX is answered with an error, then the connection is closed.
 *
 * A command may begin a stream (struct answer): its answer is
 * {"ok":true,"result":null}, and what follows is the stream, until the
 * connection is closed.  What the client sends meanwhile is discarded.  A client
 * that reads slowly holds up nobody: the command is not called while
 * SERVER_OUT_SIZE bytes wait, and counts what it cannot say meanwhile.  So there
 * is no limit of time: such a client is not disconnected.
 *
 * Requests of all clients together get SERVER_BUDGET_NS of each iteration of
 * the loop, or one request if that takes longer.  Each client gets one request
 * in turn, so that frames and other clients do not wait for a client with many
 * requests.  A piece of an answer or of a stream counts as a request.
 *
 * A second socket may serve clients that only read: a command that changes
 * anything (enum command_effect) is refused there with the code "read-only".
 *
 * Clients are limited for each user, and some places are kept for root and the
 * switch's own user: see control/quota.h.  When there is no place for a new
 * client, one that has been idle for SERVER_IDLE_MS is disconnected for it:
 * that is, it neither waits for an answer nor has sent a complete line since.
 * As long as there are places, clients may be idle forever.  Lines and answers
 * of all clients take at most SERVER_MEMORY, and what one call to a handler
 * adds; beyond that, the largest client of the user who takes most is
 * disconnected.
 *
 * A client may pass a descriptor (SCM_RIGHTS) with a line, by a sendmsg(2) of
 * that line alone.  If a message has several lines, the descriptor belongs to
 * the last one.  If the switch has only its reserve of descriptors left
 * (base/descriptor.h), the descriptor is closed and the line is refused.
 *
 * The server does not know the commands: the caller passes the table.
 */
#ifndef CONTROL_SERVER_H
#define CONTROL_SERVER_H

#include <sys/types.h>

#include "base/err.h"
#include "control/command.h"

#define SERVER_READ_ONLY_MODE	0660
#define SERVER_OUT_SIZE		65536	/* pause an answer above this */
#define SERVER_STALL_MS		30000
#define SERVER_IDLE_MS		60000
#define SERVER_CLIENTS_MAX	512
#define SERVER_CLIENTS_USER	128
#define SERVER_CLIENTS_RESERVE	32
#define SERVER_MEMORY		(32u * 1024 * 1024)
#define SERVER_BUDGET_NS	1000000
#define SERVER_RECHECK_NS	100000
#define SERVER_RECHECK_PAUSE_MS	10

struct ev_loop;
struct server;

/**
 * struct server_config - How the socket is made
 * @path:	At most 107 bytes; missing directories above it are not made
 * @mode:	Of the socket; 0600 usually
 * @group:	(gid_t)-1 to leave it
 * @read_only_path: The same for the second socket; NULL for none
 * @read_only_group: Whose members may connect to it
 * @stall_ms:	0 for SERVER_STALL_MS
 * @idle_ms:	0 for SERVER_IDLE_MS
 * @memory:	0 for SERVER_MEMORY
 * @now_ns:	The clock; NULL for time_now_ns()
 * @acting:	Called before the command of a client is run or continued, and
 *		with PEER_NONE afterwards; may be NULL
 */
struct server_config {
	const char *path;
	mode_t mode;
	gid_t group;
	const char *read_only_path;
	gid_t read_only_group;
	unsigned int stall_ms;
	unsigned int idle_ms;
	size_t memory;
	int64_t (*now_ns)(void);
	void (*acting)(struct app *app, struct peer peer);
};

/**
 * server_new() - Make the socket and serve it
 *
 * The socket of a switch that has ended is replaced.  One at which a switch
 * answers (-EADDRINUSE) and a file that is no socket (-EEXIST) are left alone.
 *
 * Return: the server, or NULL with @err set and nothing left behind
 */
struct server *server_new(struct ev_loop *loop,
			  const struct server_config *config,
			  const struct grammar *grammar, struct app *app,
			  struct err *err);

/**
 * server_changed() - Tell how many changes there were that requests may wait
 * for
 *
 * To be called at the end of each iteration of the loop.  If the number has
 * changed, waiting requests to which it matters (struct answer) are checked:
 * for SERVER_RECHECK_NS, or one of them, in this iteration, and the others in
 * the next ones.  When all were checked, there is a pause of
 * SERVER_RECHECK_PAUSE_MS, or of three times as long as the checks took.
 *
 * Streams are continued in the next iteration, without a pause, if their own
 * number of changes is another.
 */
void server_changed(struct server *server, uint64_t changes);

/** server_end_streams() - Disconnect the clients that have streams */
void server_end_streams(struct server *server);

/** server_free() - Remove the socket, then disconnect all clients */
void server_free(struct server *server);

/**
 * struct server_status - For `switch show`
 * @read_only_path: NULL if there is none
 */
struct server_status {
	const char *path;
	const char *read_only_path;
	size_t clients;
	uint64_t requests;
	uint64_t cut_off;
};

struct server_status server_status(const struct server *server);

#endif /* CONTROL_SERVER_H */
