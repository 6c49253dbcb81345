/* SPDX-License-Identifier: BSD-2-Clause */
/* What each rule found about a frame, in words. */
#include "commands/trace.h"
#include "frame/tag.h"
#include "ports.h"

#define OFF "vlan_filtering is off"

const char *trace_name(const struct trace *t, port_no no)
{
	return app_port_name(t->app, no);
}

const struct step *trace_last(const struct trace *t)
{
	return &t->account.step[t->account.count - 1];
}

static const struct bridge_port *port_of(const struct trace *t, port_no no)
{
	return &t->app->bridge->port[no];
}

static bool stops(const struct step *s)
{
	return s->reason != REASON_NONE;
}

static void say_mac(struct line *text, struct mac mac)
{
	char mac_text[MAC_TEXT_SIZE];

	line_words(text, "%s", mac_format(mac, mac_text));
}

static void find_frame(const struct trace *t, const struct step *s,
		       struct line *text)
{
	if (stops(s))
		line_words(text, "%s", reason_help(s->reason));
	else
		line_words(text, "%u bytes, %u VLAN tag%s", t->f->len,
			   t->f->tags, t->f->tags == 1 ? "" : "s");
}

/* Why a port is down: its administrator, its device, or its peer */
static void find_port(const struct trace *t, const struct step *s,
		      struct line *text)
{
	const struct port *port = t->app->ports[s->port];
	const enum errdisable_cause cause =
		(enum errdisable_cause)port_of(t, s->port)->errdisabled;

	if (!stops(s))
		line_words(text, "%s is up", port->name);
	else if (s->reason == REASON_MONITOR_PORT)
		line_words(text, "%s is the monitor of a mirror", port->name);
	else if (cause != ERRDISABLE_NONE)
		line_words(text, "%s is errdisabled: %s", port->name,
			   errdisable_word(cause));
	else if (!port->up)
		line_words(text, "%s is set down", port->name);
	else
		line_words(text, "%s is set up, but %s", port->name,
			   port->not_present ? "its device does not exist"
					     : "its interface or peer is down");
}

static void find_source(const struct trace *t, const struct step *s,
			struct line *text)
{
	say_mac(text, t->f->src);
	line_words(text, "is %s address",
		   stops(s) ? "a group" : "an individual");
}

static void find_trap(const struct trace *t, const struct step *s,
		      struct line *text)
{
	(void)t;
	line_words(text, "%s",
		   stops(s) ? "a loop probe of this switch"
			    : "no protocol of the switch reads it");
}

static void say_meter(const struct trace *t, const struct step *s,
		      enum port_meter which, const char *word,
		      struct line *text)
{
	const struct meter *m = &t->app->bridge->meter[s->port][which];
	char rate[METER_TEXT_SIZE];

	if (!(port_of(t, s->port)->metered >> which & 1))
		line_words(text, "%s has no %s rate", trace_name(t, s->port),
			   word);
	else
		line_words(text, "%s %s of %s", stops(s) ? "above" : "within",
			   meter_format(&m->settings, rate),
			   trace_name(t, s->port));
}

static void find_police(const struct trace *t, const struct step *s,
			struct line *text)
{
	say_meter(t, s, PORT_METER_POLICE, "police", text);
}

static void find_storm(const struct trace *t, const struct step *s,
		       struct line *text)
{
	static const char *const words[PKT_TYPE_COUNT] = {
		[PKT_UCAST] = "storm_ucast",
		[PKT_MCAST] = "storm_mcast",
		[PKT_BCAST] = "storm_bcast",
	};

	say_meter(t, s, (enum port_meter)t->v.pkt_type, words[t->v.pkt_type],
		  text);
}

static void find_reserved(const struct trace *t, const struct step *s,
			  struct line *text)
{
	say_mac(text, t->f->dst);
	if (t->v.protocol == L2PROTO_NONE)
		line_words(text, "is not a reserved address");
	else
		line_words(text, "belongs to %s, which group_fwd %s",
			   l2proto_word(t->v.protocol),
			   stops(s) ? "does not forward" : "forwards");
}

/* The VLAN that a frame names, also if it is none that exists */
static vlan_id named_vid(const struct trace *t)
{
	const vlan_id said = t->f->tci & TCI_VID;

	return t->v.tagged && said ? said : port_of(t, t->v.in)->pvid;
}

static void find_vlan(const struct trace *t, const struct step *s,
		      struct line *text)
{
	const char *name = trace_name(t, s->port);

	if (!t->app->bridge->vlan_filtering)
		line_words(text, OFF ": there are no VLANs");
	else if (s->reason == REASON_VLAN_TYPE)
		line_words(text, "%s accepts only %s frames", name,
			   port_of(t, s->port)->settings.accept ==
					   VLAN_ACCEPT_TAGGED
				   ? "tagged"
				   : "untagged");
	else if (stops(s))
		line_words(text, "%s", reason_help(s->reason));
	else if (t->v.tagged && t->f->tci & TCI_VID)
		line_words(text, "its tag names VLAN %u", named_vid(t));
	else
		line_words(text, "%s: VLAN %u is the PVID of %s",
			   t->v.tagged	? "it has a priority tag"
			   : t->f->tags ? "its tag does not count"
					: "untagged",
			   named_vid(t), name);
}

static void say_member(const struct trace *t, port_no no, bool is_member,
		       vlan_id vid, struct line *text)
{
	line_words(text, "%s is %sa member of VLAN %u", trace_name(t, no),
		   is_member ? "" : "not ", vid);
}

static void find_ingress(const struct trace *t, const struct step *s,
			 struct line *text)
{
	const struct bridge *br = t->app->bridge;
	const vlan_id vid = named_vid(t);
	bool is_member;

	if (!br->vlan_filtering) {
		line_words(text, OFF);
		return;
	}
	is_member = portset_has(&br->vlan[vid].members, s->port);
	say_member(t, s->port, is_member, vid, text);
	if (!is_member && !stops(s))
		line_append(text, ", but its ingress_filtering is off");
	else if (!vlan_exists(&br->vlan[vid]))
		line_append(text, ", and no other port is");
}

/* Where a station is known, and how */
static void say_known(const struct trace *t, const struct fdb_entry *e,
		      struct line *text)
{
	line_words(text, "is known on %s (%s)", trace_name(t, e->port),
		   fdb_state_word(e->state));
}

static void find_locked(const struct trace *t, const struct step *s,
			struct line *text)
{
	struct fdb_entry e;

	if (!port_of(t, s->port)->settings.locked) {
		line_words(text, "%s is not locked", trace_name(t, s->port));
		return;
	}
	say_mac(text, t->f->src);
	if (fdb_lookup(t->app->bridge->fdb, s->vid, t->f->src, t->app->now_ms,
		       &e))
		say_known(t, &e, text);
	else
		line_words(text, "is not known on %s", trace_name(t, s->port));
}

static void find_fdb_limit(const struct trace *t, const struct step *s,
			   struct line *text)
{
	const uint32_t limit = port_of(t, s->port)->settings.fdb_limit;

	if (!limit)
		line_words(text, "%s has no fdb_limit", trace_name(t, s->port));
	else
		line_words(text, "%zu of at most %u stations on %s%s",
			   fdb_on_port(t->app->bridge->fdb, s->port), limit,
			   trace_name(t, s->port),
			   stops(s) ? ", and this is another one" : "");
}

/* Why the source of a frame is not learned, although it could be */
static const char *why_not_learned(const struct trace *t)
{
	const struct bridge_port *from = port_of(t, t->v.in);

	if (!from->settings.learning)
		return "learning is off";
	if (from->state == PORT_STATE_DISCARDING)
		return "the port is in state discarding";
	if (mac_is_zero(t->f->src))
		return "an address of zeros is none";
	if (t->app->bridge->vlan[t->v.vid].remote_span)
		return "the VLAN is for copies of mirrors";
	return t->v.protocol != L2PROTO_NONE ? "it sends for a link protocol"
					     : "its frame is not accepted";
}

static void say_learned(const struct trace *t, struct line *text)
{
	const struct fdb *fdb = t->app->bridge->fdb;
	const char *name = trace_name(t, t->v.in);
	struct fdb_entry e;

	switch (fdb_foresee(fdb, t->v.vid, t->f->src, t->v.in,
			    t->app->now_ms)) {
	case FDB_REFRESHED:
		line_words(text, "stays known on %s", name);
		break;
	case FDB_ADDED:
		line_words(text, "is learned on %s", name);
		break;
	case FDB_MOVED:
		if (fdb_lookup(fdb, t->v.vid, t->f->src, t->app->now_ms, &e))
			line_words(text, "moves from %s to %s",
				   trace_name(t, e.port), name);
		break;
	case FDB_HELD:
		line_words(text, "is not learned: %s",
			   fdb_ageing_ms(fdb) ? "an entry holds it elsewhere"
					      : "ageing_time is 0");
		break;
	case FDB_NO_ROOM:
		line_words(text, "is not learned: there is no room");
		break;
	}
}

static void find_learn(const struct trace *t, const struct step *s,
		       struct line *text)
{
	(void)s;
	say_mac(text, t->f->src);
	if (t->v.learn)
		say_learned(t, text);
	else
		line_words(text, "is not learned: %s", why_not_learned(t));
}

static void find_state(const struct trace *t, const struct step *s,
		       struct line *text)
{
	line_words(text, "%s is in state %s", trace_name(t, s->port),
		   port_state_word(port_of(t, s->port)->state));
}

static void find_lookup(const struct trace *t, const struct step *s,
			struct line *text)
{
	say_mac(text, t->f->dst);
	if (s->found)
		say_known(t, &s->entry, text);
	else
		line_words(text, "is not known on any port");
}

static void find_backup(const struct trace *t, const struct step *s,
			struct line *text)
{
	line_words(text, "that port is down: %s is its backup_port",
		   trace_name(t, s->port));
}

static void find_local(const struct trace *t, const struct step *s,
		       struct line *text)
{
	(void)s;
	say_mac(text, t->f->dst);
	line_words(text, "is a local address");
}

static void find_same_port(const struct trace *t, const struct step *s,
			   struct line *text)
{
	const char *name = trace_name(t, s->port);

	if (stops(s))
		line_words(text, "%s is the ingress port", name);
	else if (s->port == t->v.in)
		line_words(text, "%s is the ingress port, but hairpin is on",
			   name);
	else
		line_words(text, "%s is another port", name);
}

static void find_egress(const struct trace *t, const struct step *s,
			struct line *text)
{
	if (s->vid == VLAN_NONE)
		line_words(text, OFF);
	else
		say_member(t, s->port, !stops(s), s->vid, text);
}

static void find_egress_state(const struct trace *t, const struct step *s,
			      struct line *text)
{
	if (s->reason == REASON_EGRESS_DOWN)
		find_port(t, s, text);
	else
		find_state(t, s, text);
}

static void find_isolated(const struct trace *t, const struct step *s,
			  struct line *text)
{
	line_words(text, "%s and %s are %sboth isolated",
		   trace_name(t, t->v.in), trace_name(t, s->port),
		   stops(s) ? "" : "not ");
}

static void find_mtu(const struct trace *t, const struct step *s,
		     struct line *text)
{
	line_words(text, "%s takes packets of %u bytes, this one has %u",
		   trace_name(t, s->port), port_of(t, s->port)->mtu,
		   t->f->packet_len);
}

static void find_flood(const struct trace *t, const struct step *s,
		       struct line *text)
{
	size_t n = s->reason == REASON_FLOODED ? portset_count(&t->v.flood) : 0;

	if (n)
		line_words(text, "it is sent to %zu port%s", n,
			   n == 1 ? "" : "s");
	else
		line_words(text, "no port is left to send it");
}

static void (*const findings[STEP_COUNT])(const struct trace *t,
					  const struct step *s,
					  struct line *text) = {
	[STEP_FRAME] = find_frame,
	[STEP_PORT] = find_port,
	[STEP_SOURCE] = find_source,
	[STEP_TRAP] = find_trap,
	[STEP_POLICE] = find_police,
	[STEP_RESERVED] = find_reserved,
	[STEP_VLAN] = find_vlan,
	[STEP_INGRESS] = find_ingress,
	[STEP_LOCKED] = find_locked,
	[STEP_FDB_LIMIT] = find_fdb_limit,
	[STEP_LEARN] = find_learn,
	[STEP_STATE] = find_state,
	[STEP_LOOKUP] = find_lookup,
	[STEP_BACKUP] = find_backup,
	[STEP_LOCAL] = find_local,
	[STEP_SAME_PORT] = find_same_port,
	[STEP_EGRESS] = find_egress,
	[STEP_EGRESS_STATE] = find_egress_state,
	[STEP_ISOLATED] = find_isolated,
	[STEP_MTU] = find_mtu,
	[STEP_STORM] = find_storm,
	[STEP_FLOOD] = find_flood,
};

void trace_finding(const struct trace *t, const struct step *step,
		   struct line *text)
{
	findings[step->kind](t, step, text);
}
