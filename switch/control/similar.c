/* SPDX-License-Identifier: BSD-2-Clause */
#include "control/similar.h"

#include <string.h>

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Each row of the table, one for each letter of @word, needs the two before. */
size_t similar_distance(const char *word, struct span other)
{
	size_t rows[3][SIMILAR_LEN_MAX + 1];
	size_t len = strlen(word);
	size_t *before = rows[0], *last = rows[1], *row = rows[2];

	if (len > SIMILAR_LEN_MAX || other.len > SIMILAR_LEN_MAX)
		return SIZE_MAX;
	for (size_t j = 0; j <= other.len; j++)
		row[j] = j;
	for (size_t i = 1; i <= len; i++) {
		size_t *reused = before;

		before = last;
		last = row;
		row = reused;
		row[0] = i;
		for (size_t j = 1; j <= other.len; j++) {
			const char a = word[i - 1], b = other.at[j - 1];

			row[j] = least(last[j] + 1, row[j - 1] + 1);
			row[j] = least(row[j], last[j - 1] + (a != b));
			if (i > 1 && j > 1 && a == other.at[j - 2] &&
			    b == word[i - 2])
				row[j] = least(row[j], before[j - 2] + 1);
		}
	}
	return row[other.len];
}

struct similar similar_to(const char *word)
{
	return (struct similar){ .word = word, .distance = SIZE_MAX };
}

void similar_compare(struct similar *s, struct span words)
{
	while (words.len) {
		struct span word = span_cut(&words, '|');
		size_t distance = similar_distance(s->word, word);

		if (distance < s->distance) {
			s->distance = distance;
			s->best = word;
		}
	}
}

struct span similar_meant(const struct similar *s)
{
	bool is_meant = s->distance <= strlen(s->word) / 3;

	return is_meant ? s->best : (struct span){ "", 0 };
}
