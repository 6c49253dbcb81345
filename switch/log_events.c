/* SPDX-License-Identifier: BSD-2-Clause */
#include "log_events.h"

#include <inttypes.h>

#include "base/log.h"

static void log_station(const struct event *e)
{
	char mac[MAC_TEXT_SIZE];

	mac_format(e->mac, mac);
	if (e->kind == EVENT_FDB_MOVED)
		log_limited(LOG_LEVEL_INFO, "station %s: moved to port %s", mac,
			    e->name);
	else if (e->kind == EVENT_FDB_REFUSED)
		log_limited(LOG_LEVEL_WARN,
			    "station %s: not learned on port %s, because "
			    "there is no room",
			    mac, e->name);
	else
		log_limited(LOG_LEVEL_WARN,
			    "station %s: not allowed on port %s", mac, e->name);
}

static void log_loop(const struct event *e)
{
	char mac[MAC_TEXT_SIZE];

	mac_format(e->mac, mac);
	if (e->kind == EVENT_LOOP_FLAP)
		log_limited(LOG_LEVEL_WARN,
			    "station %s: moved %u times in a second, between "
			    "port %s and port %s: a loop?",
			    mac, e->value, e->other_name, e->name);
	else
		log_limited(
			LOG_LEVEL_WARN,
			"loop probe %s: sent by port %s, received by port %s: "
			"a loop",
			mac, e->other_name, e->name);
}

static void log_storm(const struct event *e)
{
	static const char *const frames[PKT_TYPE_COUNT] = {
		[PKT_UCAST] = "frames for unknown stations",
		[PKT_MCAST] = "frames for groups",
		[PKT_BCAST] = "broadcasts",
	};

	log_limited(LOG_LEVEL_WARN,
		    "port %s: storm, more %s are dropped than forwarded",
		    e->name, frames[e->value]);
}

static void log_refused_length(const struct port *port)
{
	log_limited(LOG_LEVEL_WARN,
		    "port %s: its %s refuses frames as too long; they are "
		    "dropped (mtu-exceeded): %s",
		    port->name, port->takes_tag ? "interface" : "socket",
		    port->takes_tag ? "raise its MTU"
				    : "net.core.wmem_max limits the length");
}

static void log_oversize(const struct port *port, const struct event *e)
{
	if (!e->value)
		log_refused_length(port);
	else if (e->value > port->mtu)
		log_limited(
			LOG_LEVEL_INFO,
			"port %s: packets of more than %u bytes are dropped "
			"(mtu-exceeded), as one of %u was",
			port->name, port->mtu, e->value);
	else if (port->takes_tag)
		log_limited(LOG_LEVEL_WARN,
			    "port %s: its interface takes %u bytes after one "
			    "tag of 0x8100; with more or other tags a packet "
			    "of %u is too long, and dropped (mtu-exceeded): "
			    "raise its MTU by %u",
			    port->name, port->mtu, e->value,
			    e->excess + port->mtu - e->value);
	else
		log_limited(LOG_LEVEL_WARN,
			    "port %s: frames of more than %u bytes are dropped "
			    "(mtu-exceeded), as one of %u was",
			    port->name, port->frame_max,
			    port->frame_max + e->excess);
}

/* If a device is missing when a port is opened, that is logged there, with the
 * reason; and a client's port is removed. */
static void log_not_present(struct port *port, const struct event *e)
{
	if (e->value && !port->listener)
		port_log(port, LOG_LEVEL_WARN,
			 "not present, its device has disappeared");
}

static void log_port(struct port *port, const struct event *e)
{
	if (e->kind == EVENT_ERRDISABLED)
		port_log(port, LOG_LEVEL_WARN, "errdisabled after a %s",
			 errdisable_word((enum errdisable_cause)e->value));
	else if (e->kind == EVENT_RECOVERED)
		port_log(port, LOG_LEVEL_INFO, "recovered");
	else if (e->kind == EVENT_PORT_NOT_PRESENT)
		log_not_present(port, e);
	else if (e->kind == EVENT_PORT_PRESENT)
		port_log(port, LOG_LEVEL_INFO, "present, link is %s, mtu %u",
			 port->linked ? "up" : "down", port->mtu);
	else if (e->kind == EVENT_PORT_LINK)
		port_log(port, LOG_LEVEL_INFO, "link is %s, mtu %u",
			 e->value ? "up" : "down", port->mtu);
	else
		log_oversize(port, e);
}

static void log_all(const struct event *e)
{
	char mac[MAC_TEXT_SIZE];

	log_debug("event %" PRIu64 ": %s, port \"%s\", other \"%s\", vlan %u, "
		  "mac %s, value %u",
		  e->seq, event_word(e->kind), e->name, e->other_name, e->vid,
		  mac_format(e->mac, mac), e->value);
}

void log_missed_events(uint64_t missed)
{
	log_limited(LOG_LEVEL_WARN,
		    "%" PRIu64 " events were overwritten before they were "
		    "logged: lines about stations, storms, loops and ports may "
		    "be missing",
		    missed);
}

/* The port that an event is about; NULL if it is no longer there. */
static struct port *port_of(const struct app *app, const struct event *e)
{
	struct port *port = app->ports[e->port];

	return port && e->seq >= port->added_seq ? port : NULL;
}

void log_event(const struct app *app, const struct event *e)
{
	struct port *port = port_of(app, e);

	log_all(e);
	switch (e->kind) {
	case EVENT_FDB_MOVED:
	case EVENT_FDB_REFUSED:
	case EVENT_VIOLATION:
		log_station(e);
		break;
	case EVENT_LOOP_FLAP:
	case EVENT_LOOP_PROBE:
		log_loop(e);
		break;
	case EVENT_STORM:
		log_storm(e);
		break;
	case EVENT_ERRDISABLED:
	case EVENT_RECOVERED:
	case EVENT_PORT_NOT_PRESENT:
	case EVENT_PORT_PRESENT:
	case EVENT_PORT_LINK:
	case EVENT_OVERSIZE:
		if (port)
			log_port(port, e);
		break;
	default:
		break;
	}
}
