/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names of clients' ports, from a listener's pattern:
 *
 *	%d	the first number that is free; or the one that a client asks for
 *	%p	what the client's own socket is called: web of /run/vms/web.sock
 *	%u	the user who the client is, by number
 *
 * A pattern has one of these at least, and each once at most.  Without %d a client
 * has the same name whenever it comes, and no two have it at a time.
 */
#ifndef CLIENT_NAMES_H
#define CLIENT_NAMES_H

#include "port/listener.h"

struct app;

/** client_names_fit() - Whether a pattern makes names of ports */
bool client_names_fit(const char *pattern);

/**
 * client_names_choose() - A name for a client's port
 *
 * Return: 0, or a negative errno with @err set: the client has not what its name
 * would be made of, or somebody has that name
 */
int client_names_choose(const struct app *app, const char *pattern,
			const struct listener_client *client,
			char name[PORT_NAME_SIZE], struct err *err);

#endif /* CLIENT_NAMES_H */
