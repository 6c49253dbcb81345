/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names of clients' ports, from a listener's pattern:
 *
 *	%d	the first number that is free; or the one that a client asks for
 *	%p	what the client's own socket is called: web of /run/vms/web.sock
 *	%u	the user who the client is, by number
 *	%m	the address from which its first frame is: 52:54:00:12:34:56
 *
 * A pattern has one of these at least, and each once at most; %m is alone, for
 * until that frame comes a number stands in its place.  Without %d a client has the
 * same name whenever it comes, and no two have it at a time.
 */
#ifndef CLIENT_NAMES_H
#define CLIENT_NAMES_H

#include "port/listener.h"

struct app;
struct buf;

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

/** client_names_has_mac() - Whether a pattern waits for the first frame */
bool client_names_has_mac(const char *pattern);

/**
 * client_names_take_mac() - The first frames of a client's port name it
 *
 * Where another port has that name it keeps the one that it has; but one whose
 * client has gone changes names with it.
 *
 * Return: false when these frames do not say from which station they are
 */
bool client_names_take_mac(const struct app *app, struct port *port,
			   const struct buf *frames, size_t n);

#endif /* CLIENT_NAMES_H */
