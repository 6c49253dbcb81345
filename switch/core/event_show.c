/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/event_show.h"

#include "base/utc.h"
#include "core/bridge_port.h"
#include "core/counters.h"
#include "core/fdb.h"
#include "core/reasons.h"

typedef void show_fn(struct writer *out, const char *key,
		     const struct event *e);

static void show_number(struct writer *out, const char *key,
			const struct event *e)
{
	writer_uint(out, key, e->value);
}

static void show_bool(struct writer *out, const char *key,
		      const struct event *e)
{
	writer_bool(out, key, e->value);
}

static void show_text(struct writer *out, const char *key,
		      const struct event *e)
{
	writer_str(out, key, e->text);
}

static void show_up(struct writer *out, const char *key, const struct event *e)
{
	writer_str(out, key, e->value ? "up" : "down");
}

static void show_port_state(struct writer *out, const char *key,
			    const struct event *e)
{
	writer_str(out, key, port_state_word((enum port_state)e->value));
}

static void show_cause(struct writer *out, const char *key,
		       const struct event *e)
{
	writer_str(out, key, errdisable_word((enum errdisable_cause)e->value));
}

static void show_fdb_state(struct writer *out, const char *key,
			   const struct event *e)
{
	writer_str(out, key, fdb_state_word((enum fdb_state)e->value));
}

static void show_frames(struct writer *out, const char *key,
			const struct event *e)
{
	static const char *const words[PKT_TYPE_COUNT] = {
		[PKT_UCAST] = "ucast",
		[PKT_MCAST] = "mcast",
		[PKT_BCAST] = "bcast",
	};

	writer_str(out, key, words[e->value]);
}

/* The length is not known if the kernel has refused the frame. */
static void show_length(struct writer *out, const char *key,
			const struct event *e)
{
	if (!e->value)
		return;
	writer_uint(out, key, e->value);
	writer_uint(out, "excess_bytes", e->excess);
}

static void show_marker(struct writer *out, const char *key,
			const struct event *e)
{
	writer_str(out, key, e->text);
	writer_str(out, "reason", reason_word((enum reason)e->value));
	writer_uint(out, "selected", e->excess);
}

/* The key of what a kind of event has besides ports, VLAN and station */
static const struct {
	const char *key;
	show_fn *show;
} values[EVENT_COUNT] = {
	[EVENT_PORT_ADDED] = { "mtu", show_number },
	[EVENT_PORT_RENAMED] = { "before", show_text },
	[EVENT_PORT_ADMIN] = { "admin", show_up },
	[EVENT_PORT_OPER] = { "oper", show_up },
	[EVENT_PORT_STATE] = { "state", show_port_state },
	[EVENT_PORT_LINK] = { "link", show_up },
	[EVENT_PORT_NOT_PRESENT] = { "disappeared", show_bool },
	[EVENT_ERRDISABLED] = { "cause", show_cause },
	[EVENT_OVERSIZE] = { "bytes", show_length },
	[EVENT_FDB_LEARNED] = { "state", show_fdb_state },
	[EVENT_FDB_AGED] = { "state", show_fdb_state },
	[EVENT_FDB_EVICTED] = { "state", show_fdb_state },
	[EVENT_FDB_PUT] = { "state", show_fdb_state },
	[EVENT_FDB_REMOVED] = { "state", show_fdb_state },
	[EVENT_FDB_REFUSED] = { "refused", show_number },
	[EVENT_FDB_FLUSHED] = { "flushed", show_number },
	[EVENT_STORM] = { "frames", show_frames },
	[EVENT_LOOP_FLAP] = { "moves", show_number },
	[EVENT_LISTENER_ADDED] = { "listener", show_text },
	[EVENT_LISTENER_REMOVED] = { "listener", show_text },
	[EVENT_CLIENT_ACCEPTED] = { "listener", show_text },
	[EVENT_CLIENT_REJECTED] = { "listener", show_text },
	[EVENT_CLIENT_GONE] = { "listener", show_text },
	[EVENT_MARKER] = { "marker", show_marker },
	[EVENT_MARKER_ADDED] = { "marker", show_text },
	[EVENT_MARKER_REMOVED] = { "marker", show_text },
	[EVENT_MIRROR_ADDED] = { "mirror", show_text },
	[EVENT_MIRROR_REMOVED] = { "mirror", show_text },
};

static void show_subject(const struct event *e, struct writer *out)
{
	if (e->port != PORT_NONE)
		writer_str(out, "port", e->name);
	if (e->other != PORT_NONE)
		writer_str(out, "other", e->other_name);
	if (e->vid != VLAN_NONE)
		writer_uint(out, "vlan", e->vid);
	if (!mac_is_zero(e->mac))
		writer_mac(out, "mac", e->mac);
}

static void show_actor(const struct peer *by, struct writer *out)
{
	if (by->uid != (uid_t)-1)
		writer_uint(out, "uid", by->uid);
	if (by->pid)
		writer_uint(out, "pid", (uint64_t)by->pid);
}

void event_show(const struct event *e, struct writer *out)
{
	char time[UTC_TEXT_SIZE];

	writer_uint(out, "seq", e->seq);
	writer_int(out, "at_ms", e->at_ms);
	writer_str(out, "time", utc_format(e->wall_ms, time));
	writer_str(out, "kind", event_group_word(event_group(e->kind)));
	writer_str(out, "event", event_word(e->kind));
	show_subject(e, out);
	if (values[e->kind].show)
		values[e->kind].show(out, values[e->kind].key, e);
	show_actor(&e->by, out);
}
