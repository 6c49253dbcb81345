/* SPDX-License-Identifier: BSD-2-Clause */
#include "control/help.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "control/grammar.h"
#include "control/item_help.h"
#include "control/similar.h"
#include "control/syntax.h"

#define WORD_SIZE 64

static const char *const topic_names[HELP_TOPIC_WORDS] = { "noun", "verb",
							   "word" };

static struct help_topic topic_of(const struct args *args)
{
	struct help_topic topic = { .n = 0 };

	while (topic.n < HELP_TOPIC_WORDS) {
		const char *word = args_str(args, topic_names[topic.n]);

		if (!word)
			break;
		topic.word[topic.n++] = word;
	}
	return topic;
}

/* Counts the words of the topic with which the command begins.  @rest is set to
 * the rest of its row. */
static size_t count_leading(const struct command *command,
			    const struct help_topic *topic, const char **rest)
{
	const char *row = command->syntax;
	struct syntax_item item;
	size_t n = 0;

	*rest = row;
	while (n < topic->n && syntax_next(&row, &item) &&
	       item.kind == SYNTAX_WORD &&
	       span_has_word(item.word, topic->word[n])) {
		*rest = row;
		n++;
	}
	return n;
}

/* The words that the value may be: on|off; empty if it has another type */
static struct span values_of(const struct syntax_item *item)
{
	bool is_choice = syntax_is_choice(item->type);

	return is_choice ? item->type : (struct span){ "", 0 };
}

static bool has_word(const char *row, const char *word)
{
	struct syntax_item item;

	while (syntax_next(&row, &item))
		if (span_has_word(item.word, word) ||
		    span_has_word(values_of(&item), word))
			return true;
	return false;
}

/* Whether the command begins with all words but the last, and has the last */
static bool has_topic_within(const struct command *command,
			     const struct help_topic *topic)
{
	const char *rest;

	return topic->n &&
	       count_leading(command, topic, &rest) == topic->n - 1 &&
	       has_word(rest, topic->word[topic->n - 1]);
}

bool help_is_about(const struct command *command,
		   const struct help_topic *topic)
{
	const char *rest;

	return topic->is_within
		       ? has_topic_within(command, topic)
		       : count_leading(command, topic, &rest) == topic->n;
}

/* Reports that no command has word @at of the topic, and suggests another. */
static int refuse(const struct command *commands, size_t n,
		  const struct help_topic *topic, size_t at,
		  const struct args *args, struct err *err)
{
	struct similar similar = similar_to(topic->word[at]);
	struct syntax_item item;
	struct span meant;
	const char *rest;
	size_t len;

	for (const struct command *c = commands; c < commands + n; c++)
		if (count_leading(c, topic, &rest) == at)
			while (syntax_next(&rest, &item)) {
				similar_compare(&similar, item.word);
				similar_compare(&similar, values_of(&item));
			}
	err_say(err, ENOENT, "bad-value", args_word(args, topic_names[at]),
		at == 0	  ? "no command has the word \"%s\""
		: at == 1 ? "no command has the word \"%s\" after \"%s\""
			  : "no command has the word \"%s\" after \"%s %s\"",
		topic->word[at], topic->word[0], topic->word[1]);
	meant = similar_meant(&similar);
	len = strlen(err->text);
	if (meant.len)
		snprintf(err->text + len, sizeof(err->text) - len,
			 ", did you mean \"%.*s\"?", (int)meant.len, meant.at);
	return -ENOENT;
}

int help_find(const struct command *commands, size_t n, const struct args *args,
	      struct help_topic *topic, struct err *err)
{
	size_t most = 0;

	*topic = topic_of(args);
	for (const struct command *c = commands; c < commands + n; c++) {
		const char *rest;
		size_t leading = count_leading(c, topic, &rest);

		if (leading > most)
			most = leading;
		topic->is_within |= has_topic_within(c, topic);
	}
	if (most == topic->n)
		topic->is_within = false;
	else if (!topic->is_within)
		return refuse(commands, n, topic, most, args, err);
	return 0;
}

static void write_span(struct writer *out, const char *key, struct span span)
{
	char text[WORD_SIZE];

	snprintf(text, sizeof(text), "%.*s", (int)span.len, span.at);
	writer_str(out, key, text);
}

/* Writes the words as elements of an open array. */
static void write_words(struct writer *out, struct span words)
{
	while (words.len)
		write_span(out, NULL, span_cut(&words, '|'));
}

static void write_type(struct writer *out, struct span type)
{
	uint64_t min, max;

	if (syntax_is_choice(type)) {
		writer_str(out, "type", "choice");
		writer_begin_array(out, "values");
		write_words(out, type);
		writer_end_array(out);
	} else if (syntax_range(type, &min, &max)) {
		writer_str(out, "type", "number");
		writer_uint(out, "min", min);
		writer_uint(out, "max", max);
	} else {
		write_span(out, "type", type);
	}
}

static const char *kind_word(enum syntax_kind kind)
{
	switch (kind) {
	case SYNTAX_WORD:
		return "word";
	case SYNTAX_VALUE:
		return "value";
	case SYNTAX_KEY:
		return "key";
	case SYNTAX_CHOICE:
		return "choice";
	}
	return NULL;
}

static void write_item(struct writer *out, const struct command *command,
		       const struct syntax_item *item)
{
	const char *help = item_help(command, item);

	writer_begin_object(out, NULL);
	writer_str(out, "kind", kind_word(item->kind));
	if (item->word.len) {
		writer_begin_array(out, "words");
		write_words(out, item->word);
		writer_end_array(out);
	}
	if (item->type.len) {
		write_span(out, "name", item->name);
		write_type(out, item->type);
	}
	writer_bool(out, "optional", item->optional);
	writer_bool(out, "repeats", item->repeats);
	if (item->kind == SYNTAX_KEY)
		writer_bool(out, "bare", item->is_bare);
	if (help)
		writer_str(out, "help", help);
	writer_end_object(out);
}

void help_write(const struct command *command, struct writer *out)
{
	const char *row = command->syntax;
	struct syntax_item item;

	writer_begin_object(out, NULL);
	writer_str(out, "syntax", command->syntax);
	writer_str(out, "help", command->help);
	writer_str(out, "example", command->example);
	writer_bool(out, "changes", command->effect == CHANGES);
	writer_begin_array(out, "items");
	while (syntax_next(&row, &item))
		write_item(out, command, &item);
	writer_end_array(out);
	writer_end_object(out);
}
