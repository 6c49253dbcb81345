/* SPDX-License-Identifier: BSD-2-Clause */
/* The busiest stations of `tapctl top`. */
#ifndef TOP_STATIONS_H
#define TOP_STATIONS_H

#include "busiest.h"
#include "top_drawing.h"

/** top_stations_draw() - Draw a blank line, the heading, and @rows stations */
void top_stations_draw(struct top_drawing *d, const struct top_view *view,
		       const struct busiest *b, size_t rows);

#endif /* TOP_STATIONS_H */
