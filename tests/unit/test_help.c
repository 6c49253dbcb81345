/* SPDX-License-Identifier: BSD-2-Clause */
/* What `help` finds, and how it is written as JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <jansson.h>
#include <string.h>

#include "commands/table.h"
#include "control/grammar.h"
#include "control/help.h"
#include "control/item_help.h"

static const struct word_help door_words[] = {
	{ "height", "Height in cm" },
	{ "open", "Whether it starts open" },
	{ "<door>", "Name of the door" },
	{ NULL, NULL },
};
static const struct word_help shared_words[] = {
	{ "owner", "Who may lock it" },
	{ NULL, NULL },
};

static const struct command rows[] = {
	{ .syntax = "door show [[door|gate] <door:name>]",
	  .help = "Show doors",
	  .example = "door show" },
	{ .syntax = "door add <door:new> wood [height <cm:50..250>] "
		    "[sign <prefix>]... [open|shut] [owner <user:word>]",
	  .help = "Hang up a wooden door",
	  .example = "door add d1 wood",
	  .effect = CHANGES,
	  .words = door_words,
	  .shared = shared_words },
	{ .syntax = "door add <door:new> glass [owner <user:word>]",
	  .help = "Hang up a glass door",
	  .example = "door add d1 glass",
	  .effect = CHANGES,
	  .shared = shared_words },
	{ .syntax = "key give <type:steel|paper> [lock <on|off>]",
	  .help = "Give a key",
	  .example = "key give steel" },
	{ .syntax = "help [<noun:word>] [<verb:word>] [<word:word>]",
	  .help = "Help",
	  .example = "help" },
};

static void write_all(const struct help_topic *topic, struct writer *out)
{
	writer_begin_array(out, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (help_is_about(&rows[i], topic))
			help_write(&rows[i], out);
	writer_end_array(out);
}

static int ask(const char *line, struct writer *out, struct err *err)
{
	struct args *args = NULL;
	struct help_topic topic;
	int ret;

	assert_int_equal(grammar_parse(rows, ARRAY_SIZE(rows), line,
				       strlen(line), &args, err),
			 0);
	ret = help_find(rows, ARRAY_SIZE(rows), args, &topic, err);
	if (!ret)
		write_all(&topic, out);
	args_free(args);
	return ret;
}

static json_t *answer_to(const char *line)
{
	struct writer out = { 0 };
	struct err err = { .text = "" };
	json_t *answer;

	if (ask(line, &out, &err))
		fail_msg("%s: %s", line, err.text);
	answer = json_loadb(out.text, out.len, 0, NULL);
	assert_non_null(answer);
	writer_free(&out);
	return answer;
}

/* @numbers: indices of the expected rows, as "1 2" */
static void assert_about(const char *line, const char *numbers)
{
	json_t *answer = answer_to(line), *command;
	char found[32] = "";
	size_t i;

	json_array_foreach(answer, i, command) {
		const char *syntax =
			json_string_value(json_object_get(command, "syntax"));
		size_t len = strlen(found);
		size_t row = 0;

		while (strcmp(syntax, rows[row].syntax) != 0)
			row++;
		snprintf(found + len, sizeof(found) - len, "%s%zu",
			 len ? " " : "", row);
	}
	json_decref(answer);
	assert_string_equal(found, numbers);
}

static void a_topic_means_the_commands_that_begin_with_its_words(void **state)
{
	(void)state;

	assert_about("help", "0 1 2 3 4");
	assert_about("help door", "0 1 2");
	assert_about("help door add", "1 2");
	assert_about("help key give", "3");
}

static void the_last_word_of_a_topic_may_stand_anywhere(void **state)
{
	(void)state;

	assert_about("help door add wood", "1");
	assert_about("help door add owner", "1 2");
	assert_about("help door owner", "1 2");
	assert_about("help height", "1");
	assert_about("help gate", "0");
	assert_about("help key give paper", "3");
	assert_about("help off", "3");
}

static void assert_unknown(const char *line, unsigned int word,
			   const char *text)
{
	struct writer out = { 0 };
	struct err err;

	assert_int_equal(ask(line, &out, &err), -ENOENT);
	assert_string_equal(err.text, text);
	assert_string_equal(err.code, "bad-value");
	assert_int_equal(err.word, word);
	assert_int_equal(out.len, 0);
}

static void the_error_of_a_misspelt_topic_suggests_a_similar_word(void **state)
{
	(void)state;

	assert_unknown("help dor", 2,
		       "no command has the word \"dor\", "
		       "did you mean \"door\"?");
	assert_unknown("help dor add", 2,
		       "no command has the word \"dor\", "
		       "did you mean \"door\"?");
	assert_unknown("help door shwo", 3,
		       "no command has the word \"shwo\" after \"door\", "
		       "did you mean \"show\"?");
	assert_unknown("help door add hieght", 4,
		       "no command has the word \"hieght\" after "
		       "\"door add\", did you mean \"height\"?");
	assert_unknown("help key give papre", 4,
		       "no command has the word \"papre\" after "
		       "\"key give\", did you mean \"paper\"?");
	assert_unknown("help window", 2, "no command has the word \"window\"");
}

static void assert_item(const json_t *command, size_t i, const char *expected)
{
	json_t *item = json_array_get(json_object_get(command, "items"), i);
	json_t *wanted = json_loads(expected, 0, NULL);

	assert_non_null(wanted);
	if (!json_equal(item, wanted))
		fail_msg("%s", json_dumps(item, 0));
	json_decref(wanted);
}

static void the_json_has_every_item_of_a_command(void **state)
{
	json_t *answer = answer_to("help door add wood");
	const json_t *command = json_array_get(answer, 0);
	(void)state;

	assert_string_equal(
		json_string_value(json_object_get(command, "syntax")),
		rows[1].syntax);
	assert_string_equal(json_string_value(json_object_get(command, "help")),
			    "Hang up a wooden door");
	assert_true(json_is_true(json_object_get(command, "changes")));
	assert_int_equal(json_array_size(json_object_get(command, "items")), 8);
	assert_item(command, 0,
		    "{\"kind\":\"word\",\"words\":[\"door\"],"
		    "\"optional\":false,\"repeats\":false}");
	assert_item(command, 2,
		    "{\"kind\":\"value\",\"name\":\"door\",\"type\":\"new\","
		    "\"optional\":false,\"repeats\":false,"
		    "\"help\":\"Name of the door\"}");
	assert_item(command, 4,
		    "{\"kind\":\"key\",\"words\":[\"height\"],\"name\":\"cm\","
		    "\"type\":\"number\",\"min\":50,\"max\":250,"
		    "\"optional\":true,\"repeats\":false,\"bare\":false,"
		    "\"help\":\"Height in cm\"}");
	assert_item(command, 5,
		    "{\"kind\":\"key\",\"words\":[\"sign\"],\"name\":\"sign\","
		    "\"type\":\"prefix\",\"optional\":true,\"repeats\":true,"
		    "\"bare\":false}");
	assert_item(command, 6,
		    "{\"kind\":\"choice\",\"words\":[\"open\",\"shut\"],"
		    "\"optional\":true,\"repeats\":false,"
		    "\"help\":\"Whether it starts open\"}");
	assert_item(command, 7,
		    "{\"kind\":\"key\",\"words\":[\"owner\"],\"name\":\"user\","
		    "\"type\":\"word\",\"optional\":true,\"repeats\":false,"
		    "\"bare\":false,\"help\":\"Who may lock it\"}");
	json_decref(answer);
}

static void the_json_lists_the_words_of_a_choice(void **state)
{
	json_t *answer = answer_to("help key give");
	(void)state;

	assert_item(json_array_get(answer, 0), 2,
		    "{\"kind\":\"value\",\"name\":\"type\",\"type\":\"choice\","
		    "\"values\":[\"steel\",\"paper\"],"
		    "\"optional\":false,\"repeats\":false}");
	json_decref(answer);
	answer = answer_to("help gate");
	assert_item(json_array_get(answer, 0), 2,
		    "{\"kind\":\"key\",\"words\":[\"door\",\"gate\"],"
		    "\"name\":\"door\",\"type\":\"name\","
		    "\"optional\":true,\"repeats\":false,\"bare\":true}");
	json_decref(answer);
}

static void every_option_of_every_command_has_help(void **state)
{
	(void)state;

	for (const struct command *c = commands; c < commands + command_count;
	     c++) {
		const char *row = c->syntax;
		struct syntax_item item;

		while (syntax_next(&row, &item))
			if (item.optional && !item_help(c, &item))
				fail_msg("%s: nothing about \"%.*s\"",
					 c->syntax, (int)item.word.len,
					 item.word.at);
	}
}

/* Whether the help is for an item of the command */
static bool is_used(const struct command *c, const struct word_help *help)
{
	const char *row = c->syntax;
	struct syntax_item item;

	while (syntax_next(&row, &item))
		if (item_help(c, &item) == help->help)
			return true;
	return false;
}

static void every_help_text_belongs_to_a_word_of_its_command(void **state)
{
	(void)state;

	for (const struct command *c = commands; c < commands + command_count;
	     c++) {
		for (const struct word_help *h = c->words; h && h->word; h++) {
			bool found = false;

			for (size_t i = 0; i < command_count; i++)
				found |= commands[i].words == c->words &&
					 is_used(&commands[i], h);
			if (!found)
				fail_msg("%s: has no \"%s\"", c->syntax,
					 h->word);
		}
	}
}

int main(void)
{
	const struct CMUnitTest help[] = {
		cmocka_unit_test(
			a_topic_means_the_commands_that_begin_with_its_words),
		cmocka_unit_test(the_last_word_of_a_topic_may_stand_anywhere),
		cmocka_unit_test(
			the_error_of_a_misspelt_topic_suggests_a_similar_word),
		cmocka_unit_test(the_json_has_every_item_of_a_command),
		cmocka_unit_test(the_json_lists_the_words_of_a_choice),
		cmocka_unit_test(every_option_of_every_command_has_help),
		cmocka_unit_test(
			every_help_text_belongs_to_a_word_of_its_command),
	};

	return cmocka_run_group_tests(help, NULL, NULL);
}
