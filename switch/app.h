/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The one struct that holds everything.  Known to the top and to commands.
 *
 * A candidate is an app whose ports are configured but never opened: a
 * configuration file is tried on one before it touches anything.
 */
#ifndef APP_H
#define APP_H

#include <sys/queue.h>

#include "base/err.h"
#include "base/timer.h"
#include "base/types.h"
#include "core/bridge.h"
#include "port/port.h"
#include "iteration_stats.h"

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
 * @name:	For people: -n
 * @grammar:	Of its commands; NULL in tests that have none
 * @loop:	NULL in a candidate, and in tests that have no events
 * @io:		NULL in a candidate
 * @ports:	By number; those that exist in @bridge
 * @listeners:	Places to which clients come
 * @has_leavers: Some ports are to go
 * @qdiscs:	By port's number; NULL where there is none: see path/qdisc.h
 * @reload:	NULL in a candidate, and in tests
 * @busy_poll_us: How long the loop spins after a frame; see io/io.h
 * @port_changes: How often a port came, went, or was other than before
 * @iterations:	How long they took; nothing without a loop
 * @now_ms:	The time of this turn; read by the loop, or moved by a test
 * @start_ms:	When it was made
 * @port_events: What drivers hand up goes there
 * @reader:	Of the bridge's events
 * @present:	Ports that have been seen to be present
 * @absent_no:	Ports whose device is awaited are looked at from this one on
 * @timers:	What has its time, by @now_ms
 * @recovery:	Of ports that are errdisabled
 * @queueing:	Of frames that wait, see path/qdisc.h
 * @absence:	See absent.h
 * @leaving:	See leavers.h
 */
struct app {
	const char *name;
	const struct grammar *grammar;
	struct ev_loop *loop;
	struct io *io;
	struct bridge *bridge;
	struct port *ports[PORT_MAX + 1];
	TAILQ_HEAD(listener_list, listener) listeners;
	bool has_leavers;
	struct egress *egress;
	struct protocols *protocols;
	struct qdisc *qdiscs[PORT_MAX + 1];
	struct server *server;
	struct reload *reload;
	unsigned int busy_poll_us;
	uint64_t port_changes;
	struct iteration_stats iterations;
	int64_t now_ms;
	int64_t start_ms;
	struct timer_queue timers;
	struct timer recovery;
	struct timer queueing;
	struct timer absence;
	struct timer leaving;
	const struct port_events *port_events;
	struct event_reader reader;
	struct portset present;
	port_no absent_no;
};

/**
 * app_new() - A switch without ports
 * @loop:	NULL for a candidate
 * @engine:	For io_new()
 *
 * Return: the app, or NULL with @err set
 */
struct app *app_new(const char *name, const struct grammar *grammar,
		    struct ev_loop *loop, const char *engine, struct err *err);

/** app_free() - Close all ports; the server is not ours; takes NULL */
void app_free(struct app *app);

/** app_set_time() - This iteration's */
void app_set_time(struct app *app, int64_t now_ms);

/** app_tick() - Do what has its time by @now_ms */
void app_tick(struct app *app);

/** app_set_busy_poll() - How long the loop spins after a frame, in microseconds */
void app_set_busy_poll(struct app *app, unsigned int us);

/** app_changes() - How often something changed that may have been waited for */
uint64_t app_changes(const struct app *app);

#endif /* APP_H */
