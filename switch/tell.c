/* SPDX-License-Identifier: BSD-2-Clause */
#include "tell.h"

#include "base/log.h"

static void tell_of_move(const char *station, const char *port)
{
	log_limited(LOG_LEVEL_INFO, "station %s: moved to port %s", station,
		    port);
}

static void tell_of_no_room(const char *station, const char *port)
{
	log_limited(LOG_LEVEL_WARN,
		    "station %s: not learned on port %s, for there is no room",
		    station, port);
}

static void tell_of_violation(const char *station, const char *port)
{
	log_limited(LOG_LEVEL_WARN, "station %s: not allowed on port %s",
		    station, port);
}

void tell_of_frame(const struct app *app, const struct frame *f,
		   const struct verdict *v, enum fdb_change change)
{
	const struct bridge_port *from = &app->bridge->port[v->in];
	const char *port = app_port_name(app, v->in);
	char station[MAC_TEXT_SIZE];

	if (change == FDB_MOVED)
		tell_of_move(mac_format(f->src, station), port);
	else if (change == FDB_NO_ROOM)
		tell_of_no_room(mac_format(f->src, station), port);
	else if (v->reason == REASON_VIOLATION &&
		 from->violation != VIOLATION_PROTECT)
		tell_of_violation(mac_format(f->src, station), port);
}

static void tell_of_excess(const struct app *app, const struct frame *f,
			   const struct verdict *v, const struct port *port)
{
	uint32_t excess = verdict_excess(app->bridge, f, v, port->no);

	if (f->packet_len > port->mtu)
		log_limited(
			LOG_LEVEL_INFO,
			"port %s: packets of more than %u bytes are dropped "
			"(mtu-exceeded), as one of %u was",
			port->name, port->mtu, f->packet_len);
	else if (port->takes_tag)
		log_limited(LOG_LEVEL_WARN,
			    "port %s: its interface takes %u bytes behind one "
			    "tag of 0x8100; with more or other tags a packet "
			    "of %u is too long, and dropped (mtu-exceeded): "
			    "raise its MTU by %u",
			    port->name, port->mtu, f->packet_len,
			    excess + port->mtu - f->packet_len);
	else
		log_limited(LOG_LEVEL_WARN,
			    "port %s: frames of more than %u bytes are dropped "
			    "(mtu-exceeded), as one of %u was",
			    port->name, port->frame_max,
			    port->frame_max + excess);
}

/* Whether it is the first time that something is too long for a port */
static bool is_first(struct app *app, port_no no)
{
	bool is_first_one = !portset_has(&app->told_too_long, no);

	portset_add(&app->told_too_long, no);
	return is_first_one;
}

void tell_of_too_long(struct app *app, const struct frame *f,
		      const struct verdict *v)
{
	PORTSET_FOREACH(&v->too_long, no)
		if (is_first(app, no))
			tell_of_excess(app, f, v, app->ports[no]);
}

void tell_of_refused_length(struct port *port)
{
	if (!is_first(port->owner, port->no))
		return;
	log_limited(LOG_LEVEL_WARN,
		    "port %s: its %s refuses frames as too long, and they are "
		    "dropped (mtu-exceeded): %s",
		    port->name, port->takes_tag ? "interface" : "socket",
		    port->takes_tag ? "raise its MTU"
				    : "net.core.wmem_max says how long one "
				      "may be");
}

void tell_of_errdisable(struct port *port)
{
	const struct app *app = port->owner;
	enum errdisable_cause cause =
		(enum errdisable_cause)app->bridge->port[port->no].errdisabled;

	if (cause != ERRDISABLE_NONE)
		port_log(port, LOG_LEVEL_WARN, "errdisabled for a %s",
			 errdisable_word(cause));
	else
		port_log(port, LOG_LEVEL_INFO, "recovered");
}

static void tell_of_alarm(const struct app *app, const struct loop_alarm *alarm)
{
	const char *port = app_port_name(app, alarm->port);
	const char *other = app_port_name(app, alarm->other);
	char text[MAC_TEXT_SIZE];

	mac_format(alarm->mac, text);
	if (alarm->flap)
		log_limited(LOG_LEVEL_WARN,
			    "station %s: moved %u times in a second, between "
			    "port %s and port %s: a loop?",
			    text, alarm->moves, other, port);
	else
		log_limited(LOG_LEVEL_WARN,
			    "probe %s: left by port %s, came back by port %s: "
			    "a loop",
			    text, other, port);
}

void tell_of_alarms(struct app *app)
{
	const struct loop_detect *loop = &app->bridge->loop;
	size_t n = (size_t)(loop->alarm_count - app->alarms_told);

	if (n > LOOP_ALARMS)
		n = LOOP_ALARMS;
	while (n--)
		tell_of_alarm(app, loop_alarm_last(loop, n));
	app->alarms_told = loop->alarm_count;
}
