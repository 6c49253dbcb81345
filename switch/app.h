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
struct io;
struct protocols;
struct reload;
struct server;
struct shaper;

#define APP_NAME_DEFAULT "sw0"

/**
 * struct app - A switch
 * @name:	For people: -n
 * @loop:	NULL in a candidate, and in tests that have no events
 * @io:		NULL in a candidate
 * @ports:	By number; those that exist in @bridge
 * @listeners:	Places to which clients come
 * @has_leavers: Some ports are to go
 * @shapers:	By port's number; NULL where nothing is shaped
 * @reload:	NULL in a candidate, and in tests
 * @busy_poll_us: How long the loop spins after a frame; see io/io.h
 * @port_changes: How often a port came, went, or was other than before
 * @iterations:	How long they took; nothing without a loop
 * @now_ms:	The time of this turn; read by the loop, or moved by a test
 * @start_ms:	When it was made
 * @reader:	Of the bridge's events
 * @present:	Ports that have been seen to be present
 * @absent_no:	Ports whose device is awaited are looked at from this one on
 * @timers:	What has its time, by @now_ms
 * @recovery:	Of ports that are errdisabled
 * @shaping:	Of frames that wait, see shaping.h
 * @absence:	See absent.h
 * @leaving:	See leavers.h
 */
struct app {
	const char *name;
	struct ev_loop *loop;
	struct io *io;
	struct bridge *bridge;
	struct port *ports[PORT_MAX + 1];
	TAILQ_HEAD(listener_list, listener) listeners;
	bool has_leavers;
	struct egress *egress;
	struct protocols *protocols;
	struct shaper *shapers[PORT_MAX + 1];
	struct server *server;
	struct reload *reload;
	unsigned int busy_poll_us;
	uint64_t port_changes;
	struct iteration_stats iterations;
	int64_t now_ms;
	int64_t start_ms;
	struct timer_queue timers;
	struct timer recovery;
	struct timer shaping;
	struct timer absence;
	struct timer leaving;
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
struct app *app_new(const char *name, struct ev_loop *loop, const char *engine,
		    struct err *err);

/** app_free() - Close all ports; the server is not ours; takes NULL */
void app_free(struct app *app);

/**
 * app_add_port() - Plug in a configured port, and open it
 *
 * Not in a candidate, and not one that is marked as not present.  One that is marked
 * as awaited is not present when its device is not there, and opened when it comes.
 *
 * Return: 0 and @port is the app's; or a negative errno with @err set and @port
 * closed and still the caller's
 */
int app_add_port(struct app *app, struct port *port, struct err *err);

/**
 * app_reopen_port() - Look whether the device of a port is there again
 *
 * Return: 0 when the port is open; or a negative errno with @err set, and it is
 * not present as before
 */
int app_reopen_port(struct port *port, struct err *err);

/** app_sync_port() - Its driver's part was changed: tell the bridge */
void app_sync_port(struct port *port);

/** app_name_by_frame() - A client's port has its name when its first frame comes */
void app_name_by_frame(struct port *port);

/** app_unplug_port() - Take it out and close it; it is the caller's now */
void app_unplug_port(struct app *app, struct port *port);

/** app_del_port() - Unplug and free it */
void app_del_port(struct app *app, struct port *port);

/** app_set_port_up() - The administrator wants it up or down */
int app_set_port_up(struct port *port, bool up, struct err *err);

/**
 * app_ask_missed() - Count what the kernel has dropped for a port
 * @now:	Up to this moment; else what is known may be a second old
 *
 * For a tap in another namespace it takes 50 microseconds.
 */
void app_ask_missed(struct port *port, bool now);

/** app_recover_port() - End its being errdisabled */
void app_recover_port(struct port *port);

/**
 * app_process_events() - Log what happened since the last time, and let the
 *	ports' devices follow
 *
 * After each batch of frames, and before the loop sleeps.
 */
void app_process_events(struct app *app);

/** app_rename_port() - Give it another name */
void app_rename_port(struct port *port, const char *name);

/** app_set_time() - This iteration's */
void app_set_time(struct app *app, int64_t now_ms);

/** app_tick() - Do what has its time by @now_ms */
void app_tick(struct app *app);

/** app_set_busy_poll() - How long the loop spins after a frame, in microseconds */
void app_set_busy_poll(struct app *app, unsigned int us);

/** app_changes() - How often something changed that may have been waited for */
uint64_t app_changes(const struct app *app);

/** app_port() - By name; NULL if there is none */
struct port *app_port(const struct app *app, const char *name);

/** app_next_port() - Walk by number, from NULL on; NULL at the end */
struct port *app_next_port(const struct app *app, const struct port *before);

/** app_port_name() - For showing; "-" for none */
const char *app_port_name(const struct app *app, port_no no);

#endif /* APP_H */
