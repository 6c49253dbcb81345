/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines of `tapctl top` that are passed on one after the other. */
#ifndef TOP_DRAWING_H
#define TOP_DRAWING_H

#include "top_text.h"
#include "top_view.h"

/**
 * struct top_drawing - Where the lines go
 * @left:	How many more there may be
 * @text:	The line that is being written
 */
struct top_drawing {
	top_line_fn *line;
	void *context;
	size_t left;
	struct top_text text;
};

/** top_drawing_begin() - Begin a line */
static inline void top_drawing_begin(struct top_drawing *d,
				     const struct top_view *view)
{
	top_text_begin(&d->text, view->width);
}

/** top_drawing_end() - Pass it on, if there is room for one more */
static inline void top_drawing_end(struct top_drawing *d, enum top_look look)
{
	if (!d->left)
		return;
	d->left--;
	d->line(d->context, d->text.text, look);
}

#endif /* TOP_DRAWING_H */
