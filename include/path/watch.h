/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The captures, markers and observers that watch frames on their way.
 *
 * A frame is watched as it was received, after the decision about it and before
 * the bridge changes; and each copy as it is passed to its port: with the tag
 * that it leaves with, whole if it is a GSO frame, before a shaper delays it.
 */
#ifndef PATH_WATCH_H
#define PATH_WATCH_H

#include "base/names.h"
#include "capture/capture.h"

#define WATCH_MAX 16	/* captures, and as many observers */

struct app;
struct port;

/**
 * struct observer - A function that is told about the frames that ports receive
 * @ports:	Names of these ports, see base/names.h; "" for all
 * @in:		Their numbers; set by watch_observe() and later
 * @received:	Called for each frame; the bridge is still as the decision found
 *		it.  It must not change the bridge or @observers
 */
struct observer {
	char ports[NAMES_SIZE];
	struct portset in;
	void (*received)(struct observer *o, const struct frame *f,
			 const struct verdict *v);
};

/**
 * struct watch - Captures and observers, and the ports that they watch
 * @by:		@n captures
 * @observers:	@observers_n of them
 * @in, @out:	Ports whose received or sent frames any of them wants
 */
struct watch {
	size_t n;
	struct capture *by[WATCH_MAX];
	size_t observers_n;
	struct observer *observers[WATCH_MAX];
	struct portset in;
	struct portset out;
};

/**
 * watch_add() - Tell a capture about all ports, and let it watch
 *
 * Return: false if there are WATCH_MAX already
 */
bool watch_add(struct app *app, struct capture *capture);

/** watch_tell() - Tell a capture about all ports and the hosts behind taps */
void watch_tell(const struct app *app, struct capture *capture);

/** watch_remove() - Let a capture watch no longer */
void watch_remove(struct app *app, struct capture *capture);

/**
 * watch_observe() - Tell an observer about frames from now on
 * @o:		Borrowed until watch_unobserve()
 *
 * Return: false if there are WATCH_MAX already
 */
bool watch_observe(struct app *app, struct observer *o);

/** watch_unobserve() - Tell an observer no more; no-op if it is not told */
void watch_unobserve(struct app *app, const struct observer *o);

/** watch_port() - There is a port, a new or a renamed one */
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
