/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>

#include "control/manual.h"

static const struct command door = {
	.syntax = "door add <door:new> wood [height <cm:50..250>] "
		  "[sign <prefix>]... [open|shut] [owner <user:word>] "
		  "[room <port:name>] [lock <on|off>]",
	.help = "Hang up a door, and say \"knock\" so that whoever comes there "
		"knows what to do",
	.example = "door add d1 wood owner 'Alice \\ B'",
};
static const struct command help = {
	.syntax = "help [<noun:word>]",
	.help = "...",
	.example = "help",
};

static const struct command paint = {
	.syntax = "paint on|upon <door:name> [colour|color <colour:word>] "
		  "[[port|by] <port:name>]",
	.help = "Paint a door",
	.example = "paint on d1",
};

static void assert_written(const char *form, const struct command *command,
			   const char *expected)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_int_equal(manual_write(out, form, command, 1), 0);
	fclose(out);

	assert_string_equal(text, expected);
	free(text);
}

static void a_command_is_written_as_mdoc(void **state)
{
	(void)state;

	assert_written(
		"man", &door,
		".It Xo\n"
		".Cm door\n"
		".Cm add\n"
		".Ar door\n"
		".Cm wood\n"
		".Oo Cm height Ar 50..250 Oc\n"
		".Oo Cm sign Ar prefix Oc Ns ...\n"
		".Oo Cm open | shut Oc\n"
		".Oo Cm owner Ar user Oc\n"
		".Oo Cm room Ar name Oc\n"
		".Oo Cm lock Cm on | off Oc\n"
		".Xc\n"
		"Hang up a door, and say \\(dqknock\\(dq so that whoever "
		"comes there knows what to do.\n"
		".Dl tapctl door add d1 wood owner 'Alice \\e B'\n");
}

static void synonyms_are_written_together(void **state)
{
	(void)state;

	assert_written("man", &paint,
		       ".It Xo\n"
		       ".Cm paint\n"
		       ".Cm on | upon\n"
		       ".Ar door\n"
		       ".Oo Cm colour | color Ar colour Oc\n"
		       ".Oo Oo Cm port | by Oc Ar name Oc\n"
		       ".Xc\n"
		       "Paint a door.\n"
		       ".Dl tapctl paint on d1\n");
	assert_written("bash", &paint,
		       "\t'paint on|upon <> [colour|color=<>] "
		       "[port|by=<port>] [=<port>]'\n");
}

static void only_words_that_are_not_shared_are_explained(void **state)
{
	static const struct word_help words[] = {
		{ "height", "Height in cm, 200 unless set" },
		{ "open", "open: it starts open; shut: it does not" },
		{ "<door>", "Name of the door" },
		{ NULL, NULL },
	};
	static const struct word_help shared[] = {
		{ "owner", "Explained elsewhere" },
		{ NULL, NULL },
	};
	struct command small = {
		.syntax = "door add <door:new> [height <cm:50..250>] "
			  "[open|shut] [owner <user:word>]",
		.help = "Hang up a door",
		.example = "door add d1",
		.words = words,
		.shared = shared,
	};
	(void)state;

	assert_written("man", &small,
		       ".It Xo\n"
		       ".Cm door\n"
		       ".Cm add\n"
		       ".Ar door\n"
		       ".Oo Cm height Ar 50..250 Oc\n"
		       ".Oo Cm open | shut Oc\n"
		       ".Oo Cm owner Ar user Oc\n"
		       ".Xc\n"
		       "Hang up a door.\n"
		       ".Bl -tag -width Ds -compact\n"
		       ".It Ar door\n"
		       "Name of the door.\n"
		       ".It Cm height Ar 50..250\n"
		       "Height in cm, 200 unless set.\n"
		       ".It Cm open | shut\n"
		       "open: it starts open; shut: it does not.\n"
		       ".El\n"
		       ".Dl tapctl door add d1\n");
}

static void text_that_begins_with_a_dot_is_not_a_macro(void **state)
{
	(void)state;

	assert_written("man", &help,
		       ".It Xo\n"
		       ".Cm help\n"
		       ".Oo Ar noun Oc\n"
		       ".Xc\n"
		       "\\&....\n"
		       ".Dl tapctl help\n");
}

static void items_for_bash_have_no_blanks(void **state)
{
	(void)state;

	assert_written("bash", &door,
		       "\t'door add <> wood [height=<>] [sign=<>]... "
		       "[open|shut] [owner=<>] [room=<port>] "
		       "[lock=<on|off>]'\n");
	assert_written("bash", &help, "\t'help [=<>]'\n");
}

static void an_unknown_form_is_refused(void **state)
{
	(void)state;

	assert_int_equal(manual_write(stdout, "html", &door, 1), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest manual[] = {
		cmocka_unit_test(a_command_is_written_as_mdoc),
		cmocka_unit_test(synonyms_are_written_together),
		cmocka_unit_test(only_words_that_are_not_shared_are_explained),
		cmocka_unit_test(text_that_begins_with_a_dot_is_not_a_macro),
		cmocka_unit_test(items_for_bash_have_no_blanks),
		cmocka_unit_test(an_unknown_form_is_refused),
	};

	return cmocka_run_group_tests(manual, NULL, NULL);
}
