/* SPDX-License-Identifier: BSD-2-Clause */
#include "top_view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "top_drawing.h"
#include "top_ports.h"
#include "top_stations.h"

#define AROUND_PORTS 5 /* title, loop, blank, heading, keys */
#define AROUND_TABLE 2 /* blank, heading */

static const struct {
	int key;
	const char *name;
} orders[TOP_ORDER_COUNT] = {
	[TOP_BY_BITS] = { 'b', "bits" }, [TOP_BY_RX] = { 'r', "received" },
	[TOP_BY_TX] = { 't', "sent" },	 [TOP_BY_DROPS] = { 'd', "drops" },
	[TOP_BY_NAME] = { 'n', "name" },
};

static const char *const help[] = {
	"b  sort by bits received and sent",
	"r  sort by bits received",
	"t  sort by bits sent",
	"d  sort by drops",
	"n  sort by name",
	"/  show only ports whose name contains what is typed; Esc shows all",
	"space  pause, and go on",
	"up, down, PgUp, PgDn, Home, End  scroll",
	"q  quit",
	"",
	"Rates are those of the last interval.  DROPS are frames that were dropped",
	"after they were received, or missed before; TX DRP are copies not sent.",
	"Each graph is scaled to its own largest value.",
	"The switch does not count frames by station: the busiest stations are those",
	"that sent most of the last frames, at most 1000 of the last 10 seconds.",
};

enum top_order top_view_order(int key)
{
	unsigned int order = 0;

	while (order < TOP_ORDER_COUNT && orders[order].key != key)
		order++;
	return (enum top_order)order;
}

static void draw_title(struct top_drawing *d, const struct top_view *view,
		       const struct rates *r)
{
	char uptime[TOP_NUMBER_SIZE], iterations[TOP_NUMBER_SIZE];

	top_drawing_begin(d, view);
	top_text_add(&d->text, "%s: up %s, %zu ports, engine %s", r->name,
		     top_text_duration(r->uptime_s, uptime), r->port_count,
		     r->engine);
	if (view->is_paused)
		top_text_add(&d->text, "  [paused]");
	if (view->message)
		top_text_add(&d->text, "  [%s]", view->message);
	top_drawing_end(d, view->message ? TOP_WARNING : TOP_TITLE);

	top_drawing_begin(d, view);
	top_text_add(&d->text,
		     "loop %.1f%% busy, %s iterations/s, longest ever %.0f "
		     "us; %.0f of %.0f stations",
		     100 * r->busy,
		     top_text_number(r->iterations.per_s, iterations),
		     r->longest_us, r->stations, r->stations_max);
	top_drawing_end(d, TOP_PLAIN);
}

static int compare_reasons(const void *left, const void *right)
{
	const struct reason_rate *const *a = left, *const *b = right;
	const struct rate *x = &(*a)->rate, *y = &(*b)->rate;

	if (x->per_s != y->per_s)
		return x->per_s < y->per_s ? 1 : -1;
	return x->total < y->total ? 1 : x->total > y->total ? -1 : 0;
}

static void draw_reason(struct top_drawing *d, const struct top_view *view,
			const struct reason_rate *reason)
{
	char number[TOP_NUMBER_SIZE];

	top_drawing_begin(d, view);
	top_text_column(&d->text, reason->word, 17, false);
	top_text_column(&d->text, reason->where, 8, false);
	top_text_column(&d->text, top_text_number(reason->rate.per_s, number),
			6, true);
	top_text_column(&d->text, top_text_number(reason->rate.total, number),
			6, true);
	top_drawing_end(d, reason->rate.per_s > 0 ? TOP_WARNING : TOP_PLAIN);
}

static void draw_reasons(struct top_drawing *d, const struct top_view *view,
			 const struct rates *r, size_t rows)
{
	const struct reason_rate **sorted =
		memory_check(calloc(r->reason_count + 1, sizeof(*sorted)));

	if (!rows)
		goto out;
	for (size_t i = 0; i < r->reason_count; i++)
		sorted[i] = &r->reasons[i];
	qsort(sorted, r->reason_count, sizeof(*sorted), compare_reasons);
	top_drawing_begin(d, view);
	top_drawing_end(d, TOP_PLAIN);
	top_drawing_begin(d, view);
	top_text_add(&d->text, "%-17s %-8s %6s %6s", "REASON", "COUNTED", "/s",
		     "TOTAL");
	top_drawing_end(d, TOP_HEADING);
	for (size_t i = 0; i < rows; i++)
		draw_reason(d, view, sorted[i]);
out:
	free(sorted);
}

static void draw_keys(struct top_drawing *d, const struct top_view *view,
		      size_t shown, size_t n)
{
	top_drawing_begin(d, view);
	if (view->is_typing)
		top_text_add(&d->text, "/%s_", view->filter);
	else
		top_text_add(&d->text, "q quit  ? help  by %s",
			     orders[view->order].name);
	if (!view->is_typing && *view->filter)
		top_text_add(&d->text, "  only *%s*", view->filter);
	if (!view->is_typing && shown < n)
		top_text_add(&d->text, "  ports %zu-%zu of %zu",
			     view->first + 1, view->first + shown, n);
	top_drawing_end(d, TOP_TITLE);
}

static void draw_help(struct top_drawing *d, const struct top_view *view)
{
	top_drawing_begin(d, view);
	top_text_add(&d->text, "Keys (any key goes back)");
	top_drawing_end(d, TOP_TITLE);
	top_drawing_begin(d, view);
	top_drawing_end(d, TOP_PLAIN);
	for (size_t i = 0; i < ARRAY_SIZE(help); i++) {
		top_drawing_begin(d, view);
		top_text_add(&d->text, "%s", help[i]);
		top_drawing_end(d, TOP_PLAIN);
	}
}

/* Rows of a table below the ports: it has a quarter of the lines at most, and there is
 * none on a low terminal */
static size_t rows_below(const struct top_view *view, size_t wanted)
{
	const size_t most = view->height / 4;

	if (!view->height || wanted + AROUND_TABLE <= most)
		return wanted;
	return most > AROUND_TABLE ? most - AROUND_TABLE : 0;
}

static size_t lines_of(size_t rows)
{
	return rows ? rows + AROUND_TABLE : 0;
}

static size_t rows_of_ports(const struct top_view *view, const struct rates *r,
			    size_t below)
{
	const size_t around = AROUND_PORTS + below;

	if (!view->height)
		return r->port_count;
	return view->height > around ? view->height - around : 0;
}

void top_view_draw(struct top_view *view, const struct rates *rates,
		   top_line_fn *line, void *context)
{
	struct top_drawing d = {
		.line = line,
		.context = context,
		.left = view->height ? view->height : SIZE_MAX,
	};
	const size_t reasons = rows_below(view, rates->reason_count);
	const size_t stations = rows_below(view, rates->busiest.station_count);
	const size_t rows = rows_of_ports(
		view, rates, lines_of(reasons) + lines_of(stations));
	size_t n;

	if (view->is_help) {
		draw_help(&d, view);
		return;
	}
	draw_title(&d, view, rates);
	top_drawing_begin(&d, view);
	top_drawing_end(&d, TOP_PLAIN);
	n = top_ports_draw(&d, view, rates, rows);
	draw_reasons(&d, view, rates, reasons);
	top_stations_draw(&d, view, &rates->busiest, stations);
	if (view->height)
		draw_keys(&d, view, rows, n);
}
