/* SPDX-License-Identifier: BSD-2-Clause */
/* The connection to a switch. */
#ifndef SESSION_H
#define SESSION_H

#include <stdio.h>

#include "answer.h"
#include "base/err.h"

/**
 * struct session - A connection
 * @in:		Where the answers come from
 * @note:	The last one that was passed on, which is enough
 */
struct session {
	int sock;
	FILE *in;
	char note[ANSWER_NOTE_SIZE];
};

/**
 * session_open() - Connect to the switch at @path
 * @patience_ms: How long the switch may take to do its part, each time; 0: without
 *		end
 */
int session_open(struct session *s, const char *path, int64_t patience_ms,
		 struct err *err);

/**
 * session_send() - Send a line
 * @line:	Without its newline
 * @fd:		A descriptor that goes with it, or -1
 *
 * When the switch is gone, its last words may still wait to be read: that is no
 * error here.
 */
int session_send(struct session *s, const char *line, size_t len, int fd,
		 struct err *err);

/** session_outlast() - Wait until the switch has ended */
void session_outlast(struct session *s);

void session_close(struct session *s);

#endif /* SESSION_H */
