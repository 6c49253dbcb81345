/* SPDX-License-Identifier: BSD-2-Clause */
#include "help_view.h"

#include <stdlib.h>
#include <string.h>

#include "fill.h"
#include "help_item.h"
#include "memory.h"

#define TITLE_COLUMN 32 /* of the help beside the title of a command */
#define WORD_INDENT  4
#define WORD_COLUMN  32 /* of the help beside a word */
#define HELP_INDENT  4
#define HANG_INDENT  8 /* of the second line of a command's syntax */

/* How many options the syntax of a command shows, alone or beside others; when
 * there are more, it shows none of them */
#define OPTIONS_ALONE 6
#define OPTIONS_EACH  12

static void put_hint(struct fill *f, const char *text)
{
	fputc('\n', f->out);
	fill_text(f, text);
	fill_end(f);
}

/* The noun of a command */
static const char *noun_of(const json_t *command)
{
	const json_t *item = json_array_get(help_items(command), 0);
	const json_t *words = json_object_get(item, "words");
	const char *noun = json_string_value(json_array_get(words, 0));

	return noun ? noun : "";
}

static void show_list(struct fill *f, const json_t *commands)
{
	const char *noun = "";
	const json_t *command;
	size_t i;

	json_array_foreach(commands, i, command) {
		char *title = help_title(command);

		if (i && strcmp(noun, noun_of(command)) != 0)
			fputc('\n', f->out);
		noun = noun_of(command);
		fill_piece(f, title);
		fill_indent(f, TITLE_COLUMN);
		fill_text(f, help_string(command, "help"));
		fill_end(f);
		free(title);
	}
	put_hint(f,
		 "\"tapctl help NOUN VERB\" explains a command, \"tapctl help "
		 "NOUN VERB WORD\" one of its words, \"tapctl list\" lists the "
		 "switches that run here.");
}

static bool has_item(const json_t *command, const json_t *item)
{
	const json_t *other;
	size_t i;

	json_array_foreach(help_items(command), i, other) {
		if (json_equal(item, other))
			return true;
	}
	return false;
}

/* Whether each of the commands has the very same item */
static bool is_common(const json_t *commands, const json_t *item)
{
	const json_t *command;
	size_t i;

	json_array_foreach(commands, i, command) {
		if (!has_item(command, item))
			return false;
	}
	return true;
}

/* Whether the item is explained once, for several commands */
static bool is_shared(const json_t *commands, const json_t *item)
{
	return json_array_size(commands) > 1 && is_common(commands, item);
}

static size_t count_own_options(const json_t *command, const json_t *commands)
{
	const json_t *item;
	size_t i, n = 0;

	json_array_foreach(help_items(command), i, item) {
		n += help_item_is_optional(item) && !is_shared(commands, item);
	}
	return n;
}

/* Shared options are left out, and all others where there are more than @max */
static void show_syntax(struct fill *f, const json_t *command,
			const json_t *commands, size_t max)
{
	const bool is_short = count_own_options(command, commands) > max;
	bool has_more = false;
	const json_t *item;
	size_t i;

	json_array_foreach(help_items(command), i, item) {
		char *text;

		if (help_item_is_optional(item) &&
		    (is_short || is_shared(commands, item))) {
			has_more = true;
			continue;
		}
		text = help_item_text(item, help_item_is_optional(item));
		fill_piece(f, text);
		f->indent = HANG_INDENT;
		free(text);
	}
	if (has_more)
		fill_piece(f, "[OPTION]...");
	fill_end(f);
}

static void show_help(struct fill *f, const json_t *object)
{
	f->indent = HELP_INDENT;
	fill_text(f, help_string(object, "help"));
	fill_end(f);
}

static void show_word(struct fill *f, const json_t *item)
{
	char *text = help_item_text(item, false);

	f->indent = WORD_INDENT;
	fill_piece(f, text);
	fill_indent(f, WORD_COLUMN);
	fill_text(f, help_string(item, "help"));
	fill_end(f);
	free(text);
}

/* The words of the command that all commands have, under a heading */
static void show_words(struct fill *f, const json_t *command,
		       const json_t *commands, const char *heading)
{
	const json_t *item;
	size_t i, n = 0;

	json_array_foreach(help_items(command), i, item) {
		if (!*help_string(item, "help") || !is_common(commands, item))
			continue;
		if (!n++)
			fprintf(f->out, "\n%s", heading);
		show_word(f, item);
	}
}

static void show_command(struct fill *f, const json_t *commands)
{
	const json_t *command = json_array_get(commands, 0);

	show_syntax(f, command, commands, OPTIONS_ALONE);
	show_help(f, command);
	show_words(f, command, commands, "");
	fprintf(f->out, "\nExample: tapctl %s\n",
		help_string(command, "example"));
}

static void show_commands(struct fill *f, const json_t *commands)
{
	const json_t *command;
	size_t i;

	if (json_array_size(commands) == 1) {
		show_command(f, commands);
		return;
	}
	json_array_foreach(commands, i, command) {
		show_syntax(f, command, commands, OPTIONS_EACH);
		show_help(f, command);
	}
	show_words(f, json_array_get(commands, 0), commands,
		   "Options of each:\n");
	put_hint(f,
		 "\"tapctl help NOUN VERB WORD\" explains a kind or an option, "
		 "as \"tapctl help port add tap\".");
}

/* Whether the commands are those that begin with all words of the topic */
static bool is_leading(const json_t *commands, const struct help_topic *topic)
{
	const json_t *items = help_items(json_array_get(commands, 0));

	for (size_t i = 0; i < topic->n; i++) {
		const json_t *item = json_array_get(items, i);

		if (!help_item_is(item, "word") ||
		    !help_has_word(json_object_get(item, "words"),
				   topic->word[i]))
			return false;
	}
	return true;
}

/* Whether the word tells the command from others, as a kind of port does */
static bool is_picked_by(const json_t *command, const char *word)
{
	const json_t *item;
	size_t i;

	json_array_foreach(help_items(command), i, item) {
		const json_t *words = json_object_get(item, "words");

		if (help_item_is(item, "value") &&
		    help_has_word(json_object_get(item, "values"), word))
			return true;
		if (help_item_is(item, "word") && json_array_size(words) == 1 &&
		    help_has_word(words, word))
			return true;
	}
	return false;
}

/* Whether the word is an option, or a value of one */
static bool is_option_of(const json_t *item, const char *word)
{
	return help_item_is_optional(item) &&
	       (help_has_word(json_object_get(item, "words"), word) ||
		help_has_word(json_object_get(item, "values"), word));
}

/* The commands that have the item; a new reference */
static json_t *commands_with(const json_t *commands, const json_t *item)
{
	json_t *found = json_array();
	json_t *command;
	size_t i;

	json_array_foreach(commands, i, command) {
		if (has_item(command, item))
			json_array_append(found, command);
	}
	return found;
}

static void show_titles(struct fill *f, const json_t *commands)
{
	const size_t n = json_array_size(commands);

	f->indent = HELP_INDENT;
	fill_piece(f, "In:");
	for (size_t i = 0; i < n; i++) {
		char *title = help_title(json_array_get(commands, i)), *text;

		if (asprintf(&text, "%s%s", title, i + 1 < n ? "," : "") < 0)
			text = NULL;
		fill_piece(f, memory_check(text));
		free(text);
		free(title);
	}
	fill_end(f);
}

static void show_option(struct fill *f, const json_t *commands,
			const json_t *option)
{
	json_t *having = commands_with(commands, option);
	char *text = help_item_text(option, false);

	fill_piece(f, text);
	fill_end(f);
	show_help(f, option);
	show_titles(f, having);
	free(text);
	json_decref(having);
}

/* The command's options that are or take the word, but for those shown before */
static void show_new_options(struct fill *f, const json_t *commands,
			     const json_t *command, const char *word,
			     json_t *shown)
{
	json_t *item, *other;
	size_t i, j;

	json_array_foreach(help_items(command), i, item) {
		bool is_new = is_option_of(item, word);

		json_array_foreach(shown, j, other) {
			is_new &= !json_equal(item, other);
		}
		if (!is_new)
			continue;
		if (json_array_size(shown))
			fputc('\n', f->out);
		json_array_append(shown, item);
		show_option(f, commands, item);
	}
}

/* Returns how many options there are */
static size_t show_options(struct fill *f, const json_t *commands,
			   const char *word)
{
	json_t *shown = json_array();
	const json_t *command;
	size_t i, n;

	json_array_foreach(commands, i, command) {
		show_new_options(f, commands, command, word, shown);
	}
	n = json_array_size(shown);
	json_decref(shown);
	return n;
}

/* Explain a word that stands somewhere in the commands */
static void show_within(struct fill *f, const json_t *commands,
			const char *word)
{
	json_t *picked = json_array();
	json_t *command;
	size_t i;

	json_array_foreach(commands, i, command) {
		if (is_picked_by(command, word))
			json_array_append(picked, command);
	}
	if (json_array_size(picked))
		show_commands(f, picked);
	else if (!show_options(f, commands, word))
		show_commands(f, commands);
	json_decref(picked);
}

void help_view(FILE *out, const json_t *commands,
	       const struct help_topic *topic, size_t width)
{
	struct fill f = { .out = out, .width = width };

	if (!is_leading(commands, topic))
		show_within(&f, commands, topic->word[topic->n - 1]);
	else if (topic->n < 2 && json_array_size(commands) > 1)
		show_list(&f, commands);
	else
		show_commands(&f, commands);
}
