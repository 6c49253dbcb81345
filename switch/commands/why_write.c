/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes what was found about a conversation. */
#include "base/time.h"
#include "commands/why.h"
#include "frame/describe.h"
#include "ports.h"

/* NULL for a port that is not known */
static void write_port(const struct app *app, const char *key, port_no no,
		       struct writer *out)
{
	writer_str(out, key, no == PORT_NONE ? NULL : app_port_name(app, no));
}

static void write_ago(struct writer *out, const char *key,
		      const struct app *app, int64_t at_ns)
{
	writer_int(out, key, (app->now_ns - at_ns) / NS_PER_MS);
}

static void write_end(const struct why *w, const char *key, unsigned int i,
		      struct writer *out)
{
	const struct end *end = &w->d->end[i];
	char text[IP_ADDRESS_TEXT_SIZE];

	writer_begin_object(out, key);
	writer_str(out, "name", w->name[i]);
	write_port(w->app, "port", end->port, out);
	writer_uint(out, "vlan", end->vid);
	writer_begin_array(out, "macs");
	for (unsigned int n = 0; n < end_station_count(end); n++)
		writer_mac(out, NULL, end->station[n].mac);
	writer_end_array(out);
	writer_begin_array(out, "addresses");
	for (unsigned int n = 0; n < end->hosts; n++)
		writer_str(out, NULL,
			   ip_address_format(end->host[n].bytes,
					     end->host[n].is_v4, text));
	writer_end_array(out);
	writer_end_object(out);
}

static void write_cause(const struct why *w, const struct finding *f,
			struct writer *out)
{
	struct line text = { 0 };

	writer_str(out, "cause", finding_word(f));
	why_sentence(w, f, &text);
	writer_str(out, "text", text.text);
	out->failed |= text.failed;
	line_free(&text);
	why_remedy(w, f, out);
}

/* Nothing is wrong with the switch. */
static void write_no_cause(const struct why *w, struct writer *out)
{
	const bool both = w->d->way[0].arrived && w->d->way[1].arrived;

	writer_str(out, "cause", "none");
	writer_str(out, "text",
		   both ? "no fault of the switch: both directions reach the "
			  "port of the other end"
			: "no fault of the switch was found");
	writer_str(out, "remedy", NULL);
}

static void write_findings(const struct why *w, struct writer *out)
{
	writer_begin_array(out, "findings");
	for (unsigned int i = 0; i < w->d->findings; i++) {
		const struct finding *f = &w->d->finding[i];

		writer_begin_object(out, NULL);
		write_cause(w, f, out);
		writer_bool(out, "still", f->is_still);
		write_port(w->app, "port", f->port, out);
		writer_end_object(out);
	}
	writer_end_array(out);
}

static void write_arrival(enum arrival arrival, struct writer *out)
{
	if (arrival == ARRIVAL_UNKNOWN)
		writer_str(out, "arrived", NULL);
	else
		writer_bool(out, "arrived", arrival == ARRIVAL_YES);
}

static void write_flow(const struct why *w, const struct flow *flow,
		       struct writer *out)
{
	char text[DESCRIBE_SIZE];
	struct frame f;

	writer_begin_object(out, NULL);
	writer_uint(out, "frames", flow->frames);
	write_port(w->app, "port", flow->in, out);
	writer_uint(out, "vlan", flow->vid);
	writer_str(out, "reason", reason_word(flow->reason));
	write_arrival(flow->arrival, out);
	writer_bool(out, "for_all", flow->is_for_all);
	write_ago(out, "first_ago_ms", w->app, flow->first_ns);
	write_ago(out, "last_ago_ms", w->app, flow->last_ns);
	writer_uint(out, "last_id", flow_record(flow)->id);
	if (record_frame(flow_record(flow), &f))
		writer_str(out, "last", frame_describe(&f, text));
	writer_end_object(out);
}

static void write_direction(const struct why *w, unsigned int way,
			    struct writer *out)
{
	const struct traffic *traffic = &w->d->way[way];

	writer_begin_object(out, NULL);
	writer_str(out, "from", w->name[way]);
	writer_str(out, "to", w->name[!way]);
	writer_uint(out, "frames", traffic->frames);
	writer_uint(out, "arrived", traffic->arrived);
	writer_uint(out, "unknown", traffic->unknown);
	writer_begin_array(out, "flows");
	for (unsigned int i = 0; i < traffic->flows; i++)
		write_flow(w, &traffic->flow[i], out);
	writer_end_array(out);
	writer_end_object(out);
}

void why_write(const struct why *w, struct writer *out)
{
	const struct finding *cause = diagnosis_cause(w->d);

	writer_begin_object(out, NULL);
	if (cause)
		write_cause(w, cause, out);
	else
		write_no_cause(w, out);
	write_end(w, "from", 0, out);
	write_end(w, "to", 1, out);
	writer_begin_array(out, "directions");
	write_direction(w, 0, out);
	write_direction(w, 1, out);
	writer_end_array(out);
	write_findings(w, out);
	writer_uint(out, "examined", w->d->examined);
	write_ago(out, "recorded_ms", w->app,
		  w->d->examined ? w->d->oldest_ns : w->app->now_ns);
	writer_bool(out, "complete", w->d->is_complete);
	writer_end_object(out);
}
