/* SPDX-License-Identifier: BSD-2-Clause */
/* The connection to a switch. */
#ifndef SESSION_H
#define SESSION_H

#include <stdio.h>

#include "answer.h"
#include "base/err.h"

/**
 * struct session - A connection
 * @in:		The answers of the switch
 * @note:	The note that was printed last, so that it is not repeated
 */
struct session {
	int sock;
	FILE *in;
	char note[ANSWER_NOTE_SIZE];
};

/**
 * session_open() - Connect to the switch at @path
 * @timeout_ms:	Limit for connecting, and for each read and write; 0: none
 *
 * A user who may not is connected to the read-only socket beside it, if there
 * is one that the user may open.
 *
 * Return: 0; -ETIMEDOUT if the switch does not accept the connection in time; or
 * another negative errno.  @err is set
 */
int session_open(struct session *s, const char *path, int64_t timeout_ms,
		 struct err *err);

/**
 * session_open_to_read() - Connect to the read-only socket of the switch at @path
 *
 * For a client that changes nothing: it cannot be made to.  If the switch has no such
 * socket, or the user may not open it, the client is connected to @path.
 */
int session_open_to_read(struct session *s, const char *path,
			 int64_t timeout_ms, struct err *err);

/**
 * session_send() - Send a line
 * @line:	Without its newline
 * @fd:		A descriptor to pass with the line, or -1
 *
 * It is no error when the switch has closed the connection: its last answer may
 * still wait to be read.
 */
int session_send(struct session *s, const char *line, size_t len, int fd,
		 struct err *err);

/**
 * session_unbuffer() - Read no further than the end of each answer from now on
 *
 * For a line that begins a stream, which is read from the socket itself.
 */
int session_unbuffer(struct session *s, struct err *err);

/** session_wait_end() - Wait until the switch closes the connection */
void session_wait_end(struct session *s);

void session_close(struct session *s);

#endif /* SESSION_H */
