/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Descriptors that others opened: inherited, or sent along with a request.
 *
 * While a configuration is applied, the old port and its successor may both
 * want the same descriptor: one at a time uses it, and the last port that held
 * it closes it.
 */
#ifndef PORT_PASSED_FD_H
#define PORT_PASSED_FD_H

#include "base/err.h"

#define PASSED_FD_MAX	65535

struct claim;
struct port;

/**
 * struct passed_fd - A descriptor that a port was given
 * @fd:		-1 for none
 * @came:	It was sent along with a request; else it must be inherited
 * @word:	The number that stood in the line, whatever @fd is here
 * @is_held:	Its port used it once, so that it is to be closed in the end
 */
struct passed_fd {
	int fd;
	bool came;
	int word;
	bool is_held;
};

/** passed_fd_note_inherited() - Once, before anything is opened */
void passed_fd_note_inherited(void);

/**
 * passed_fd_use() - A port opens it
 * @user:	The port's
 *
 * Return: 0, or a negative errno with @err set: code "not-inherited" or "in-use"
 */
int passed_fd_use(const struct passed_fd *a, const struct claim *user,
		struct err *err);

/** passed_fd_is_copy() - -EBUSY, @err set, when it is one of another port's */
int passed_fd_is_copy(const struct passed_fd *a, struct err *err);

/** passed_fd_claim_socket() - It is a socket, and has not been adopted as another */
int passed_fd_claim_socket(const struct passed_fd *a, struct port *port,
			 struct err *err);

/**
 * passed_fd_open() - The same, by a function of the port's, and hold it
 *
 * Return: 0, or a negative errno with @err set, also what @open says
 */
int passed_fd_open(struct passed_fd *a, struct port *port,
		 int (*open)(struct port *port, struct err *err),
		 struct err *err);

/** passed_fd_is_same() - Whether both lines name one descriptor, or both none */
static inline bool passed_fd_is_same(const struct passed_fd *a,
				   const struct passed_fd *b)
{
	return (a->fd < 0) == (b->fd < 0) && a->word == b->word;
}

/** passed_fd_rest() - The port is closed, and may be opened again */
void passed_fd_rest(const struct passed_fd *a);

/** passed_fd_hold() - The port is open: it holds the descriptor, if there is one */
void passed_fd_hold(struct passed_fd *a);

/** passed_fd_let_go() - As if it had never held it */
void passed_fd_let_go(struct passed_fd *a);

/** passed_fd_free() - The port is gone: closes it if it was the last */
void passed_fd_free(struct passed_fd *a);

#endif /* PORT_PASSED_FD_H */
