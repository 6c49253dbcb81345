/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "control/grammar.h"

static const struct command rows[] = {
	{ .syntax = "door show [<door:name>]" },
	{ .syntax = "door add <door:new> wood [height <cm:50..65521>] "
		    "[weight <weight:0..18446744073709551615>] "
		    "[sign <prefix>]... [open|shut|ajar] [lock <on|off>] "
		    "[owner <user:word>] [slot <ifname>]" },
	{ .syntax = "door add <door:new> glass" },
	{ .syntax = "key give <mac> door <door:name> [spare]" },
	{ .syntax = "key give nobody" },
	{ .syntax = "wait door <door:name> <state:open|shut>" },
	{ .syntax = "help [<noun:word>]" },
};

#include "rows.h"

/* The row that matches a line */
static const char *row_of(const char *line)
{
	struct args *args = parse(line);
	const char *syntax = args_command(args)->syntax;

	args_free(args);
	return syntax;
}

static void a_line_is_matched_with_its_row(void **state)
{
	(void)state;

	assert_ptr_equal(row_of("door show"), rows[0].syntax);
	assert_ptr_equal(row_of("door add d1 wood"), rows[1].syntax);
	assert_ptr_equal(row_of("door add d1 glass"), rows[2].syntax);
	assert_ptr_equal(row_of("key give nobody"), rows[4].syntax);
	assert_ptr_equal(row_of("door"), rows[0].syntax);
}

static void a_line_without_words_has_no_command(void **state)
{
	(void)state;

	assert_null(parse(""));
	assert_null(parse(" \t \r"));
	assert_null(parse("# door show"));
	assert_null(parse("  #"));
}

static void a_comment_ends_the_line(void **state)
{
	struct args *args = parse("help #topics");
	(void)state;

	assert_false(args_has(args, "noun"));
	args_free(args);

	args = parse("help topics#1 # of all");
	assert_string_equal(args_str(args, "noun"), "topics#1");
	args_free(args);
}

static void quoted_text_is_one_word(void **state)
{
	static const struct {
		const char *line;
		const char *word;
	} quoted[] = {
		{ "help 'two words'", "two words" },
		{ "help \"two words\"", "two words" },
		{ "help two\\ words", "two words" },
		{ "help 'it'\\''s'", "it's" },
		{ "help \"say \\\"yes\\\"\"", "say \"yes\"" },
		{ "help 'a\\b'", "a\\b" },
		{ "help \"a\\\\b\"", "a\\b" },
		{ "help ''", "" },
		{ "help a\"b\"'c'd", "abcd" },
		{ "help '#1'", "#1" },
		{ "help \\#1", "#1" },
		{ "help \"\t\"", "\t" },
		{ "'he'lp gr\u00fc\u00df\\\u00e9", "gr\u00fc\u00df\u00e9" },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(quoted); i++) {
		struct args *args = parse(quoted[i].line);

		assert_string_equal(args_str(args, "noun"), quoted[i].word);
		args_free(args);
	}
}

static void assert_line(const char *typed, const char *wanted)
{
	struct args *args = parse(typed);
	struct line line = { 0 };

	args_line(args, &line);
	assert_string_equal(line.text, wanted);
	line_free(&line);
	args_free(args);
}

static void a_line_is_written_so_that_it_parses_to_the_same(void **state)
{
	static const struct {
		const char *typed;
		const char *again;
	} lines[] = {
		{ "door show", "door show" },
		{ "  door\tshow \r# all", "door show" },
		{ "door add d1 wood open owner alice",
		  "door add d1 wood open owner alice" },
		{ "help 'two words'", "help 'two words'" },
		{ "help \"two words\"", "help 'two words'" },
		{ "help two\\ words", "help 'two words'" },
		{ "help 'it'\\''s'", "help \"it's\"" },
		{ "help \"say \\\"yes\\\"\"", "help 'say \"yes\"'" },
		{ "help \"it's \\\"a\\\\b\\\"\"",
		  "help \"it's \\\"a\\\\b\\\"\"" },
		{ "help 'a\\b'", "help 'a\\b'" },
		{ "help ''", "help ''" },
		{ "help '#1'", "help '#1'" },
		{ "'he'lp gr\u00fc\u00df", "help gr\u00fc\u00df" },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		assert_line(lines[i].typed, lines[i].again);
		assert_line(lines[i].again, lines[i].again);
	}
}

static void values_are_found_by_name_and_by_key(void **state)
{
	struct args *args = parse("door add d1 wood lock off height 0xc8 "
				  "owner 'Alice B' open");
	(void)state;

	assert_string_equal(args_str(args, "door"), "d1");
	assert_int_equal(args_uint(args, "height", 1), 200);
	assert_int_equal(args_uint(args, "cm", 1), 200);
	assert_string_equal(args_str(args, "lock"), "off");
	assert_string_equal(args_str(args, "user"), "Alice B");
	assert_string_equal(args_str(args, "owner"), "Alice B");
	args_free(args);
}

static void a_value_that_was_not_given_is_not_found(void **state)
{
	struct args *args = parse("door add d1 wood shut");
	struct mac mac;
	(void)state;

	assert_true(args_has(args, "shut"));
	assert_false(args_has(args, "open"));
	assert_false(args_has(args, "height"));
	assert_false(args_has(args, "no such name"));
	assert_null(args_str(args, "height"));
	assert_null(args_nth(args, "sign", 0));
	assert_int_equal(args_uint(args, "height", 210), 210);
	assert_false(args_mac(args, "mac", &mac));
	assert_int_equal(args_word(args, "height"), 0);
	args_free(args);
}

static void an_option_with_dots_may_be_given_several_times(void **state)
{
	struct args *args = parse("door add d1 wood sign 192.0.2.1/24 ajar "
				  "sign 2001:db8::1/64");
	(void)state;

	assert_string_equal(args_nth(args, "sign", 0), "192.0.2.1/24");
	assert_string_equal(args_nth(args, "sign", 1), "2001:db8::1/64");
	assert_null(args_nth(args, "sign", 2));
	args_free(args);
}

static void a_mac_address_is_parsed(void **state)
{
	struct args *args = parse("key give 02-00-00-00-00-0A door d1 spare");
	struct mac mac = { 0 };
	(void)state;

	assert_true(args_mac(args, "mac", &mac));
	assert_int_equal(mac.byte[0], 2);
	assert_int_equal(mac.byte[5], 10);
	args_free(args);
}

static void the_index_of_the_word_of_a_value_is_known(void **state)
{
	struct args *args = parse("  door  add d1 wood open lock 'on'");
	(void)state;

	assert_int_equal(args_word(args, "door"), 3);
	assert_int_equal(args_word(args, "open"), 5);
	assert_int_equal(args_word(args, "lock"), 7);
	args_free(args);
}

static void an_optional_value_is_accepted(void **state)
{
	struct args *args = parse("door show d1");
	(void)state;

	assert_string_equal(args_str(args, "door"), "d1");
	args_free(args);
}

static void the_error_of_an_unknown_command_lists_the_known_ones(void **state)
{
	(void)state;

	assert_refused("gate show", "unknown-command", 1,
		       "unknown command \"gate\", "
		       "expected door, key, wait or help");
	assert_refused("door paint", "unknown-command", 2,
		       "unknown command \"paint\", expected show or add");
	assert_refused("key", "unknown-command", 1,
		       "the line ends after \"key\", expected give");
	assert_refused("''", "unknown-command", 1,
		       "unknown command \"\", "
		       "expected door, key, wait or help");
}

static void the_error_is_that_of_the_row_that_matches_most_words(void **state)
{
	(void)state;

	assert_refused("door add d1", "missing-value", 3,
		       "the line ends after \"d1\", expected wood or glass");
	assert_refused("door add d1 iron", "unknown-word", 4,
		       "unexpected \"iron\", expected wood or glass");
	assert_refused("door add d1 glass open", "unknown-word", 5,
		       "unexpected \"open\"");
	assert_refused("key give 02:00", "bad-value", 3,
		       "bad mac \"02:00\", expected a MAC address or nobody");
}

static void the_error_of_a_misspelt_word_suggests_a_similar_one(void **state)
{
	(void)state;

	assert_refused("dor show", "unknown-command", 1,
		       "unknown command \"dor\", did you mean \"door\"?");
	assert_refused("door shwo", "unknown-command", 2,
		       "unknown command \"shwo\", did you mean \"show\"?");
	assert_refused("door add d1 wod", "unknown-word", 4,
		       "unexpected \"wod\", did you mean \"wood\"?");
	assert_refused("door add d1 wood hieght 60", "unknown-word", 5,
		       "unexpected \"hieght\", did you mean \"height\"?");
	assert_refused("wait door d1 shtu", "bad-value", 4,
		       "bad state \"shtu\", did you mean \"shut\"?");
	assert_refused("door add d1 wood lock onn", "bad-value", 6,
		       "bad lock \"onn\", did you mean \"on\"?");
}

static void the_error_of_a_bad_value_quotes_and_explains_it(void **state)
{
	(void)state;

	assert_refused("door add d1 wood height 49", "bad-value", 6,
		       "bad cm \"49\", expected a number from 50 to 65521");
	assert_refused("door add d1 wood lock maybe", "bad-value", 6,
		       "bad lock \"maybe\", expected on or off");
	assert_refused("wait door d1 ajar", "bad-value", 4,
		       "bad state \"ajar\", expected open or shut");
	assert_refused("door add -d wood", "bad-value", 3,
		       "bad door \"-d\", expected a name: "
		       "1 to 31 of A-Z a-z 0-9 _ . : -");
	assert_refused("door add d1 wood sign 192.0.2.1", "bad-value", 6,
		       "bad sign \"192.0.2.1\", expected an address with its "
		       "length, as 192.0.2.1/24");
}

static void the_error_of_a_missing_value_points_at_the_last_word(void **state)
{
	(void)state;

	assert_refused("door add d1 wood height", "missing-value", 5,
		       "the line ends after \"height\", expected a number "
		       "from 50 to 65521");
	assert_refused("wait door d1 # and then", "missing-value", 3,
		       "the line ends after \"d1\", expected open or shut");
}

static void the_error_of_an_unknown_key_lists_the_unused_ones(void **state)
{
	(void)state;

	assert_refused("door add d1 wood open lock on sign ::1/128 depth 60",
		       "unknown-word", 10,
		       "unexpected \"depth\", expected height, weight, sign, "
		       "owner or slot");
}

static void an_option_without_dots_is_refused_the_second_time(void **state)
{
	(void)state;

	assert_refused("door add d1 wood height 60 height 60", "twice", 7,
		       "\"height\" may be given only once");
	assert_refused("door add d1 wood open shut", "twice", 6,
		       "\"open|shut|ajar\" may be given only once");
}

static void bytes_that_are_not_text_are_refused(void **state)
{
	static const struct {
		const char *line;
		size_t len;
	} no_text[] = {
		{ "help \x01", 6 },	{ "help \x7f", 6 },
		{ "help a\x80", 7 },	{ "help '\xc3\x28'", 9 },
		{ "help \0help", 9 },	{ "help \\\x1b[2J", 10 },
		{ "help \xc2\x9b", 7 }, { "help \xe2\x82", 7 },
		{ "help '\r'", 8 },	{ "help \xed\xa0\x80", 8 },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(no_text); i++) {
		struct err err = refuse(no_text[i].line, no_text[i].len);

		assert_string_equal(err.code, "syntax");
		assert_int_equal(err.word, 2);
	}
	assert_refused("help 'me", "syntax", 2,
		       "word 2 has a quote that is not closed");
	assert_refused("help \"me\\\"", "syntax", 2,
		       "word 2 has a quote that is not closed");
	assert_refused("help me\\", "syntax", 2, "word 2 ends in a backslash");
	assert_refused(
		"help \x1b", "syntax", 2,
		"word 2 contains a control character or a byte that is not "
		"UTF-8");
}

static void the_quotation_of_a_long_word_is_cut(void **state)
{
	char line[1000];
	struct err err;
	(void)state;

	memset(line, 'x', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\0';
	/* a character of two bytes at the end of the quotation */
	memcpy(line + 39, "\u00e9", 2);

	err = refuse(line, strlen(line));
	assert_non_null(strstr(err.text, "xxx\u00e9\", expected door"));
}

static void assert_takes(const char *key, const char *value, bool takes)
{
	struct args *args = NULL;
	struct err err;
	char line[200];
	int ret;

	snprintf(line, sizeof(line), "door add d1 wood %s '%s'", key, value);
	ret = grammar_parse(rows, ARRAY_SIZE(rows), line, strlen(line), &args,
			    &err);
	args_free(args);
	if (takes != !ret)
		fail_msg("%s: %s", line, takes ? err.text : "was taken");
}

static void only_whole_numbers_in_the_range_are_accepted(void **state)
{
	static const char *const good[] = { "50",     "65521", "0x32",
					    "0XFFf1", "0050",  "0x00000064" };
	static const char *const bad[] = {
		"",
		"49",
		"65522",
		"-1",
		"+60",
		" 60",
		"60 ",
		"60cm",
		"6e1",
		"0x",
		"0xg",
		"60.0",
		"x60",
		"18446744073709551676", /* 60 + 2^64 */
		"0x1000000000000003c",
		"0x+3c",
		"0x 3c",
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		assert_takes("height", good[i], true);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_takes("height", bad[i], false);
	assert_takes("weight", "18446744073709551615", true);
	assert_takes("weight", "18446744073709551616", false);
	assert_takes("weight", "0xffffffffffffffff", true);
	assert_takes("weight", "0x10000000000000000", false);
}

static void interface_names_follow_the_rules_of_the_kernel(void **state)
{
	static const char *const good[] = { "p", "tap%d", "x-._#!",
					    "123456789012345" };
	static const char *const bad[] = { "",	  ".",	 "..",
					   "a/b", "a b", "1234567890123456",
					   "a:b", "a\tb" };
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		assert_takes("slot", good[i], true);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_takes("slot", bad[i], false);
}

static void names_have_at_most_31_plain_characters(void **state)
{
	static const char *const good[] = { "p", "A-1_b.c:d", "0", "..",
					    "1234567890123456789012345678901" };
	static const char *const bad[] = {
		"''",	 "-p",	      "a/b",
		"a\\ b", "gr\u00fcn", "12345678901234567890123456789012"
	};
	char line[100];
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		snprintf(line, sizeof(line), "door show %s", good[i]);
		assert_ptr_equal(row_of(line), rows[0].syntax);
	}
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		snprintf(line, sizeof(line), "door show %s", bad[i]);
		assert_string_equal(refuse(line, strlen(line)).code,
				    "bad-value");
	}
}

static void a_line_of_the_greatest_length_is_parsed(void **state)
{
	char *line = malloc(LINE_SIZE_MAX);
	size_t len = strlen("door add d1 wood");
	struct args *args = NULL;
	struct err err;
	size_t n = 0;
	(void)state;

	memcpy(line, "door add d1 wood", len);
	for (; len + 12 < LINE_SIZE_MAX; len += 12, n++)
		memcpy(line + len, " sign ::1/64", 12);

	assert_int_equal(
		grammar_parse(rows, ARRAY_SIZE(rows), line, len, &args, &err),
		0);
	assert_non_null(args_nth(args, "sign", n - 1));
	assert_null(args_nth(args, "sign", n));
	args_free(args);
	free(line);
}

static void assert_column(const char *line, unsigned int word, size_t column,
			  size_t len)
{
	size_t word_len = 0;

	assert_int_equal(grammar_column(line, strlen(line), word, &word_len),
			 column);
	if (column)
		assert_int_equal(word_len, len);
}

static void the_column_of_a_word_is_found(void **state)
{
	static const char line[] = "  door\tadd 'd 1'\\ x \"a\"b # glass";
	(void)state;

	assert_column(line, 1, 3, 4);
	assert_column(line, 2, 8, 3);
	assert_column(line, 3, 12, 8);
	assert_column(line, 4, 21, 4);
	assert_column(line, 5, 0, 0);
	assert_column(line, 0, 0, 0);
}

static void the_column_of_a_word_with_an_error_is_found(void **state)
{
	(void)state;

	assert_column("help \x01x", 2, 6, 1);
	assert_column("help 'me too", 2, 6, 7);
	assert_column("help 'me too", 3, 0, 0);
	assert_column("help \\", 2, 6, 1);
}

static void assert_changes(const char *before, const char *after,
			   const char *wanted)
{
	struct args *a = parse(before), *b = parse(after);
	struct line changes = { 0 };

	args_changes(a, b, &changes);
	assert_string_equal(changes.text ? changes.text : "", wanted);
	line_free(&changes);
	args_free(a);
	args_free(b);
}

static void differences_of_two_lines_are_described(void **state)
{
	(void)state;

	assert_changes("door add a wood height 60 open",
		       "door add b wood open height 60", "");
	assert_changes("door add a wood height 60", "door add a wood height 70",
		       "height 60 -> 70");
	assert_changes("door add a wood height 60 open",
		       "door add a wood shut lock on",
		       "height 60 removed, open -> shut, lock on added");
	assert_changes("door add a wood sign 10.0.0.1/8 sign 10.0.0.2/8",
		       "door add a wood sign 10.0.0.2/8 sign 10.0.0.3/8",
		       "sign 10.0.0.1/8 removed, sign 10.0.0.3/8 added");
}

int main(void)
{
	const struct CMUnitTest grammar[] = {
		cmocka_unit_test(a_line_is_matched_with_its_row),
		cmocka_unit_test(a_line_without_words_has_no_command),
		cmocka_unit_test(a_comment_ends_the_line),
		cmocka_unit_test(quoted_text_is_one_word),
		cmocka_unit_test(
			a_line_is_written_so_that_it_parses_to_the_same),
		cmocka_unit_test(values_are_found_by_name_and_by_key),
		cmocka_unit_test(a_value_that_was_not_given_is_not_found),
		cmocka_unit_test(
			an_option_with_dots_may_be_given_several_times),
		cmocka_unit_test(a_mac_address_is_parsed),
		cmocka_unit_test(the_index_of_the_word_of_a_value_is_known),
		cmocka_unit_test(an_optional_value_is_accepted),
		cmocka_unit_test(
			the_error_of_an_unknown_command_lists_the_known_ones),
		cmocka_unit_test(
			the_error_is_that_of_the_row_that_matches_most_words),
		cmocka_unit_test(
			the_error_of_a_misspelt_word_suggests_a_similar_one),
		cmocka_unit_test(
			the_error_of_a_bad_value_quotes_and_explains_it),
		cmocka_unit_test(
			the_error_of_a_missing_value_points_at_the_last_word),
		cmocka_unit_test(
			the_error_of_an_unknown_key_lists_the_unused_ones),
		cmocka_unit_test(
			an_option_without_dots_is_refused_the_second_time),
		cmocka_unit_test(bytes_that_are_not_text_are_refused),
		cmocka_unit_test(the_quotation_of_a_long_word_is_cut),
		cmocka_unit_test(only_whole_numbers_in_the_range_are_accepted),
		cmocka_unit_test(
			interface_names_follow_the_rules_of_the_kernel),
		cmocka_unit_test(names_have_at_most_31_plain_characters),
		cmocka_unit_test(a_line_of_the_greatest_length_is_parsed),
		cmocka_unit_test(differences_of_two_lines_are_described),
		cmocka_unit_test(the_column_of_a_word_is_found),
		cmocka_unit_test(the_column_of_a_word_with_an_error_is_found),
	};

	return cmocka_run_group_tests(grammar, NULL, NULL);
}
