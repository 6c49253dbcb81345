/* SPDX-License-Identifier: BSD-2-Clause */
/* What would have to change for a frame to pass. */
#include <string.h>

#include "commands/pattern.h"
#include "commands/remedies.h"
#include "commands/trace.h"
#include "frame/tag.h"

/**
 * struct remedy - A row of the table
 * @text:	NULL: nothing can be done
 */
struct remedy {
	const char *text;
	const char *command;
};

static const struct remedy remedies[REASON_COUNT] = {
#define X(name, text, command) [REASON_##name] = { text, command },
	REMEDIES(X)
#undef X
};

static const struct remedy omission_remedies[OMISSION_COUNT] = {
#define X(name, text, command) [OMISSION_##name] = { text, command },
	OMISSION_REMEDIES(X)
#undef X
};

static const struct {
	const char *storm, *flood;
} by_type[PKT_TYPE_COUNT] = {
	[PKT_UCAST] = { "storm_ucast", "flood" },
	[PKT_MCAST] = { "storm_mcast", "mcast_flood" },
	[PKT_BCAST] = { "storm_bcast", "bcast_flood" },
};

/* The VLAN that the frame names, or the one that an untagged frame should have */
static vlan_id vid_of(const struct trace *t)
{
	const struct bridge *br = t->app->bridge;
	const vlan_id said = t->f->tci & TCI_VID;

	if (t->v.vid != VLAN_NONE || !br->vlan_filtering)
		return t->v.vid;
	if (t->v.tagged && said)
		return said;
	if (br->port[t->v.in].pvid != VLAN_NONE)
		return br->port[t->v.in].pvid;
	return br->vlan_default_pvid ? br->vlan_default_pvid
				     : VLAN_PVID_DEFAULT;
}

static uint32_t mtu_of(const struct trace *t, port_no no)
{
	const struct bridge *br = t->app->bridge;

	return br->port[no].mtu + verdict_excess(br, t->f, &t->v, no);
}

/**
 * struct values - What the names of a remedy mean
 * @out:	The egress port
 */
struct values {
	const struct trace *t;
	port_no out;
};

static void put_value(const void *of, const char *name, size_t len,
		      struct line *out)
{
	const struct values *values = of;
	const struct trace *t = values->t;
	char mac[MAC_TEXT_SIZE];

	if (!strncmp(name, "in", len))
		line_append(out, trace_name(t, t->v.in));
	else if (!strncmp(name, "out", len))
		line_append(out, trace_name(t, values->out));
	else if (!strncmp(name, "vid", len))
		pattern_number(out, vid_of(t));
	else if (!strncmp(name, "src", len))
		line_append(out, mac_format(t->f->src, mac));
	else if (!strncmp(name, "dst", len))
		line_append(out, mac_format(t->f->dst, mac));
	else if (!strncmp(name, "storm", len))
		line_append(out, by_type[t->v.pkt_type].storm);
	else if (!strncmp(name, "flood", len))
		line_append(out, by_type[t->v.pkt_type].flood);
	else
		pattern_number(out, mtu_of(t, values->out));
}

/* An MTU has a limit, and pause frames never pass. */
static bool has_command(const struct trace *t, const char *command,
			port_no other)
{
	if (strstr(command, "{mtu}"))
		return mtu_of(t, other) <= PORT_MTU_MAX;
	return *command;
}

void trace_remedy_write(const struct trace *t, const char *pattern,
			const char *command_pattern, port_no other,
			struct writer *out)
{
	const struct values values = { t, other };
	struct line text = { 0 }, command = { 0 };

	pattern_fill(pattern, put_value, &values, &text);
	if (has_command(t, command_pattern, other))
		pattern_fill(command_pattern, put_value, &values, &command);
	writer_begin_object(out, "remedy");
	writer_str(out, "text", text.text);
	writer_str(out, "command", command.text);
	writer_end_object(out);
	out->failed |= text.failed || command.failed;
	line_free(&text);
	line_free(&command);
}

static void write_remedy(const struct trace *t, const struct remedy *remedy,
			 port_no other, struct writer *out)
{
	if (remedy->text)
		trace_remedy_write(t, remedy->text, remedy->command, other,
				   out);
	else
		writer_str(out, "remedy", NULL);
}

void trace_remedy_of(const struct trace *t, enum reason reason, port_no other,
		     struct writer *out)
{
	static const struct remedy pause = {
		"send to another address: a pause frame never leaves its link",
		""
	};

	if (reason == REASON_RESERVED && t->v.protocol == L2PROTO_PAUSE)
		write_remedy(t, &pause, other, out);
	else
		write_remedy(t, &remedies[reason], other, out);
}

void trace_remedy(const struct trace *t, struct writer *out)
{
	const struct step *last = trace_last(t);
	enum reason reason = t->v.reason;

	if (last->kind == STEP_FLOOD && reason >= REASON_DROPS)
		reason = REASON_NO_EGRESS;
	if (last->kind == STEP_EGRESS_STATE &&
	    t->app->bridge->port[last->port].state == PORT_STATE_MONITOR)
		write_remedy(t, &omission_remedies[OMISSION_MONITOR],
			     last->port, out);
	else
		trace_remedy_of(t, reason, last->port, out);
}

void trace_remedy_for(const struct trace *t, port_no no, struct writer *out)
{
	write_remedy(t, &omission_remedies[t->account.omitted[no]], no, out);
}
