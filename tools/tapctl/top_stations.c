/* SPDX-License-Identifier: BSD-2-Clause */
#include "top_stations.h"

#include <string.h>

#define MAC_WIDTH   17
#define PORT_WIDTH  8 /* at least */
#define SHARE_WIDTH 6

static size_t port_width(const struct busiest *b, size_t rows)
{
	size_t width = PORT_WIDTH;

	for (size_t i = 0; i < rows; i++)
		if (strlen(b->stations[i].port) > width)
			width = strlen(b->stations[i].port);
	return width;
}

static void draw_share(struct top_drawing *d, double part, double whole)
{
	top_text_add(&d->text, " %*.0f%%", SHARE_WIDTH - 1,
		     whole > 0 ? 100 * part / whole : 0);
}

static void draw_heading(struct top_drawing *d, const struct top_view *view,
			 const struct busiest *b, size_t width)
{
	top_drawing_begin(d, view);
	top_text_column(&d->text, "STATION", MAC_WIDTH, false);
	top_text_column(&d->text, "PORT", width, false);
	top_text_column(&d->text, "BYTES", SHARE_WIDTH, true);
	top_text_column(&d->text, "FRAMES", SHARE_WIDTH, true);
	top_text_add(&d->text, "  of the last %.0f frames, in %.1f s",
		     b->frames, b->s);
	top_drawing_end(d, TOP_HEADING);
}

void top_stations_draw(struct top_drawing *d, const struct top_view *view,
		       const struct busiest *b, size_t rows)
{
	const size_t width = port_width(b, rows);

	if (!rows)
		return;
	top_drawing_begin(d, view);
	top_drawing_end(d, TOP_PLAIN);
	draw_heading(d, view, b, width);
	for (size_t i = 0; i < rows; i++) {
		const struct busy_station *station = &b->stations[i];

		top_drawing_begin(d, view);
		top_text_column(&d->text, station->mac, MAC_WIDTH, false);
		top_text_column(&d->text, station->port, width, false);
		draw_share(d, station->bytes, b->bytes);
		draw_share(d, station->frames, b->frames);
		top_drawing_end(d, TOP_PLAIN);
	}
}
