/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finds the socket of a switch and connects to it.
 *
 * A switch that is given by name is looked for among the user's own, and then among
 * root's.  One that has just been started may not listen yet, so callers retry for
 * LOOKUP_START_MS.
 */
#ifndef LOOKUP_H
#define LOOKUP_H

#include "session.h"

#define LOOKUP_NAME_DEFAULT "sw0"
#define LOOKUP_START_MS	    1000	/* a switch needs to start and listen */

/**
 * struct lookup - Which switch is meant
 * @name:	NULL for the default
 * @socket:	Path of its socket; NULL to look for @name
 * @is_to_read:	The client changes nothing: connect as session_open_to_read() does
 */
struct lookup {
	const char *name;
	const char *socket;
	bool is_to_read;
};

/**
 * lookup_open() - Connect to the switch
 * @until_ms:	Retry until then; it is tried once in any case
 *
 * Return: 0, or a negative errno with @err set
 */
int lookup_open(const struct lookup *l, int64_t until_ms, struct session *s,
		struct err *err);

/**
 * lookup_try() - Connect to the switch if it runs now
 * @timeout_ms: As for session_open()
 */
int lookup_try(const struct lookup *l, int64_t timeout_ms, struct session *s,
	       struct err *err);

/** lookup_wait() - Wait until the switch has started: it answers a request */
int lookup_wait(const struct lookup *l, int64_t until_ms, struct err *err);

#endif /* LOOKUP_H */
