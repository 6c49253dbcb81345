/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The struct that holds a whole switch.  Pure rooms and drivers do not know it.
 *
 * A candidate is an app whose ports are configured but never opened: a
 * configuration file is applied to one first, to find errors before anything is
 * changed.
 */
#ifndef APP_H
#define APP_H

#include <sys/queue.h>

#include "base/err.h"
#include "base/timer.h"
#include "base/types.h"
#include "core/bridge.h"
#include "port/port.h"
#include "path/watch.h"
#include "iteration_stats.h"
#include "recording.h"

struct egress;
struct ev_loop;
struct grammar;
struct io;
struct protocols;
struct qdisc;
struct reload;
struct server;

#define APP_NAME_DEFAULT "sw0"

/**
 * struct app - A switch
 * @name:	Name of the switch (-n)
 * @grammar:	Its commands; NULL in tests that have none
 * @loop:	NULL in a candidate, and in tests without an event loop
 * @io:		NULL in a candidate
 * @ports:	By number; those that exist in @bridge
 * @listeners:	Listeners for clients
 * @has_removals: Some ports are scheduled for removal; see removal.h
 * @qdiscs:	By port number; NULL for none; see path/qdisc.h
 * @reload:	NULL in a candidate, and in tests
 * @busy_poll_us: How long the loop spins after a frame; see io/io.h
 * @frames:	Frames received so far; also the id of the last one
 * @watch:	Captures that watch frames
 * @recording:	The flight recorder
 * @iterations:	Durations of loop iterations; empty without a loop
 * @now_ms:	Time of this iteration; set by the loop, or by a test
 * @now_ns:	The same in nanoseconds
 * @start_ms:	When the app was made
 * @start_wall_ms: The same by the clock of the host, for people
 * @timers:	Timers, driven by @now_ms
 * @recovery:	Timer for errdisabled ports
 * @queueing:	Timer for queued frames; see path/qdisc.h
 * @retry:	Timer of retry.h
 * @removal:	Timer of removal.h
 * @port_events: Callbacks for drivers
 * @reader:	The app's place in the bridge's events
 * @present:	Ports last seen present
 * @retry_no:	The next port that retry.c looks at
 */
struct app {
	const char *name;
	const struct grammar *grammar;
	struct ev_loop *loop;
	struct io *io;
	struct bridge *bridge;
	struct port *ports[PORT_MAX + 1];
	TAILQ_HEAD(listener_list, listener) listeners;
	bool has_removals;
	struct egress *egress;
	struct protocols *protocols;
	struct qdisc *qdiscs[PORT_MAX + 1];
	struct server *server;
	struct reload *reload;
	unsigned int busy_poll_us;
	uint64_t frames;
	struct watch watch;
	struct recording recording;
	struct iteration_stats iterations;
	int64_t now_ms;
	int64_t now_ns;
	int64_t start_ms;
	int64_t start_wall_ms;
	struct timer_queue timers;
	struct timer recovery;
	struct timer queueing;
	struct timer retry;
	struct timer removal;
	const struct port_events *port_events;
	struct event_reader reader;
	struct portset present;
	port_no retry_no;
};

/** app_set_time() - Set the time of this iteration, on the monotonic clock */
void app_set_time(struct app *app, int64_t now_ns);

/** app_set_actor() - Set the client whose command is run from now on */
void app_set_actor(struct app *app, struct peer actor);

/** app_tick() - Run the timers that are due at @now_ms */
void app_tick(struct app *app);

/** app_set_busy_poll() - Set how long the loop spins after a frame */
void app_set_busy_poll(struct app *app, unsigned int us);

#endif /* APP_H */
