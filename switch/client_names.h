/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names of clients' ports, made from a listener's pattern:
 *
 *	%d	the lowest free number, or the one that the client asks for
 *	%p	the name of the client's own socket: "web" for /run/vms/web.sock
 *	%u	the client's user ID
 *	%m	the source address of its first frame: 52:54:00:12:34:56
 *
 * A pattern has at least one of these, and each at most once; %m must be the
 * only one, as a number stands in its place until the first frame.  Without %d,
 * a client gets the same name whenever it connects, and only one client at a
 * time can have it.
 */
#ifndef CLIENT_NAMES_H
#define CLIENT_NAMES_H

#include "port/listener.h"

struct app;
struct buf;

/** client_names_fit() - Whether a pattern makes valid port names */
bool client_names_fit(const char *pattern);

/**
 * client_names_choose() - Make a name for a client's port
 *
 * Return: 0, or a negative errno with @err set: the client has no path or user
 * although the pattern needs it, or a port has that name
 */
int client_names_choose(const struct app *app, const char *pattern,
			const struct listener_client *client,
			char name[PORT_NAME_SIZE], struct err *err);

/** client_names_has_mac() - Whether a pattern needs the client's first frame */
bool client_names_has_mac(const char *pattern);

/**
 * client_names_take_mac() - Name a client's port by its first frames
 *
 * If another port has that name, the port keeps its present name; if the client
 * of that other port has gone, the two ports swap names.
 *
 * Return: false if none of the frames has a valid source address
 */
bool client_names_take_mac(const struct app *app, struct port *port,
			   const struct buf *frames, size_t n);

#endif /* CLIENT_NAMES_H */
