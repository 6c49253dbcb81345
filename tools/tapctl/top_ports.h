/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of ports of `tapctl top`. */
#ifndef TOP_PORTS_H
#define TOP_PORTS_H

#include "top_drawing.h"

/**
 * top_ports_draw() - Draw the heading, and @rows lines
 * @view:	Its @first is reduced if there are not that many ports
 *
 * Return: how many ports the filter leaves
 */
size_t top_ports_draw(struct top_drawing *d, struct top_view *view,
		      const struct rates *r, size_t rows);

#endif /* TOP_PORTS_H */
