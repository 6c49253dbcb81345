/* SPDX-License-Identifier: BSD-2-Clause */
/* The host's end of a tap: followed by rtnetlink, in whichever namespace it is. */
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "io/io.h"
#include "port/tap_port.h"

#define FIND_TRIES 8
#define REFRESH_S  1.0 /* between polls of an interface that cannot be watched */

/* The descriptor becomes writable when the interface is up again. */
void tap_host_note(struct tap *tap, uint32_t mtu, bool up)
{
	struct port *port = &tap->port;

	if (port->mtu == mtu && port->linked == up)
		return;
	if (port->linked && !up)
		io_watch_writable(tap->chan);
	port->mtu = mtu;
	port->linked = up;
	port->events->changed(port);
}

/* poll(2) on a tap says POLLOUT just while its interface is up. */
bool tap_host_is_up(const struct tap *tap)
{
	struct pollfd p = { .fd = tap->opened.fd, .events = POLLOUT };

	return poll(&p, 1, 0) > 0 && (p.revents & POLLOUT);
}

struct netns_id tap_host_netns(const struct tap *tap)
{
	int netns = tap_dev_netns(tap->opened.fd);
	struct netns_id id = { 0 };

	if (netns < 0)
		return tap->opened.home_index ? netns_id() : id;
	id = netns_id_of(netns);
	close(netns);
	return id;
}

static void on_link_message(void *arg, const struct link *reported);

static void on_refresh(EV_P_ ev_timer *w, int revents)
{
	struct tap *tap = w->data;
	const bool asks = tap->port.mtu_exceeded;

	(void)loop;
	(void)revents;
	tap->port.mtu_exceeded = false;
	if (asks)
		tap_host_refresh(tap);
	tap_host_note(tap, tap->port.mtu, tap_host_is_up(tap));
}

/* The descriptor tells whether the interface is up.  Its MTU is read only after
 * a packet was too long, as that takes 100 microseconds in another
 * namespace. */
static void poll_instead(struct tap *tap, const struct err *why)
{
	log_debug("port %s: cannot watch its interface: %s", tap->port.name,
		  why->text);
	ev_timer_again(io_loop(tap->io), &tap->refresh);
}

void tap_host_ignore(struct tap *tap)
{
	link_watch_stop(&tap->link);
	ev_timer_stop(io_loop(tap->io), &tap->refresh);
}

/* In the namespace where it is now.  The tap itself keeps the one alive in
 * which it was made. */
static void watch(struct tap *tap)
{
	struct link_watch *link = &tap->link;
	int netns = tap_dev_netns(tap->opened.fd);
	bool is_told = netns >= 0 || tap->opened.home_index;
	struct err err = { .text = "its namespace is not known" };
	bool is_kept;

	tap->is_in = tap_host_netns(tap);
	is_kept = tap->config.passed.fd < 0 &&
		  netns_id_equal(tap->is_in, tap->made_in);
	tap_host_ignore(tap);
	*link = (struct link_watch){
		.index = tap->opened.link.index,
		.changed = on_link_message,
		.arg = tap,
	};
	if (!is_told ||
	    link_watch_start(link, io_loop(tap->io), netns, is_kept, &err))
		poll_instead(tap, &err);
	if (netns >= 0)
		close(netns);
}

/* Deleting the interface needs no handling here: reads of the descriptor fail
 * then. */
bool tap_host_get(const struct tap *tap, struct link *now)
{
	const struct tap_opened *opened = &tap->opened;
	struct err err;
	int back = tap_dev_visit(opened->fd, opened->home_index, now, &err);

	if (back >= 0)
		tap_dev_return(back);
	return back >= 0;
}

/* The interface may be moved to another namespace meanwhile. */
static bool find(struct tap *tap, struct link *now)
{
	for (int i = 0; i < FIND_TRIES; i++) {
		if (!tap_host_get(tap, now))
			return false;
		if (netns_id_equal(tap_host_netns(tap), tap->is_in))
			return true;
		watch(tap);
	}
	return false;
}

/* Cannot fail: no other port has the interface, in whichever namespace it is. */
static void claim_moved(struct tap *tap)
{
	const struct claim_resource resource =
		claim_interface(tap->is_in, tap->opened.link.index);
	struct err ignored;

	claim_take(&tap->port.claim, &resource, "", &ignored);
}

static void log_changes(struct port *port, const struct link *known,
			const struct link *now)
{
	char text[MAC_TEXT_SIZE];

	if (strcmp(now->ifname, known->ifname) != 0)
		port_log(port, LOG_LEVEL_INFO,
			 "its interface %s is named %s now", known->ifname,
			 now->ifname);
	if (!mac_equal(now->mac, known->mac))
		port_log(port, LOG_LEVEL_INFO,
			 "its interface %s has the address %s now", now->ifname,
			 mac_format(now->mac, text));
}

void tap_host_refresh(struct tap *tap)
{
	struct link *known = &tap->opened.link;
	struct link now;

	if (!find(tap, &now))
		return;
	log_changes(&tap->port, known, &now);
	*known = now;
	link_watch_set_index(&tap->link, now.index);
	claim_moved(tap);
	tap_host_note(tap, now.mtu, tap_host_is_up(tap));
}

static bool differs(const struct tap *tap, const struct link *reported)
{
	const struct link *known = &tap->opened.link;

	return reported->mtu != tap->port.mtu ||
	       reported->up != tap->port.linked ||
	       !mac_equal(reported->mac, known->mac) ||
	       strcmp(reported->ifname, known->ifname) != 0;
}

/* A message may be older than the present state, so that is read; unless a
 * later message reports the state that is known already. */
static void on_link_message(void *arg, const struct link *reported)
{
	struct tap *tap = arg;

	if (reported)
		link_watch_due(&tap->link, differs(tap, reported));
	else
		tap_host_refresh(tap);
}

/* The namespace was watched already when the tap was made there: changes since
 * then will be reported. */
static bool is_as_made(const struct tap *tap)
{
	return tap->opened.is_followed &&
	       netns_id_equal(tap->is_in, tap->made_in);
}

void tap_host_follow(struct tap *tap)
{
	struct port *port = &tap->port;
	struct link now;

	ev_timer_init(&tap->refresh, on_refresh, 0, REFRESH_S);
	tap->refresh.data = tap;
	watch(tap);
	if (!is_as_made(tap) && find(tap, &now)) {
		tap->opened.link = now;
		link_watch_set_index(&tap->link, now.index);
		claim_moved(tap);
	}
	port->mtu = tap->opened.link.mtu;
	port->linked = tap_host_is_up(tap);
	if (!port->linked)
		io_watch_writable(tap->chan);
}
