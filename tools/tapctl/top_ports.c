/* SPDX-License-Identifier: BSD-2-Clause */
#include "top_ports.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

#define GRAPH_WIDTH  8 /* at least */
#define NUMBER_WIDTH 8

/* The columns of ports, from left to right; those that are not important are left
 * out first, the largest number before the others */
enum column {
	COLUMN_NAME,
	COLUMN_STATE,
	COLUMN_RX_BITS,
	COLUMN_RX_PACKETS,
	COLUMN_TX_BITS,
	COLUMN_TX_PACKETS,
	COLUMN_DROPS,
	COLUMN_TX_DROPS,
	COLUMN_STATIONS,
	COLUMN_GRAPH,
	COLUMN_COUNT,
};

static const struct {
	const char *label;
	unsigned int unimportance;
	size_t width;
} columns[COLUMN_COUNT] = {
	[COLUMN_NAME] = { "PORT", 0, 4 },
	[COLUMN_STATE] = { "STATE", 6, 5 },
	[COLUMN_RX_BITS] = { "RX bit/s", 1, NUMBER_WIDTH },
	[COLUMN_RX_PACKETS] = { "RX pkt/s", 8, NUMBER_WIDTH },
	[COLUMN_TX_BITS] = { "TX bit/s", 2, NUMBER_WIDTH },
	[COLUMN_TX_PACKETS] = { "TX pkt/s", 7, NUMBER_WIDTH },
	[COLUMN_DROPS] = { "DROPS/s", 3, 7 },
	[COLUMN_TX_DROPS] = { "TX DRP/s", 5, NUMBER_WIDTH },
	[COLUMN_STATIONS] = { "STATIONS", 9, NUMBER_WIDTH },
	[COLUMN_GRAPH] = { "", 4, GRAPH_WIDTH },
};

/** struct layout - The width of each column; 0: it is left out */
struct layout {
	size_t width[COLUMN_COUNT];
};

static size_t total_width(const struct layout *l)
{
	size_t total = 0;

	for (size_t i = 0; i < COLUMN_COUNT; i++)
		total += l->width[i] ? l->width[i] + (total > 0) : 0;
	return total;
}

/* Leave out the least important column; false if only the first one is left */
static bool leave_out(struct layout *l)
{
	size_t worst = COLUMN_NAME;

	for (size_t i = 0; i < COLUMN_COUNT; i++)
		if (l->width[i] &&
		    columns[i].unimportance > columns[worst].unimportance)
			worst = i;
	if (worst == COLUMN_NAME)
		return false;
	l->width[worst] = 0;
	return true;
}

static void widen(size_t *width, const char *text)
{
	if (strlen(text) > *width)
		*width = strlen(text);
}

static struct layout lay_out(const struct top_view *view, const struct rates *r)
{
	struct layout l;
	size_t total;

	for (size_t i = 0; i < COLUMN_COUNT; i++)
		l.width[i] = columns[i].width;
	for (size_t i = 0; i < r->port_count; i++) {
		widen(&l.width[COLUMN_NAME], r->ports[i].name);
		widen(&l.width[COLUMN_STATE], r->ports[i].state);
	}
	while ((total = total_width(&l)) > view->width && leave_out(&l))
		;
	if (l.width[COLUMN_GRAPH] && total < view->width)
		l.width[COLUMN_GRAPH] += view->width - total;
	if (l.width[COLUMN_GRAPH] > RATES_HISTORY)
		l.width[COLUMN_GRAPH] = RATES_HISTORY;
	return l;
}

static void draw_heading(struct top_drawing *d, const struct top_view *view,
			 const struct layout *l)
{
	top_drawing_begin(d, view);
	for (size_t i = 0; i < COLUMN_COUNT; i++)
		if (l->width[i])
			top_text_column(&d->text, columns[i].label, l->width[i],
					i != COLUMN_NAME && i != COLUMN_STATE);
	top_drawing_end(d, TOP_HEADING);
}

static double number_of(const struct port_rates *p, enum column column)
{
	switch (column) {
	case COLUMN_RX_BITS:
		return 8 * p->rx_bytes.per_s;
	case COLUMN_RX_PACKETS:
		return p->rx_packets.per_s;
	case COLUMN_TX_BITS:
		return 8 * p->tx_bytes.per_s;
	case COLUMN_TX_PACKETS:
		return p->tx_packets.per_s;
	case COLUMN_DROPS:
		return p->drops.per_s;
	case COLUMN_TX_DROPS:
		return p->tx_drops.per_s;
	case COLUMN_STATIONS:
		return p->stations;
	case COLUMN_NAME:
	case COLUMN_STATE:
	case COLUMN_GRAPH:
	case COLUMN_COUNT:
		break;
	}
	return 0;
}

static void draw_column(struct top_drawing *d, const struct top_view *view,
			const struct port_rates *p, enum column column,
			size_t width)
{
	char number[TOP_NUMBER_SIZE];

	if (column == COLUMN_NAME)
		top_text_column(&d->text, p->name, width, false);
	else if (column == COLUMN_STATE)
		top_text_column(&d->text, p->state, width, false);
	else if (column == COLUMN_GRAPH)
		top_text_graph(&d->text, p->history, p->samples, width,
			       view->is_utf8);
	else
		top_text_column(&d->text,
				top_text_number(number_of(p, column), number),
				width, true);
}

static enum top_look look_of(const struct port_rates *p)
{
	if (p->drops.per_s > 0 || p->tx_drops.per_s > 0)
		return TOP_WARNING;
	return strcmp(p->state, "up") ? TOP_FAINT : TOP_PLAIN;
}

/* A port in the order that was chosen; with the same key in that of the switch */
struct place {
	const struct port_rates *port;
	double key;
	enum top_order order;
};

static double key_of(const struct port_rates *p, enum top_order order)
{
	switch (order) {
	case TOP_BY_BITS:
		return p->rx_bytes.per_s + p->tx_bytes.per_s;
	case TOP_BY_RX:
		return p->rx_bytes.per_s;
	case TOP_BY_TX:
		return p->tx_bytes.per_s;
	case TOP_BY_DROPS:
		return p->drops.per_s + p->tx_drops.per_s;
	case TOP_BY_NAME:
	case TOP_ORDER_COUNT:
		break;
	}
	return 0;
}

static int compare(const void *left, const void *right)
{
	const struct place *a = left, *b = right;

	if (a->order == TOP_BY_NAME)
		return strverscmp(a->port->name, b->port->name);
	if (a->key != b->key)
		return a->key < b->key ? 1 : -1;
	return a->port < b->port ? -1 : a->port > b->port;
}

/* The ports that the filter leaves, sorted; free() them */
static struct place *sort_ports(const struct top_view *view,
				const struct rates *r, size_t *n)
{
	struct place *places =
		memory_check(calloc(r->port_count + 1, sizeof(*places)));

	*n = 0;
	for (size_t i = 0; i < r->port_count; i++) {
		const struct port_rates *p = &r->ports[i];

		if (strcasestr(p->name, view->filter))
			places[(*n)++] =
				(struct place){ p, key_of(p, view->order),
						view->order };
	}
	qsort(places, *n, sizeof(*places), compare);
	return places;
}

size_t top_ports_draw(struct top_drawing *d, struct top_view *view,
		      const struct rates *r, size_t rows)
{
	const struct layout l = lay_out(view, r);
	size_t n;
	struct place *places = sort_ports(view, r, &n);

	draw_heading(d, view, &l);
	if (view->first + rows > n)
		view->first = n > rows ? n - rows : 0;
	for (size_t i = 0; i < rows; i++) {
		enum top_look look = TOP_PLAIN;

		top_drawing_begin(d, view);
		if (view->first + i < n) {
			const struct port_rates *p =
				places[view->first + i].port;

			for (unsigned int c = 0; c < COLUMN_COUNT; c++)
				if (l.width[c])
					draw_column(d, view, p, (enum column)c,
						    l.width[c]);
			look = look_of(p);
		}
		top_drawing_end(d, look);
	}
	free(places);
	return n;
}
