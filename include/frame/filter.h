/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A filter: which frames a user wants.
 *
 * It is given twice, as an expression for people and as the program that runs.
 * The switch cannot tell whether they agree; tapctl compiles the one from the
 * other.
 */
#ifndef FRAME_FILTER_H
#define FRAME_FILTER_H

#include "base/line.h"
#include "frame/bpf.h"
#include "frame/frame.h"

/**
 * struct filter - A filter; all zero: every frame
 * @text:	The expression; NULL if it was not given
 * @bpf:	The program; NULL only if @text is NULL, too
 *
 * Whoever has it calls filter_free().
 */
struct filter {
	char *text;
	struct bpf *bpf;
};

/**
 * filter_has_part() - Whether a frame is wanted, of which only the first @kept
 * of @len bytes are at @data
 *
 * It is not if the program reads beyond them.
 */
static inline bool filter_has_part(const struct filter *filter,
				   const uint8_t *data, uint32_t kept,
				   uint32_t len)
{
	return !filter->bpf || bpf_run(filter->bpf, data, kept, len);
}

/** filter_has() - Whether a frame is wanted; it need not be parsed */
static inline bool filter_has(const struct filter *filter,
			      const struct frame *f)
{
	return filter_has_part(filter, f->data, f->len, f->len);
}

/** filter_copy() - Copy a filter; false, and @to unchanged, without memory */
bool filter_copy(struct filter *to, const struct filter *from);

bool filter_equal(const struct filter *a, const struct filter *b);

/** filter_words() - Append "filter EXPRESSION bpf PROGRAM" */
void filter_words(const struct filter *filter, struct line *line);

/** filter_free() - Free what it points to; it has every frame afterwards */
void filter_free(struct filter *filter);

#endif /* FRAME_FILTER_H */
