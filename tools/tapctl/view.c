/* SPDX-License-Identifier: BSD-2-Clause */
#include "view.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "control/manual.h"
#include "control/syntax.h"
#include "table.h"

static const char ports[] =
	"name type ifname netns mac mtu admin oper link peer errdisabled alias "
	"offloads";

/* Which columns are shown of answers that hold more; others show all */
static const struct {
	const char *noun;
	const char *verb;
	const char *keys;
} views[] = {
	{ "port", "show", ports },
	{ "link", "show", ports },
	{ "fdb", "show", "mac vlan port state age_ms" },
	{ "stats", "show",
	  "port rx_packets rx_bytes flooded tx_packets tx_bytes missed drops "
	  "tx_drops" },
	{ "stats", "vlan",
	  "port vid name ports rx_packets rx_bytes rx_drops tx_packets "
	  "tx_bytes forwarded flooded drops" },
};

static json_t *parse(const struct writer *text)
{
	return text->failed ? NULL
			    : json_loadb(text->text, text->len, JSON_DECODE_ANY,
					 NULL);
}

/* The columns of what is asked; NULL where all are shown */
static const char *keys_of(const struct view *view)
{
	for (size_t i = 0; i < ARRAY_SIZE(views); i++)
		if (!strcmp(view->noun, views[i].noun) &&
		    !strcmp(view->verb, views[i].verb))
			return views[i].keys;
	return NULL;
}

static void begin_table(struct table *t, const char *keys)
{
	struct span rest = { keys, keys ? strlen(keys) : 0 };

	while (rest.len) {
		struct span key = span_cut(&rest, ' ');
		char text[32];

		snprintf(text, sizeof(text), "%.*s", (int)key.len, key.at);
		table_column(t, text);
	}
}

static void show_row(struct table *t, json_t *object)
{
	const char *key;
	json_t *value;

	/* no columns were named: the first row has those that there are */
	if (!t->column_count) {
		json_object_foreach(object, key, value) {
			table_column(t, key);
		}
	}
	table_row(t, object);
}

static void show_text(FILE *out, const json_t *value)
{
	char *text = cell_text("", value);

	if (text)
		fprintf(out, "%s\n", text);
	free(text);
}

/* What `help` tells of a command, as the manual writes it */
static void show_command(FILE *out, const json_t *object)
{
	struct command command = {
		.syntax = json_string_value(json_object_get(object, "syntax")),
		.help = json_string_value(json_object_get(object, "help")),
	};

	if (command.syntax && command.help)
		manual_write(out, "text", &command, 1);
}

static void show_pair(FILE *out, const char *key, const json_t *value,
		      size_t width)
{
	char *label = cell_label(key);
	char *text = cell_text(key, value);

	if (label && text)
		fprintf(out, "%s:%*s %s\n", label,
			(int)(width - cell_width(label)), "", text);
	free(label);
	free(text);
}

static bool is_list_of_objects(const json_t *value)
{
	return json_is_object(json_array_get(value, 0));
}

static void show_list(FILE *out, const json_t *array, bool has_colour)
{
	struct table t = { .out = out, .has_colour = has_colour };
	json_t *element;
	size_t i;

	json_array_foreach(array, i, element) {
		show_row(&t, element);
	}
	table_end(&t);
}

/* Lists of objects come last, each a table of its own. */
static void show_object(FILE *out, json_t *object, bool has_colour)
{
	const char *key;
	json_t *value;
	size_t width = 0;

	json_object_foreach(object, key, value) {
		char *label =
			is_list_of_objects(value) ? NULL : cell_label(key);

		if (label && cell_width(label) > width)
			width = cell_width(label);
		free(label);
	}
	json_object_foreach(object, key, value) {
		if (!is_list_of_objects(value))
			show_pair(out, key, value, width);
	}
	json_object_foreach(object, key, value) {
		if (is_list_of_objects(value))
			show_list(out, value, has_colour);
	}
}

static void show_element(struct table *t, const char *noun, json_t *element)
{
	if (!json_is_object(element))
		show_text(t->out, element);
	else if (!strcmp(noun, "help"))
		show_command(t->out, element);
	else
		show_row(t, element);
}

/* Read the next element; NULL at the end, and where it is no JSON */
static json_t *next_element(struct answer_reader *a, bool *is_json)
{
	struct writer text = { 0 };
	json_t *element = NULL;

	if (answer_element(a, &text)) {
		element = parse(&text);
		*is_json = element;
	}
	writer_free(&text);
	return element;
}

/* 10-20, of VLANs in which a port is alike */
static void name_range(json_t *row)
{
	const json_t *end = json_object_get(row, "vid_end");
	const json_t *vid = json_object_get(row, "vid");

	if (!end)
		return;
	json_object_set_new(
		row, "vid",
		json_sprintf("%" JSON_INTEGER_FORMAT "-%" JSON_INTEGER_FORMAT,
			     json_integer_value(vid), json_integer_value(end)));
	json_object_del(row, "vid_end");
}

/* What has more to it than a row holds, each below the other */
static bool show_details(struct answer_reader *a, json_t *element, json_t *next,
			 const struct view *view, FILE *out)
{
	bool is_json = true;

	while (element) {
		show_object(out, element, view->has_colour);
		json_decref(element);
		if (next)
			fputc('\n', out);
		element = next;
		next = element ? next_element(a, &is_json) : NULL;
	}
	return is_json && answer_getc(a) == EOF && a->ended;
}

static bool show_array(struct answer_reader *a, const struct view *view,
		       FILE *out)
{
	struct table t = { .out = out, .has_colour = view->has_colour };
	const char *keys = keys_of(view);
	bool is_json = true;
	json_t *element = next_element(a, &is_json);
	json_t *next = element ? next_element(a, &is_json) : NULL;

	if (is_json && json_is_object(element) &&
	    ((view->is_about_one && !next) || (view->has_details && keys)))
		return show_details(a, element, next, view, out);
	begin_table(&t, keys);
	while (element) {
		if (json_is_object(element))
			name_range(element);
		show_element(&t, view->noun, element);
		json_decref(element);
		element = next;
		next = element ? next_element(a, &is_json) : NULL;
	}
	table_end(&t);
	return is_json && answer_getc(a) == EOF && a->ended;
}

bool view_show(struct answer_reader *a, const struct view *view, FILE *out)
{
	struct writer text = { 0 };
	int c = answer_getc(a);
	json_t *value;
	bool is_json;

	if (c == '[')
		return show_array(a, view, out);
	if (c != EOF)
		writer_raw(&text, &(char){ (char)c }, 1);
	answer_rest(a, &text);
	value = parse(&text);
	writer_free(&text);
	if (json_is_object(value))
		show_object(out, value, view->has_colour);
	else if (value && !json_is_null(value))
		show_text(out, value);
	is_json = value;
	json_decref(value);
	return is_json && a->ended;
}
