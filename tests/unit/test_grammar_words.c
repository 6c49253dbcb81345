/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "control/grammar.h"

static const struct command rows[] = {
	{ .syntax = "paint on|upon <door:name> [colour|color <colour:word>] "
		    "[[by] <who:name>] [--if-exists]" },
	{ .syntax = "watch [<what:door|window|cat>]... [door <door:name>] "
		    "[since <since:0..9>] [quietly]" },
	{ .syntax = "lend <mac> [for <days:1..9>] to <who:name> [gladly]" },
	{ .syntax = "call <who:end>" },
};

#include "rows.h"

static void words_and_keys_may_have_synonyms(void **state)
{
	struct args *args = parse("paint on d1 colour red");
	(void)state;

	assert_string_equal(args_str(args, "colour"), "red");
	args_free(args);
	args = parse("paint upon d1 color red");
	assert_string_equal(args_str(args, "door"), "d1");
	assert_string_equal(args_str(args, "colour"), "red");
	args_free(args);

	assert_refused("paint in d1", "unknown-command", 2,
		       "unknown command \"in\", expected on or upon");
	assert_refused("paint on d1 color red colour blue", "twice", 6,
		       "\"colour|color\" may be given only once");
}

static void an_end_is_a_name_or_an_address(void **state)
{
	static const char *const ends[] = {
		"d1",
		"02:00:00:00:00:01",
		"192.0.2.1",
		"2001:0db8:0000:0000:0000:0000:0000:0001",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		char line[64];
		struct args *args;

		snprintf(line, sizeof(line), "call %s", ends[i]);
		args = parse(line);
		assert_string_equal(args_str(args, "who"), ends[i]);
		args_free(args);
	}
	assert_refused("call 192.0.2.0/24", "bad-value", 2,
		       "bad who \"192.0.2.0/24\", expected a port, a MAC "
		       "address or an IP address");
}

static void a_key_in_brackets_may_be_left_out(void **state)
{
	struct args *args = parse("paint on d1 by bob");
	(void)state;

	assert_string_equal(args_str(args, "who"), "bob");
	args_free(args);
	args = parse("paint on d1 bob color red");
	assert_string_equal(args_str(args, "who"), "bob");
	assert_int_equal(args_word(args, "who"), 4);
	args_free(args);

	assert_refused("paint on d1 bob by bill", "twice", 5,
		       "\"by\" may be given only once");
	assert_refused("paint on d1 by", "missing-value", 4,
		       "the line ends after \"by\", expected a name: 1 to 31 "
		       "of A-Z a-z 0-9 _ . : -");
}

static void an_option_with_two_dashes_may_stand_anywhere(void **state)
{
	static const char *const lines[] = {
		"paint --if-exists on d1 by bob",
		"paint on --if-exists d1 by bob",
		"paint on d1 --if-exists by bob",
		"paint on d1 by bob --if-exists",
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		struct args *args = parse(lines[i]);

		assert_true(args_has(args, "--if-exists"));
		assert_string_equal(args_str(args, "door"), "d1");
		assert_string_equal(args_str(args, "who"), "bob");
		args_free(args);
	}
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		struct args *args = parse(lines[i]);
		struct line line = { 0 };

		args_line(args, &line);
		assert_string_equal(line.text, "paint on d1 by bob");
		line_free(&line);
		args_free(args);
	}
	assert_refused("paint --if-exists on d1 --if-exists", "twice", 5,
		       "\"--if-exists\" may be given only once");
	assert_int_equal(refuse("paint on d1 --if-exist", 22).word, 4);
}

static void a_value_without_a_key_may_be_given_several_times(void **state)
{
	struct args *args = parse("watch window since 3 cat");
	(void)state;

	assert_string_equal(args_nth(args, "what", 0), "window");
	assert_string_equal(args_nth(args, "what", 1), "cat");
	assert_null(args_nth(args, "what", 2));
	assert_int_equal(args_nth_word(args, "what", 1), 5);
	assert_int_equal(args_uint(args, "since", 0), 3);
	args_free(args);
	assert_refused("watch window dog", "unknown-word", 3,
		       "unexpected \"dog\", expected door, window, cat, "
		       "since or quietly");
	assert_refused("watch window sinze", "unknown-word", 3,
		       "unexpected \"sinze\", did you mean \"since\"?");
	assert_refused("watch window dor", "unknown-word", 3,
		       "unexpected \"dor\", did you mean \"door\"?");
}

/* The value of the key is d1 in the first two, and left out in the others. */
static void a_word_that_is_a_key_too_is_one_if_a_value_follows(void **state)
{
	static const char *const with[] = { "watch door d1 cat",
					    "watch door door d1 quietly" };
	static const char *const without[] = { "watch door",
					       "watch door window",
					       "watch cat door since 3",
					       "watch door quietly" };
	struct args *args;
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(with); i++) {
		args = parse(with[i]);
		assert_string_equal(args_str(args, "door"), "d1");
		args_free(args);
	}
	for (size_t i = 0; i < ARRAY_SIZE(without); i++) {
		args = parse(without[i]);
		assert_null(args_str(args, "door"));
		assert_true(args_has(args, "what"));
		args_free(args);
	}
}

static void an_option_between_required_words_stands_there(void **state)
{
	struct args *args = parse("lend 02:00:00:00:00:01 to bob gladly");
	(void)state;

	assert_false(args_has(args, "for"));
	assert_true(args_has(args, "gladly"));
	args_free(args);

	args = parse("lend 02:00:00:00:00:01 for 3 to bob");
	assert_int_equal(args_uint(args, "days", 0), 3);
	assert_string_equal(args_str(args, "who"), "bob");
	assert_int_equal(args_word(args, "who"), 6);
	args_free(args);

	assert_refused("lend 02:00:00:00:00:01 gladly to bob", "unknown-word",
		       3, "unexpected \"gladly\", expected for or to");
	assert_refused("lend 02:00:00:00:00:01 for 3", "missing-value", 4,
		       "the line ends after \"3\", expected to");
	assert_refused("lend 02:00:00:00:00:01 for 10 to bob", "bad-value", 4,
		       "bad days \"10\", expected a number from 1 to 9");
	assert_refused("lend 02:00:00:00:00:01 to bob for 3", "unknown-word", 5,
		       "unexpected \"for\", expected gladly");
}

int main(void)
{
	const struct CMUnitTest words[] = {
		cmocka_unit_test(words_and_keys_may_have_synonyms),
		cmocka_unit_test(an_end_is_a_name_or_an_address),
		cmocka_unit_test(a_key_in_brackets_may_be_left_out),
		cmocka_unit_test(an_option_with_two_dashes_may_stand_anywhere),
		cmocka_unit_test(
			a_value_without_a_key_may_be_given_several_times),
		cmocka_unit_test(
			a_word_that_is_a_key_too_is_one_if_a_value_follows),
		cmocka_unit_test(an_option_between_required_words_stands_there),
	};

	return cmocka_run_group_tests(words, NULL, NULL);
}
