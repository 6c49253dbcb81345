/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Descriptors that other programs opened: inherited at start, or sent with a
 * request on the control socket.
 *
 * While a configuration is applied, an old port and its successor may refer to
 * the same descriptor: one port at a time uses it, and the last one closes it.
 */
#ifndef PORT_PASSED_FD_H
#define PORT_PASSED_FD_H

#include "base/err.h"

#define PASSED_FD_MAX	65535

struct claim;
struct port;

/**
 * struct passed_fd - A descriptor that a port was given
 * @fd:		The descriptor; -1 for none
 * @was_sent:	It was sent with a request; else it must be inherited
 * @word:	Its number in the command, which may differ from @fd
 * @has_ref:	Its port has used it, and holds a reference
 */
struct passed_fd {
	int fd;
	bool was_sent;
	int word;
	bool has_ref;
};

/** passed_fd_note_inherited() - Call once, before anything is opened */
void passed_fd_note_inherited(void);

/**
 * passed_fd_acquire() - Mark a descriptor as used by a port that opens
 * @user:	The port's claim
 *
 * Return: 0, or a negative errno with @err set: code "not-inherited" or
 * "in-use"
 */
int passed_fd_acquire(const struct passed_fd *a, const struct claim *user,
		      struct err *err);

/**
 * passed_fd_check_unique() - Check that no other port's descriptor is a
 * duplicate of it
 *
 * Return: 0, or -EBUSY with @err set if both refer to one open file
 */
int passed_fd_check_unique(const struct passed_fd *a, struct err *err);

/** passed_fd_claim_socket() - Claim the socket; -EBUSY if another port has it */
int passed_fd_claim_socket(const struct passed_fd *a, struct port *port,
			 struct err *err);

/**
 * passed_fd_open() - passed_fd_acquire(), then @open(), then passed_fd_ref()
 *
 * Return: 0, or a negative errno with @err set, also that of @open
 */
int passed_fd_open(struct passed_fd *a, struct port *port,
		 int (*open)(struct port *port, struct err *err),
		 struct err *err);

/** passed_fd_is_same() - Whether both commands name the same descriptor, or none */
static inline bool passed_fd_is_same(const struct passed_fd *a,
				   const struct passed_fd *b)
{
	return (a->fd < 0) == (b->fd < 0) && a->word == b->word;
}

/** passed_fd_release() - The port is closed: it no longer uses the descriptor */
void passed_fd_release(const struct passed_fd *a);

/** passed_fd_ref() - The port is open: take a reference, if there is an @fd */
void passed_fd_ref(struct passed_fd *a);

/** passed_fd_unref() - Give the reference up, and leave the descriptor open */
void passed_fd_unref(struct passed_fd *a);

/** passed_fd_free() - Give the reference up; the last one closes the descriptor */
void passed_fd_free(struct passed_fd *a);

#endif /* PORT_PASSED_FD_H */
