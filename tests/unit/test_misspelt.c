/* SPDX-License-Identifier: BSD-2-Clause */
/* Each word of the table of commands, misspelt: the error suggests the word. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "commands/table.h"
#include "control/grammar.h"
#include "control/syntax.h"

#define LINE_SIZE 512
#define WORD_SIZE 64

/* Words as short as "up" have no similar ones */
#define LEN_MIN 3

/* A value of this type */
static void sample(struct span type, char text[WORD_SIZE])
{
	static const char *const samples[][2] = {
		{ "name", "p1" },  { "new", "p1" },
		{ "ports", "p1" }, { "ifname", "e1" },
		{ "vids", "10" },  { "mac", "02:00:00:00:00:01" },
		{ "word", "w" },   { "prefix", "192.0.2.1/24" },
		{ "hex", "00" },   { "ip", "192.0.2.1" },
		{ "end", "lan1" }, { "host", "192.0.2.1" },
	};
	struct span first = span_cut(&type, syntax_is_choice(type) ? '|' : '.');

	snprintf(text, WORD_SIZE, "%.*s", (int)first.len, first.at);
	for (size_t i = 0; i < ARRAY_SIZE(samples); i++)
		if (span_is(first, samples[i][0]))
			strcpy(text, samples[i][1]);
}

/* Exchanges the last two letters; if they are the same, adds a third. */
static void misspell(struct span word, char text[WORD_SIZE])
{
	const size_t at = word.len - 2;

	snprintf(text, WORD_SIZE, "%.*s", (int)word.len, word.at);
	if (text[at] != text[at + 1]) {
		text[at] = word.at[at + 1];
		text[at + 1] = word.at[at];
	} else {
		text[at + 2] = text[at];
		text[at + 3] = '\0';
	}
}

/* Some commands take a misspelt keyword for a name: "port show prot", "capture lats",
 * "mirror add m from p1 to vlna" */
static bool takes_any_word(const struct command *command)
{
	const char *row = command->syntax;
	struct syntax_item item, required = { 0 };

	while (syntax_next(&row, &item)) {
		if (item.is_bare ||
		    (item.optional && item.kind == SYNTAX_VALUE))
			return true;
		if (!item.optional)
			required = item;
	}
	return span_is(required.type, "name") ||
	       span_is(required.type, "ports");
}

/* Others take it for a name and want more: "mirror add m from vlna" */
static bool is_taken_for_name(const struct err *err)
{
	return !strncmp(err->text, "the line ends after",
			strlen("the line ends after"));
}

static void assert_suggested(const char *before, struct span word)
{
	char line[LINE_SIZE], wrong[WORD_SIZE], hint[2 * WORD_SIZE];
	struct args *args = NULL;
	struct err err = { .text = "was taken" };
	bool is_right;

	if (word.len < LEN_MIN)
		return;
	misspell(word, wrong);
	snprintf(line, sizeof(line), "%s %s", before, wrong);
	snprintf(hint, sizeof(hint), "\"%s\", did you mean \"%.*s\"?", wrong,
		 (int)word.len, word.at);
	if (grammar_parse(commands, command_count, line, strlen(line), &args,
			  &err))
		is_right = strstr(err.text, hint) || is_taken_for_name(&err);
	else
		is_right = takes_any_word(args_command(args));
	args_free(args);
	if (!is_right)
		fail_msg("%s: %s", line, err.text);
}

static void assert_each_suggested(const char *before, struct span words)
{
	while (words.len)
		assert_suggested(before, span_cut(&words, '|'));
}

static void append(char line[LINE_SIZE], const char *word)
{
	size_t len = strlen(line);

	snprintf(line + len, LINE_SIZE - len, "%s%s", len ? " " : "", word);
}

static void append_first(char line[LINE_SIZE], struct span words)
{
	struct span first = span_cut(&words, '|');
	char text[WORD_SIZE];

	snprintf(text, sizeof(text), "%.*s", (int)first.len, first.at);
	append(line, text);
}

/* Misspells the words of an item after @line, then appends the item itself. */
static void try_item(char line[LINE_SIZE], const struct syntax_item *item)
{
	char text[WORD_SIZE];

	assert_each_suggested(line, item->word);
	if (item->word.len)
		append_first(line, item->word);
	if (!item->type.len)
		return;
	if (syntax_is_choice(item->type))
		assert_each_suggested(line, item->type);
	sample(item->type, text);
	append(line, text);
}

static void every_misspelt_word_of_a_command_is_corrected(void **state)
{
	(void)state;

	for (const struct command *c = commands; c < commands + command_count;
	     c++) {
		const char *row = c->syntax;
		char line[LINE_SIZE] = "", option[LINE_SIZE];
		struct syntax_item item;

		while (syntax_next(&row, &item)) {
			strcpy(option, line);
			try_item(item.optional ? option : line, &item);
		}
	}
}

static void a_misspelt_type_of_a_port_is_suggested(void **state)
{
	static const char line[] = "port add p1 strem listen @p1";
	struct args *args;
	struct err err;
	(void)state;

	assert_true(grammar_parse(commands, command_count, line, strlen(line),
				  &args, &err));
	assert_string_equal(err.text,
			    "unexpected \"strem\", did you mean \"stream\"?");
	assert_int_equal(err.word, 4);
}

int main(void)
{
	const struct CMUnitTest misspelt[] = {
		cmocka_unit_test(every_misspelt_word_of_a_command_is_corrected),
		cmocka_unit_test(a_misspelt_type_of_a_port_is_suggested),
	};

	return cmocka_run_group_tests(misspelt, NULL, NULL);
}
