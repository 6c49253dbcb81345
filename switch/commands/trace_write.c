/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes the account of a frame. */
#include <stdio.h>
#include <stdlib.h>

#include "base/hex.h"
#include "base/utc.h"
#include "commands/show.h"
#include "commands/trace.h"
#include "core/commit.h"
#include "frame/describe.h"
#include "frame/tag.h"
#include "path/mirror.h"
#include "path/preview.h"

#define TPID_TEXT_SIZE 8
#define PRIORITY_SHIFT 13

static void write_tag(struct writer *out, const char *key, uint16_t tpid,
		      uint16_t tci)
{
	char text[TPID_TEXT_SIZE];

	if (!tpid) {
		writer_str(out, key, NULL);
		return;
	}
	snprintf(text, sizeof(text), "0x%04x", tpid);
	writer_begin_object(out, key);
	writer_str(out, "ethertype", text);
	writer_uint(out, "vid", tci & TCI_VID);
	writer_uint(out, "prio", tci >> PRIORITY_SHIFT);
	writer_end_object(out);
}

static void write_bytes(const struct frame *f, struct writer *out)
{
	char *text = malloc(2 * (size_t)f->len + 1);

	if (text)
		writer_str(out, "hex", hex_format(f->data, f->len, text));
	out->failed |= !text;
	free(text);
}

/* Which of its addresses nobody has */
static void write_made_up(const struct trace *t, struct writer *out)
{
	writer_begin_array(out, "made_up");
	if (t->src_is_made_up)
		writer_str(out, NULL, "src");
	if (t->dst_is_made_up)
		writer_str(out, NULL, "dst");
	writer_end_array(out);
}

/* The bytes of a frame that was received are not for everybody who looks on. */
static void write_frame(const struct trace *t, struct writer *out)
{
	const struct frame *f = t->f;
	char text[DESCRIBE_SIZE];

	writer_begin_object(out, "frame");
	writer_str(out, "text", frame_describe(f, text));
	writer_uint(out, "bytes", f->len);
	if (f->len >= ETH_HEADER_SIZE && f->error != FRAME_OVERSIZE) {
		writer_mac(out, "src", f->src);
		writer_mac(out, "dst", f->dst);
		write_tag(out, "tag", f->tpid, f->tci);
	}
	if (!f->id) {
		write_made_up(t, out);
		write_bytes(f, out);
	}
	writer_end_object(out);
}

/* Which frame it was, and when it came; as in a capture and in events */
static void write_passage(const struct trace *t, struct writer *out)
{
	char time[UTC_TEXT_SIZE];

	writer_uint(out, "id", t->f->id);
	writer_int(out, "at_ms", t->app->now_ms);
	writer_str(out, "time",
		   utc_format(t->app->bridge->events.wall_ms, time));
}

static void write_steps(const struct trace *t, struct writer *out)
{
	writer_begin_array(out, "steps");
	for (unsigned int i = 0; i < t->account.count; i++) {
		const struct step *s = &t->account.step[i];
		const char *clause = step_clause(s->kind);
		struct line finding = { 0 };

		trace_finding(t, s, &finding);
		writer_begin_object(out, NULL);
		writer_str(out, "step", step_word(s->kind));
		writer_str(out, "clause", *clause ? clause : NULL);
		writer_str(out, "rule", step_rule(s->kind));
		writer_str(out, "finding", finding.text);
		writer_str(out, "reason",
			   s->reason == REASON_NONE ? NULL
						    : reason_word(s->reason));
		writer_end_object(out);
		out->failed |= finding.failed;
		line_free(&finding);
	}
	writer_end_array(out);
}

static void write_preview(const struct trace *t, port_no no,
			  const struct preview *p, struct writer *out)
{
	writer_str(out, "tagging", preview_tag_word(p->tag));
	write_tag(out, "tag", p->tpid, p->tci);
	writer_str(out, "form", preview_form_word(p->form));
	writer_uint(out, "frames", p->frames);
	writer_uint(out, "bytes", p->bytes);
	writer_bool(out, "shaped", t->app->qdiscs[no]);
}

static void write_egress(const struct trace *t, const struct portset *ports,
			 const struct preview *previews, struct writer *out)
{
	writer_begin_array(out, "egress");
	PORTSET_FOREACH(ports, no) {
		writer_begin_object(out, NULL);
		writer_str(out, "port", trace_name(t, no));
		write_preview(t, no, &previews[no], out);
		writer_end_object(out);
	}
	writer_end_array(out);
}

static void write_omissions(const struct trace *t, struct writer *out)
{
	writer_begin_array(out, "not_sent");
	for (port_no no = 1; no <= PORT_MAX; no++) {
		enum omission why = (enum omission)t->account.omitted[no];

		if (why == OMISSION_NONE)
			continue;
		writer_begin_object(out, NULL);
		writer_str(out, "port", trace_name(t, no));
		writer_str(out, "why", omission_word(why));
		writer_str(out, "help", omission_help(why));
		trace_remedy_for(t, no, out);
		writer_end_object(out);
	}
	writer_end_array(out);
}

/* The port that gets a copy; if it does not exist, the name that the mirror has
 * for it; NULL if no port is in the VLAN that it sends to */
static const char *name_of_monitor(const struct trace *t,
				   const struct mirror_copy *copy)
{
	if (copy->to != PORT_NONE)
		return trace_name(t, copy->to);
	return *copy->mirror->to ? copy->mirror->to : NULL;
}

static void write_copy(const struct trace *t, const struct mirror_copy *copy,
		       struct writer *out)
{
	const bool is_made = copy->missed == MIRROR_MISS_NONE;

	writer_begin_object(out, NULL);
	writer_str(out, "port", name_of_monitor(t, copy));
	writer_str(out, "mirror", copy->mirror->name);
	writer_str(out, "of", trace_name(t, copy->port));
	writer_str(out, "direction", mirror_direction_word(copy->direction));
	writer_str(out, "missed",
		   is_made ? NULL : mirror_miss_word(copy->missed));
	writer_str(out, "help",
		   is_made ? NULL : mirror_miss_help(copy->missed));
	if (is_made)
		write_preview(t, copy->to, &copy->preview, out);
	writer_end_object(out);
}

static void write_copies(const struct trace *t,
			 const struct mirror_account *copies,
			 struct writer *out)
{
	writer_begin_array(out, "copies");
	for (size_t i = 0; i < copies->count; i++)
		write_copy(t, &copies->copy[i], out);
	writer_end_array(out);
	writer_uint(out, "copies_left_off", copies->left_off);
}

static void write_counters(const struct trace *t, const struct portset *ports,
			   const struct preview *previews,
			   const struct mirror_account *copies,
			   struct writer *out)
{
	struct counters c;

	writer_begin_array(out, "counters");
	for (port_no no = 1; no <= PORT_MAX; no++) {
		if (!t->app->ports[no])
			continue;
		bridge_forecast(t->app->bridge, t->f, &t->v, t->app->now_ms, no,
				&c);
		if (portset_has(ports, no))
			preview_count(&previews[no], t->v.pkt_type, &c);
		mirror_account_count(copies, t->v.pkt_type, no, &c);
		stats_show_changes(trace_name(t, no), &c, out);
	}
	writer_end_array(out);
}

/* Many ports get the same, which is made once for all that follow each other. */
static int make_previews(const struct trace *t, const struct portset *ports,
			 struct preview *previews, struct err *err)
{
	port_no last = PORT_NONE;

	PORTSET_FOREACH(ports, no) {
		int ret = 0;

		if (last != PORT_NONE &&
		    preview_is_same(t->app, &t->v, last, no))
			previews[no] = previews[last];
		else
			ret = preview_make(t->app, t->f, &t->v, no,
					   &previews[no], err);
		if (ret)
			return ret;
		last = no;
	}
	return 0;
}

int trace_write(const struct trace *t, struct writer *out, struct err *err)
{
	static struct preview previews[PORT_MAX + 1];
	static struct mirror_account copies;
	struct portset ports;
	int ret;

	verdict_ports(&t->v, &ports);
	ret = make_previews(t, &ports, previews, err);
	if (!ret)
		ret = mirror_explain(t->app, t->f, &t->v, &copies, err);
	if (ret)
		return ret;
	writer_begin_object(out, NULL);
	if (t->f->id)
		write_passage(t, out);
	writer_str(out, "port", trace_name(t, t->v.in));
	write_frame(t, out);
	write_steps(t, out);
	writer_str(out, "reason", reason_word(t->v.reason));
	writer_str(out, "help", reason_help(t->v.reason));
	writer_bool(out, "dropped", t->v.reason >= REASON_DROPS);
	writer_uint(out, "vlan", t->v.vid);
	trace_remedy(t, out);
	write_egress(t, &ports, previews, out);
	write_omissions(t, out);
	write_copies(t, &copies, out);
	write_counters(t, &ports, previews, &copies, out);
	writer_end_object(out);
	return 0;
}
