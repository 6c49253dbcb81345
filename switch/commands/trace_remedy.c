/* SPDX-License-Identifier: BSD-2-Clause */
/* What would have to change for a frame to pass. */
#include <string.h>

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

static void put_name(const struct trace *t, port_no no, struct line *out)
{
	line_append(out, trace_name(t, no));
}

static void put_number(uint32_t number, struct line *out)
{
	struct line text = { 0 };

	line_words(&text, "%u", number);
	out->failed |= text.failed;
	line_append(out, text.failed ? "" : text.text);
	line_free(&text);
}

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

static void put_value(const struct trace *t, const char *name, size_t len,
		      port_no other, struct line *out)
{
	char mac[MAC_TEXT_SIZE];

	if (!strncmp(name, "in", len))
		put_name(t, t->v.in, out);
	else if (!strncmp(name, "out", len))
		put_name(t, other, out);
	else if (!strncmp(name, "vid", len))
		put_number(vid_of(t), out);
	else if (!strncmp(name, "src", len))
		line_append(out, mac_format(t->f->src, mac));
	else if (!strncmp(name, "storm", len))
		line_append(out, by_type[t->v.pkt_type].storm);
	else if (!strncmp(name, "flood", len))
		line_append(out, by_type[t->v.pkt_type].flood);
	else
		put_number(mtu_of(t, other), out);
}

/* Replaces each {name}. */
static void fill_in(const struct trace *t, const char *pattern, port_no other,
		    struct line *out)
{
	while (*pattern) {
		size_t len = strcspn(pattern, "{");
		struct line piece = { 0 };

		line_words(&piece, "%.*s", (int)len, pattern);
		out->failed |= piece.failed;
		line_append(out, piece.failed ? "" : piece.text);
		line_free(&piece);
		pattern += len;
		if (!*pattern)
			break;
		len = strcspn(++pattern, "}");
		put_value(t, pattern, len, other, out);
		pattern += len + 1;
	}
}

/* An MTU has a limit, and pause frames never pass. */
static bool has_command(const struct trace *t, const char *command,
			port_no other)
{
	if (strstr(command, "{mtu}"))
		return mtu_of(t, other) <= PORT_MTU_MAX;
	return *command;
}

static void write_remedy(const struct trace *t, const struct remedy *remedy,
			 port_no other, struct writer *out)
{
	struct line text = { 0 }, command = { 0 };

	if (!remedy->text) {
		writer_str(out, "remedy", NULL);
		return;
	}
	fill_in(t, remedy->text, other, &text);
	if (has_command(t, remedy->command, other))
		fill_in(t, remedy->command, other, &command);
	writer_begin_object(out, "remedy");
	writer_str(out, "text", text.text);
	writer_str(out, "command", command.text);
	writer_end_object(out);
	out->failed |= text.failed || command.failed;
	line_free(&text);
	line_free(&command);
}

void trace_remedy(const struct trace *t, struct writer *out)
{
	static const struct remedy pause = {
		"none: a pause frame is for its link only", ""
	};
	const struct step *last = trace_last(t);
	const struct remedy *remedy = &remedies[t->v.reason];

	if (t->v.reason == REASON_RESERVED && t->v.protocol == L2PROTO_PAUSE)
		remedy = &pause;
	if (last->kind == STEP_EGRESS_STATE &&
	    t->app->bridge->port[last->port].state == PORT_STATE_MONITOR)
		remedy = &omission_remedies[OMISSION_MONITOR];
	if (last->kind == STEP_FLOOD && t->v.reason >= REASON_DROPS)
		remedy = &remedies[REASON_NO_EGRESS];
	write_remedy(t, remedy, last->port, out);
}

void trace_remedy_for(const struct trace *t, port_no no, struct writer *out)
{
	write_remedy(t, &omission_remedies[t->account.omitted[no]], no, out);
}
