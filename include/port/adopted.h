/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Descriptors that others opened: inherited, or sent along with a request.
 *
 * While a configuration is applied, the old port and its successor may both
 * want the same descriptor: one at a time uses it, and the last port that held
 * it closes it.
 */
#ifndef PORT_ADOPTED_H
#define PORT_ADOPTED_H

#include "base/err.h"

#define ADOPTED_FD_MAX	65535

struct claim;
struct port;

/**
 * struct adopted - A descriptor that a port was given
 * @fd:		-1 for none
 * @came:	It was sent along with a request; else it must be inherited
 * @word:	The number that stood in the line, whatever @fd is here
 * @is_held:	Its port used it once, so that it is to be closed in the end
 */
struct adopted {
	int fd;
	bool came;
	int word;
	bool is_held;
};

/** adopted_note_inherited() - Once, before anything is opened */
void adopted_note_inherited(void);

/**
 * adopted_use() - A port opens it
 * @user:	The port's
 *
 * Return: 0, or a negative errno with @err set: code "not-inherited" or "in-use"
 */
int adopted_use(const struct adopted *a, const struct claim *user,
		struct err *err);

/** adopted_is_copy() - -EBUSY, @err set, when it is one of another port's */
int adopted_is_copy(const struct adopted *a, struct err *err);

/** adopted_claim_socket() - It is a socket, and has not been adopted as another */
int adopted_claim_socket(const struct adopted *a, struct port *port,
			 struct err *err);

/**
 * adopted_open() - The same, by a function of the port's, and hold it
 *
 * Return: 0, or a negative errno with @err set, also what @open says
 */
int adopted_open(struct adopted *a, struct port *port,
		 int (*open)(struct port *port, struct err *err),
		 struct err *err);

/** adopted_is_same() - Whether both lines name one descriptor, or both none */
static inline bool adopted_is_same(const struct adopted *a,
				   const struct adopted *b)
{
	return (a->fd < 0) == (b->fd < 0) && a->word == b->word;
}

/** adopted_rest() - The port is closed, and may be opened again */
void adopted_rest(const struct adopted *a);

/** adopted_hold() - The port is open: it holds the descriptor, if there is one */
void adopted_hold(struct adopted *a);

/** adopted_let_go() - As if it had never held it */
void adopted_let_go(struct adopted *a);

/** adopted_free() - The port is gone: closes it if it was the last */
void adopted_free(struct adopted *a);

#endif /* PORT_ADOPTED_H */
