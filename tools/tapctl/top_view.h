/* SPDX-License-Identifier: BSD-2-Clause */
/* What `tapctl top` shows, as lines of text. */
#ifndef TOP_VIEW_H
#define TOP_VIEW_H

#include "rates.h"

/** enum top_order - Which ports come first; each has a key that chooses it */
enum top_order {
	TOP_BY_BITS,			/* received and sent */
	TOP_BY_RX,
	TOP_BY_TX,
	TOP_BY_DROPS,
	TOP_BY_NAME,
	TOP_ORDER_COUNT,
};

/** enum top_look - How a line stands out */
enum top_look {
	TOP_PLAIN,
	TOP_TITLE,
	TOP_HEADING,			/* of a table */
	TOP_FAINT,			/* a port that is down */
	TOP_WARNING,
};

/**
 * struct top_view - How the values are shown
 * @width:	Columns
 * @height:	Lines; 0: as many as there are to show, and no line about keys
 * @is_utf8:	The terminal can show block characters
 * @filter:	Only ports whose name contains it; "" for all
 * @is_typing:	The filter is being typed: the last line shows it
 * @is_paused:	The values are no longer updated
 * @is_help:	Explain the keys instead
 * @first:	How many ports are scrolled away; top_view_draw() reduces it if
 *		there are not that many
 * @message:	What is wrong, or NULL
 */
struct top_view {
	size_t width, height;
	bool is_utf8;
	enum top_order order;
	const char *filter;
	bool is_typing;
	bool is_paused;
	bool is_help;
	size_t first;
	const char *message;
};

typedef void top_line_fn(void *context, const char *text, enum top_look look);

/** top_view_draw() - Pass each line to @line, from the top to the bottom */
void top_view_draw(struct top_view *view, const struct rates *rates,
		   top_line_fn *line, void *context);

/** top_view_order() - The order that a key chooses; TOP_ORDER_COUNT if it is none */
enum top_order top_view_order(int key);

#endif /* TOP_VIEW_H */
