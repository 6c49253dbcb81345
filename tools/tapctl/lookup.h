/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which switch is meant, and the way to it.
 *
 * Without a socket it is looked for by its name, among our own and then among
 * root's.  One that is just being started is not there yet, so whoever looks has
 * some patience.
 */
#ifndef LOOKUP_H
#define LOOKUP_H

#include "session.h"

#define LOOKUP_NAME_DEFAULT "sw0"
#define LOOKUP_PATIENCE_MS  1000	/* what a start takes until it listens */

/**
 * struct lookup - The switch
 * @name:	NULL for the default
 * @socket:	Where it is; NULL to go by the name
 */
struct lookup {
	const char *name;
	const char *socket;
};

/**
 * lookup_open() - Connect to it
 * @until_ms:	Until when it may come; once is tried in any case
 *
 * Return: 0, or a negative errno with @err set
 */
int lookup_open(const struct lookup *l, int64_t until_ms, struct session *s,
		struct err *err);

/**
 * lookup_try() - Connect to it if it is there now
 * @patience_ms: As for session_open()
 */
int lookup_try(const struct lookup *l, int64_t patience_ms, struct session *s,
	       struct err *err);

/** lookup_wait() - The same until it answers, and not only listens */
int lookup_wait(const struct lookup *l, int64_t until_ms, struct err *err);

#endif /* LOOKUP_H */
