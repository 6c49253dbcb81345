/* SPDX-License-Identifier: BSD-2-Clause */
#include "table.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "control/syntax.h"
#include "memory.h"

#define GAP   2
#define BOLD  "\033[1m"
#define PLAIN "\033[0m"

/* States that are coloured, and the columns that hold them */
static const char *const state_keys[] = { "admin", "oper" };
static const struct {
	const char *word;
	const char *colour;
} states[] = {
	{ "up", "\033[32m" },
	{ "down", "\033[33m" },
	{ "not-present", "\033[31m" },
};

void table_column(struct table *t, const char *key)
{
	struct table_column *c = &t->columns[t->column_count];

	if (t->column_count == TABLE_COLUMNS_MAX)
		return;
	t->column_count++;
	*c = (struct table_column){ .is_number = true };
	c->key = memory_check(strdup(key));
	c->label = memory_check(cell_label(key));
	for (char *p = c->label; *p; p++)
		*p = (char)toupper((unsigned char)*p);
	c->width = cell_width(c->label);
}

static const char *colour_of(const char *key, const char *text)
{
	bool is_state = false;

	for (size_t i = 0; i < ARRAY_SIZE(state_keys); i++)
		is_state |= !strcmp(key, state_keys[i]);
	for (size_t i = 0; is_state && i < ARRAY_SIZE(states); i++)
		if (!strcmp(text, states[i].word))
			return states[i].colour;
	return NULL;
}

static void put_text(const struct table *t, const char *text,
		     const char *colour)
{
	bool is_coloured = colour && t->has_colour;

	fprintf(t->out, "%s%s%s", is_coloured ? colour : "", text,
		is_coloured ? PLAIN : "");
}

/* Write a line; @colour is that of all texts, or NULL for that of each state */
static void put_line(const struct table *t, char *const *texts,
		     const char *colour)
{
	size_t pad = 0;

	for (size_t i = 0; i < t->column_count; i++) {
		const struct table_column *c = &t->columns[i];
		size_t width = cell_width(texts[i]);
		size_t rest = c->width > width ? c->width - width : 0;

		if (!c->is_used || c->is_dropped)
			continue;
		pad += c->is_number ? rest : 0;
		fprintf(t->out, "%*s", (int)pad, "");
		put_text(t, texts[i],
			 colour ? colour : colour_of(c->key, texts[i]));
		pad = GAP + (c->is_number ? 0 : rest);
	}
	fputc('\n', t->out);
}

static void put_heading(const struct table *t)
{
	char *texts[TABLE_COLUMNS_MAX];

	for (size_t i = 0; i < t->column_count; i++)
		texts[i] = t->columns[i].label;
	put_line(t, texts, BOLD);
}

static void put_row(const struct table *t, char **texts)
{
	put_line(t, texts, NULL);
	for (size_t i = 0; i < t->column_count; i++)
		free(texts[i]);
}

static struct table_column *find_column(struct table *t, struct span key)
{
	for (size_t i = 0; i < t->column_count; i++)
		if (span_is(key, t->columns[i].key))
			return &t->columns[i];
	return NULL;
}

/* Show the column, if there is room beside the @used columns of the terminal */
static void place(const struct table *t, struct table_column *c, size_t *used)
{
	size_t width = c->width + (*used ? GAP : 0);

	if (!c->is_used || !c->is_dropped)
		return;
	/* the first one is shown anyway */
	c->is_dropped = *used && *used + width > t->columns_max;
	*used += c->is_dropped ? 0 : width;
}

/* Place one column after the other, the most important ones first */
static void drop_columns(struct table *t)
{
	const char *important = t->important ? t->important : "";
	struct span rest = { important, strlen(important) };
	size_t used = 0;

	for (size_t i = 0; i < t->column_count; i++)
		t->columns[i].is_dropped = true;
	while (rest.len) {
		struct table_column *c = find_column(t, span_cut(&rest, ' '));

		if (c)
			place(t, c, &used);
	}
	for (size_t i = 0; i < t->column_count; i++)
		place(t, &t->columns[i], &used);
}

static void begin(struct table *t)
{
	t->has_begun = true;
	if (!t->row_count)
		for (size_t i = 0; i < t->column_count; i++)
			t->columns[i].is_used = true;
	if (t->columns_max)
		drop_columns(t);
	if (t->column_count)
		put_heading(t);
	for (size_t i = 0; i < t->row_count; i++)
		put_row(t, t->ahead + i * t->column_count);
	free(t->ahead);
	t->ahead = NULL;
}

/* Say which columns there was no room for */
static void put_dropped(const struct table *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->column_count; i++)
		n += t->columns[i].is_used && t->columns[i].is_dropped;
	if (!n)
		return;
	fprintf(t->out, "%zu column%s not shown: ", n, n > 1 ? "s" : "");
	for (size_t i = 0; i < t->column_count; i++)
		if (t->columns[i].is_used && t->columns[i].is_dropped)
			fprintf(t->out, "%s%s", t->columns[i].label,
				--n ? ", " : "; -w shows all\n");
}

/* Make the column wide enough for a value */
static void measure(struct table_column *c, const char *text,
		    const json_t *value)
{
	size_t width = cell_width(text);

	if (width > c->width)
		c->width = width;
	c->is_used |= strcmp(text, "-") != 0;
	if (value && !json_is_number(value) && !json_is_null(value))
		c->is_number = false;
}

void table_row(struct table *t, const json_t *object)
{
	char *here[TABLE_COLUMNS_MAX];
	char **texts = here;

	if (!t->has_begun && !t->ahead)
		t->ahead = memory_check(calloc(TABLE_AHEAD * TABLE_COLUMNS_MAX,
					       sizeof(*t->ahead)));
	if (!t->has_begun)
		texts = t->ahead + t->row_count++ * t->column_count;
	for (size_t i = 0; i < t->column_count; i++) {
		struct table_column *c = &t->columns[i];
		const json_t *value = json_object_get(object, c->key);

		texts[i] = memory_check(cell_text(c->key, value));
		if (!t->has_begun)
			measure(c, texts[i], value);
	}
	if (t->has_begun)
		put_row(t, texts);
	else if (t->row_count == TABLE_AHEAD)
		begin(t);
}

void table_end(struct table *t)
{
	if (!t->has_begun)
		begin(t);
	put_dropped(t);
	for (size_t i = 0; i < t->column_count; i++) {
		free(t->columns[i].key);
		free(t->columns[i].label);
	}
	t->column_count = 0;
}
