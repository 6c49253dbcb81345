/* SPDX-License-Identifier: BSD-2-Clause */
#include "view.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "control/syntax.h"
#include "fill.h"
#include "memory.h"
#include "table.h"
#include "trace_view.h"
#include "why_view.h"

static const char port_keys[] =
	"name type ifname netns mac mtu admin oper link peer errdisabled alias "
	"offloads";
static const char port_important[] =
	"name oper admin errdisabled type ifname peer mtu mac link";

/* Which keys have columns, and which columns a narrow terminal shows first; other
 * answers are shown with all their keys */
static const struct view_columns {
	const char *noun;
	const char *verb;
	const char *keys;
	const char *important;
} views[] = {
	{ "port", "show", port_keys, port_important },
	{ "link", "show", port_keys, port_important },
	{ "fdb", "show", "mac vlan port state age_ms", "mac port vlan state" },
	{ "marker", "show", "name port filter frames bytes last_ms",
	  "name frames filter last_ms port" },
	{ "mirror", "show",
	  "name port vlan direction to to_vlan snaplen every ingress filter "
	  "frames copies missed",
	  "name to copies port vlan missed direction to_vlan" },
	{ "stats", "show",
	  "port rx_packets rx_bytes flooded tx_packets tx_bytes missed drops "
	  "tx_drops",
	  "port rx_packets tx_packets drops tx_drops missed" },
	{ "recorder", "show",
	  "id ago_ms port vlan src dst type length reason egress frame",
	  "port src dst reason egress ago_ms frame type vlan id length" },
	{ "stats", "reasons", "reason counted devlink_trap help",
	  "reason help counted" },
	{ "stats", "vlan",
	  "port vid name ports rx_packets rx_bytes rx_drops tx_packets "
	  "tx_bytes forwarded flooded drops",
	  "port vid rx_packets tx_packets drops rx_drops forwarded flooded" },
};

static json_t *parse(const struct writer *text)
{
	return text->failed ? NULL
			    : json_loadb(text->text, text->len, JSON_DECODE_ANY,
					 NULL);
}

/* NULL where all keys are shown */
static const struct view_columns *find_columns(const struct view *view)
{
	for (size_t i = 0; i < ARRAY_SIZE(views); i++)
		if (!strcmp(view->noun, views[i].noun) &&
		    !strcmp(view->verb, views[i].verb))
			return &views[i];
	return NULL;
}

static struct table table_of(const struct view *view, FILE *out)
{
	return (struct table){
		.out = out,
		.has_colour = view->has_colour,
		.columns_max = view->columns,
	};
}

static void add_columns(struct table *t, const struct view_columns *columns)
{
	struct span rest = { columns->keys, strlen(columns->keys) };

	while (rest.len) {
		struct span key = span_cut(&rest, ' ');
		char text[32];

		snprintf(text, sizeof(text), "%.*s", (int)key.len, key.at);
		table_column(t, text);
	}
	t->important = columns->important;
}

static void show_row(struct table *t, json_t *object)
{
	const char *key;
	json_t *value;

	/* without a list of keys, those of the first row are the columns */
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

/* "label: value"; a value too long for the line is continued below itself */
static void show_pair(const struct view *view, FILE *out, const char *key,
		      const json_t *value, size_t label_width)
{
	const size_t indent = label_width + strlen(": ");
	struct fill f = { .out = out, .width = view->columns };
	char *label = memory_check(cell_label(key));
	char *text = memory_check(cell_text(key, value));

	fprintf(out, "%s:", label);
	f.column = cell_width(label) + 1;
	fill_indent(&f, indent);
	if (view->columns && indent + cell_width(text) > view->columns)
		fill_text(&f, text);
	else
		fill_piece(&f, text);
	fill_end(&f);
	free(label);
	free(text);
}

static bool is_list_of_objects(const json_t *value)
{
	return json_is_object(json_array_get(value, 0));
}

static void show_list(const struct view *view, FILE *out, const json_t *array)
{
	struct table t = table_of(view, out);
	json_t *element;
	size_t i;

	json_array_foreach(array, i, element) {
		show_row(&t, element);
	}
	table_end(&t);
}

/* Lists of objects come last, each as a table of its own */
static void show_object(const struct view *view, FILE *out, json_t *object)
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
			show_pair(view, out, key, value, width);
	}
	json_object_foreach(object, key, value) {
		if (is_list_of_objects(value))
			show_list(view, out, value);
	}
}

static void show_element(struct table *t, json_t *element)
{
	if (json_is_object(element))
		show_row(t, element);
	else
		show_text(t->out, element);
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

/* Write vid 10 with vid_end 20 as "10-20" */
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

/* Each object with all its keys, below the one before */
static bool show_details(struct answer_reader *a, json_t *element, json_t *next,
			 const struct view *view, FILE *out)
{
	bool is_json = true;

	while (element) {
		show_object(view, out, element);
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
	const struct view_columns *columns = find_columns(view);
	struct table t = table_of(view, out);
	bool is_json = true;
	json_t *element = next_element(a, &is_json);
	json_t *next = element ? next_element(a, &is_json) : NULL;

	if (is_json && json_is_object(element) &&
	    ((view->is_about_one && !next) || (view->has_details && columns)))
		return show_details(a, element, next, view, out);
	if (columns)
		add_columns(&t, columns);
	while (element) {
		if (json_is_object(element))
			name_range(element);
		show_element(&t, element);
		json_decref(element);
		element = next;
		next = element ? next_element(a, &is_json) : NULL;
	}
	table_end(&t);
	return is_json && answer_getc(a) == EOF && a->ended;
}

static void show_value(const struct view *view, FILE *out, json_t *value)
{
	if (json_is_object(value) && !strcmp(view->noun, "trace"))
		trace_view(out, value, fill_width(view->columns),
			   view->has_details);
	else if (json_is_object(value) && !strcmp(view->noun, "why"))
		why_view(out, value, fill_width(view->columns), view->columns);
	else if (json_is_array(value))
		help_view(out, value, &view->topic, fill_width(view->columns));
	else if (json_is_object(value))
		show_object(view, out, value);
	else if (value && !json_is_null(value))
		show_text(out, value);
}

bool view_show(struct answer_reader *a, const struct view *view, FILE *out)
{
	struct writer text = { 0 };
	int c = answer_getc(a);
	json_t *value;
	bool is_json;

	if (c == '[' && strcmp(view->noun, "help") != 0)
		return show_array(a, view, out);
	if (c != EOF)
		writer_raw(&text, &(char){ (char)c }, 1);
	answer_rest(a, &text);
	value = parse(&text);
	writer_free(&text);
	show_value(view, out, value);
	is_json = value;
	json_decref(value);
	return is_json && a->ended;
}
