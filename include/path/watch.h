/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The captures and markers that watch frames on their way.
 *
 * A frame is watched as it was received, after the decision about it; and each
 * copy as it is passed to its port: with the tag that it leaves with, whole if
 * it is a GSO frame, before a shaper delays it.
 */
#ifndef PATH_WATCH_H
#define PATH_WATCH_H

#include "capture/capture.h"

#define WATCH_MAX 16

struct app;
struct port;

/**
 * struct watch - Captures, and the ports that they watch
 * @by:		@n captures
 * @in, @out:	Ports whose received or sent frames any of them wants
 */
struct watch {
	size_t n;
	struct capture *by[WATCH_MAX];
	struct portset in;
	struct portset out;
};

/**
 * watch_add() - Tell a capture about all ports, and let it watch
 *
 * Return: false if there are WATCH_MAX already
 */
bool watch_add(struct app *app, struct capture *capture);

/** watch_remove() - Let a capture watch no longer */
void watch_remove(struct app *app, struct capture *capture);

/** watch_port() - Tell all captures about a port, a new or a renamed one */
void watch_port(struct app *app, const struct port *port);

/** watch_forget_port() - The port is removed */
void watch_forget_port(struct app *app, port_no no);

/** watch_wants() - Whether frames received on a port are to be shown */
bool watch_wants(const struct app *app, port_no no);

/** watch_received() - Show a frame to what watches its port */
void watch_received(struct app *app, const struct frame *f,
		    const struct verdict *v);

/**
 * watch_sent() - Show a copy of a frame to the captures that watch its port
 * @reason:	What became of the frame
 */
void watch_sent(struct app *app, port_no no, const struct frame *f,
		enum reason reason);

#endif /* PATH_WATCH_H */
