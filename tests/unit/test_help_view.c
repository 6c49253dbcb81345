/* SPDX-License-Identifier: BSD-2-Clause */
/* How tapctl prints help on terminals of different widths. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../tools/tapctl/fill.h"
#include "../../tools/tapctl/help_view.h"
#include "control/grammar.h"
#include "control/help.h"

static const struct word_help wood_words[] = {
	{ "height", "Height in cm, 200 unless set" },
	{ "sign", "Something to read" },
	{ "<kind>", "Kind of the wood" },
	{ NULL, NULL },
};
static const struct word_help shared_words[] = {
	{ "owner", "User who may lock it" },
	{ "open", "Whether it starts open" },
	{ "lock", "Whether there is a lock, off unless set" },
	{ NULL, NULL },
};

#define SHARED "[open|shut] [owner <user:word>] [lock <on|off>]"

static const struct command rows[] = {
	{ .syntax = "door show [[door|gate] <door:name>]",
	  .help = "Show doors",
	  .example = "door show" },
	{ .syntax = "door add <door:new> wood <kind:word> "
		    "[height <cm:50..250>] [sign <prefix>]... " SHARED,
	  .help = "Hang up a door that is made of wood",
	  .example = "door add d1 wood oak",
	  .words = wood_words,
	  .shared = shared_words },
	{ .syntax = "door add <door:new> glass " SHARED,
	  .help = "Hang up a door of glass",
	  .example = "door add d1 glass",
	  .shared = shared_words },
	{ .syntax = "door set <door:name> [a <a:word>] [b <b:word>] "
		    "[c <c:word>] [d <d:word>] " SHARED,
	  .help = "Change a door",
	  .example = "door set d1 shut",
	  .shared = shared_words },
	{ .syntax = "key give <type:steel|paper>",
	  .help = "Give a key",
	  .example = "key give steel" },
	{ .syntax = "help [<noun:word>] [<verb:word>] [<word:word>]",
	  .help = "Help",
	  .example = "help" },
};

static json_t *answer_about(const struct help_topic *topic)
{
	struct writer out = { 0 };
	json_t *answer;

	writer_begin_array(&out, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (help_is_about(&rows[i], topic))
			help_write(&rows[i], &out);
	writer_end_array(&out);
	answer = json_loadb(out.text, out.len, 0, NULL);
	assert_non_null(answer);
	writer_free(&out);
	return answer;
}

static void assert_shown(const char *line, size_t width, const char *expected)
{
	struct args *args = NULL;
	struct help_topic topic;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	struct err err;
	json_t *answer;

	assert_int_equal(grammar_parse(rows, ARRAY_SIZE(rows), line,
				       strlen(line), &args, &err),
			 0);
	assert_int_equal(help_find(rows, ARRAY_SIZE(rows), args, &topic, &err),
			 0);
	answer = answer_about(&topic);
	help_view(out, answer, &topic, width);
	fclose(out);
	json_decref(answer);
	args_free(args);

	assert_string_equal(text, expected);
	free(text);
}

#define LIST_HINT                                                              \
	"\n\"tapctl help NOUN VERB\" explains a command, \"tapctl help NOUN "  \
	"VERB WORD\" one of\nits words, \"tapctl list\" lists the switches "   \
	"that run here.\n"

static void commands_are_listed_by_noun(void **state)
{
	(void)state;

	assert_shown("help", 80,
		     "door show                       Show doors\n"
		     "door add <door> wood <kind>     Hang up a door that is "
		     "made of wood\n"
		     "door add <door> glass           Hang up a door of glass\n"
		     "door set <door>                 Change a door\n"
		     "\n"
		     "key give steel|paper            Give a key\n"
		     "\n"
		     "help                            Help\n" LIST_HINT);
	assert_shown("help door", 50,
		     "door show                       Show doors\n"
		     "door add <door> wood <kind>     Hang up a door\n"
		     "                                that is made of\n"
		     "                                wood\n"
		     "door add <door> glass           Hang up a door of\n"
		     "                                glass\n"
		     "door set <door>                 Change a door\n"
		     "\n"
		     "\"tapctl help NOUN VERB\" explains a command,\n"
		     "\"tapctl help NOUN VERB WORD\" one of its words,\n"
		     "\"tapctl list\" lists the switches that run here.\n");
}

static void options_that_commands_share_are_explained_once(void **state)
{
	(void)state;

	assert_shown("help door add", 80,
		     "door add <door> wood <kind> [height 50..250] "
		     "[sign <prefix>]... [OPTION]...\n"
		     "    Hang up a door that is made of wood\n"
		     "door add <door> glass [OPTION]...\n"
		     "    Hang up a door of glass\n"
		     "\n"
		     "Options of each:\n"
		     "    open|shut                   Whether it starts open\n"
		     "    owner <user>                User who may lock it\n"
		     "    lock on|off                 Whether there is a lock, "
		     "off unless set\n"
		     "\n"
		     "\"tapctl help NOUN VERB WORD\" explains a kind or an "
		     "option, as \"tapctl help port\nadd tap\".\n");
}

static void one_command_is_explained_with_all_its_words(void **state)
{
	(void)state;

	assert_shown(
		"help door add wood", 60,
		"door add <door> wood <kind> [height 50..250]\n"
		"        [sign <prefix>]... [open|shut] [owner <user>]\n"
		"        [lock on|off]\n"
		"    Hang up a door that is made of wood\n"
		"\n"
		"    <kind>                      Kind of the wood\n"
		"    height 50..250              Height in cm, 200 unless set\n"
		"    sign <prefix>...            Something to read\n"
		"    open|shut                   Whether it starts open\n"
		"    owner <user>                User who may lock it\n"
		"    lock on|off                 Whether there is a lock, off\n"
		"                                unless set\n"
		"\n"
		"Example: tapctl door add d1 wood oak\n");
}

static void many_options_are_listed_only_below_the_syntax(void **state)
{
	(void)state;

	assert_shown("help door set", 80,
		     "door set <door> [OPTION]...\n"
		     "    Change a door\n"
		     "\n"
		     "    open|shut                   Whether it starts open\n"
		     "    owner <user>                User who may lock it\n"
		     "    lock on|off                 Whether there is a lock, "
		     "off unless set\n"
		     "\n"
		     "Example: tapctl door set d1 shut\n");
}

static void an_option_is_shown_with_the_commands_that_have_it(void **state)
{
	(void)state;

	assert_shown("help door add lock", 80,
		     "lock on|off\n"
		     "    Whether there is a lock, off unless set\n"
		     "    In: door add <door> wood <kind>, door add <door> "
		     "glass\n");
	assert_shown("help lock", 50,
		     "lock on|off\n"
		     "    Whether there is a lock, off unless set\n"
		     "    In: door add <door> wood <kind>,\n"
		     "    door add <door> glass, door set <door>\n");
	assert_shown("help door set off", 80,
		     "lock on|off\n"
		     "    Whether there is a lock, off unless set\n"
		     "    In: door set <door>\n");
	assert_shown("help gate", 80,
		     "[door|gate] <door>\n"
		     "    In: door show\n");
}

static void the_help_of_a_type_is_that_of_the_command_that_adds_it(void **state)
{
	(void)state;

	assert_shown("help glass", 80,
		     "door add <door> glass [open|shut] [owner <user>] "
		     "[lock on|off]\n"
		     "    Hang up a door of glass\n"
		     "\n"
		     "    open|shut                   Whether it starts open\n"
		     "    owner <user>                User who may lock it\n"
		     "    lock on|off                 Whether there is a lock, "
		     "off unless set\n"
		     "\n"
		     "Example: tapctl door add d1 glass\n");
	assert_shown("help key give paper", 80,
		     "key give steel|paper\n"
		     "    Give a key\n"
		     "\n"
		     "Example: tapctl key give steel\n");
}

static void text_is_filled_to_a_readable_width(void **state)
{
	(void)state;

	assert_int_equal(fill_width(80), 80);
	assert_int_equal(fill_width(200), FILL_WIDTH_MAX);
	assert_int_equal(fill_width(0), FILL_WIDTH);
}

int main(void)
{
	const struct CMUnitTest help_view[] = {
		cmocka_unit_test(commands_are_listed_by_noun),
		cmocka_unit_test(
			options_that_commands_share_are_explained_once),
		cmocka_unit_test(one_command_is_explained_with_all_its_words),
		cmocka_unit_test(many_options_are_listed_only_below_the_syntax),
		cmocka_unit_test(
			an_option_is_shown_with_the_commands_that_have_it),
		cmocka_unit_test(
			the_help_of_a_type_is_that_of_the_command_that_adds_it),
		cmocka_unit_test(text_is_filled_to_a_readable_width),
	};

	return cmocka_run_group_tests(help_view, NULL, NULL);
}
