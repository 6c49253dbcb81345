/* SPDX-License-Identifier: BSD-2-Clause */
/* What was found about a conversation, in words, and what would help. */
#include <string.h>

#include "commands/pattern.h"
#include "commands/trace.h"
#include "commands/why.h"
#include "ports.h"

static const struct {
	const char *sentence, *remedy, *command;
} texts[CAUSE_COUNT] = {
#define X(name, word, sentence, remedy, command)                               \
	[CAUSE_##name] = { sentence, remedy, command },
	CAUSES(X)
#undef X
};

/* What the names in a sentence mean */
struct values {
	const struct why *w;
	const struct finding *f;
};

static const char *help_of(const struct finding *f)
{
	return f->cause == CAUSE_NOT_SENT ? tx_reason_help(f->tx_reason)
					  : reason_help(f->reason);
}

static void put_value(const void *of, const char *name, size_t len,
		      struct line *out)
{
	const struct values *v = of;
	const struct app *app = v->w->app;
	const struct finding *f = v->f;
	char mac[MAC_TEXT_SIZE];

	if (!strncmp(name, "from", len))
		line_append(out, v->w->name[f->way]);
	else if (!strncmp(name, "to", len))
		line_append(out, v->w->name[!f->way]);
	else if (!strncmp(name, "port", len))
		line_append(out, app_port_name(app, f->port));
	else if (!strncmp(name, "other", len))
		line_append(out, app_port_name(app, f->other));
	else if (!strncmp(name, "vid", len))
		pattern_number(out, f->vid);
	else if (!strncmp(name, "pvid", len))
		pattern_number(out, app->bridge->port[f->port].pvid);
	else if (!strncmp(name, "mac", len))
		line_append(out, mac_format(f->mac, mac));
	else if (!strncmp(name, "frames", len))
		pattern_number(out, f->frames);
	else if (!strncmp(name, "reason", len))
		line_append(out, reason_word(f->reason));
	else
		line_append(out, help_of(f));
}

static bool has_frames_in(const struct traffic *way, vlan_id vid)
{
	for (unsigned int i = 0; i < way->flows; i++)
		if (way->flow[i].vid == vid && !way->flow[i].is_for_all)
			return true;
	return false;
}

/* Where the frames of the other end come in, if that is another VLAN */
static void say_other_vlan(const struct why *w, const struct finding *f,
			   struct line *text)
{
	const struct end *other = &w->d->end[!f->way];
	const char *name = w->name[!f->way];

	if ((f->cause != CAUSE_WRONG_PVID && f->cause != CAUSE_MISSING_VLAN) ||
	    other->vid == VLAN_NONE || other->vid == f->vid)
		return;
	if (has_frames_in(&w->d->way[!f->way], other->vid)) {
		line_append(text, "; ");
		line_append(text, name);
		line_append(text, " answered, but its frames came in on port ");
	} else {
		line_append(text, "; the last frame from ");
		line_append(text, name);
		line_append(text, " came in on port ");
	}
	line_append(text, app_port_name(w->app, other->port));
	line_append(text, ": VLAN ");
	pattern_number(text, other->vid);
}

/* Whether the frames of a silent end are missing, or go elsewhere */
static void say_elsewhere(const struct why *w, const struct finding *f,
			  struct line *text)
{
	if (f->cause != CAUSE_SILENT)
		return;
	if (w->d->way[f->way].any_sent)
		line_append(text, ", only to others");
	else if (w->d->end[f->way].has_sent)
		line_append(text, "; its last frame is older than the time "
				  "that was asked for");
	else
		line_append(text, "; none from it is recorded");
}

void why_sentence(const struct why *w, const struct finding *f,
		  struct line *text)
{
	const struct values values = { w, f };

	pattern_fill(texts[f->cause].sentence, put_value, &values, text);
	say_other_vlan(w, f, text);
	say_elsewhere(w, f, text);
}

/* The last frame that shows it, as `trace` would explain it; false if there is
 * none */
static bool trace_of(const struct why *w, const struct finding *f,
		     struct trace *t, struct frame *frame)
{
	*t = (struct trace){ .app = w->app, .f = frame };
	*frame = (struct frame){ .dst = f->mac };
	account_begin(&t->account);
	return f->flow >= 0 && flow_decide(&w->d->way[f->way].flow[f->flow],
					   w->scene, frame, &t->v, &t->account);
}

void why_remedy(const struct why *w, const struct finding *f,
		struct writer *out)
{
	struct frame frame;
	struct trace t;
	const bool has_frame = trace_of(w, f, &t, &frame);

	if (!f->is_still || f->cause == CAUSE_NOT_SENT)
		writer_str(out, "remedy", NULL);
	else if (f->cause == CAUSE_DROPPED && has_frame)
		trace_remedy_of(&t, f->reason, f->port, out);
	else
		trace_remedy_write(&t, texts[f->cause].remedy,
				   texts[f->cause].command, f->port, out);
}
