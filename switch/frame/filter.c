/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/filter.h"

#include <stdlib.h>
#include <string.h>

bool filter_copy(struct filter *to, const struct filter *from)
{
	struct filter copy = {
		.text = from->text ? strdup(from->text) : NULL,
		.bpf = from->bpf ? bpf_copy(from->bpf) : NULL,
	};

	if (!copy.text != !from->text || !copy.bpf != !from->bpf) {
		filter_free(&copy);
		return false;
	}
	*to = copy;
	return true;
}

bool filter_equal(const struct filter *a, const struct filter *b)
{
	if (!a->text != !b->text || !a->bpf != !b->bpf)
		return false;
	return (!a->text || !strcmp(a->text, b->text)) &&
	       (!a->bpf || bpf_equal(a->bpf, b->bpf));
}

void filter_words(const struct filter *filter, struct line *line)
{
	if (filter->text) {
		line_words(line, "filter");
		line_word(line, filter->text);
	}
	if (filter->bpf) {
		line_words(line, "bpf '");
		bpf_format(filter->bpf, line);
		line_append(line, "'");
	}
}

void filter_free(struct filter *filter)
{
	free(filter->text);
	free(filter->bpf);
	*filter = (struct filter){ 0 };
}
