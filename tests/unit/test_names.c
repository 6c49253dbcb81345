/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/names.h"

static void the_parts_of_a_list_are_separated_by_commas(void **state)
{
	const char *list = "lan1,p1-p8,vm*";
	char part[NAMES_SIZE];
	(void)state;

	assert_true(names_next(&list, part));
	assert_string_equal(part, "lan1");
	assert_true(names_next(&list, part));
	assert_string_equal(part, "p1-p8");
	assert_true(names_next(&list, part));
	assert_string_equal(part, "vm*");
	assert_false(names_next(&list, part));
}

static void a_list_with_empty_parts_or_bad_characters_is_refused(void **state)
{
	static const char *const good[] = { "a", "a,b",	  "*",
					    "?", "p1-p8", "a.b:c_d-e" };
	static const char *const bad[] = { "",	   ",",	   "a,",
					   "a,,b", "-a",   "a b",
					   "a/b",  "a[1]", "\303\274" };
	char longest[NAMES_SIZE + 1];
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		assert_true(names_is_list(good[i]));
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_false(names_is_list(bad[i]));
	memset(longest, 'a', sizeof(longest));
	longest[NAMES_SIZE] = '\0';
	assert_false(names_is_list(longest));
	longest[NAMES_SIZE - 1] = '\0';
	assert_true(names_is_list(longest));
}

static void a_pattern_matches_names(void **state)
{
	static const struct {
		const char *pattern;
		const char *name;
		bool is_of;
	} cases[] = {
		{ "*", "a", true },
		{ "lan*", "lan", true },
		{ "lan*", "lan12", true },
		{ "lan*", "wlan1", false },
		{ "*1", "lan11", true },
		{ "*1", "lan12", false },
		{ "l*n*2", "lan12", true },
		{ "l*n*2", "lan21", false },
		{ "*ab*abc", "abababc", true },
		{ "**", "x", true },
		{ "lan?", "lan1", true },
		{ "lan?", "lan", false },
		{ "lan?", "lan12", false },
		{ "?*?", "ab", true },
		{ "?*?", "a", false },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(names_match(cases[i].pattern, cases[i].name),
				 cases[i].is_of);
	assert_true(names_is_pattern("a?"));
	assert_true(names_is_pattern("*"));
	assert_false(names_is_pattern("p1-p8"));
}

static void a_range_includes_a_name_for_each_number(void **state)
{
	struct names_range r;
	char name[PORT_NAME_SIZE];
	(void)state;

	assert_true(names_range_parse("p1-p12", &r));
	assert_int_equal(r.first, 1);
	assert_int_equal(r.last, 12);
	names_range_format(&r, 7, name);
	assert_string_equal(name, "p7");
	assert_true(names_range_has(&r, "p1"));
	assert_true(names_range_has(&r, "p12"));
	assert_false(names_range_has(&r, "p13"));
	assert_false(names_range_has(&r, "p0"));
	assert_false(names_range_has(&r, "p01"));
	assert_false(names_range_has(&r, "p"));
	assert_false(names_range_has(&r, "q1"));
	assert_false(names_range_has(&r, "p1x"));

	assert_true(names_range_parse("sw-1-3", &r));
	names_range_format(&r, 3, name);
	assert_string_equal(name, "sw-3");
	assert_true(names_range_parse("1-3", &r));
	assert_true(names_range_has(&r, "2"));

	assert_true(names_range_parse("p08-p12", &r));
	assert_true(names_range_has(&r, "p08"));
	assert_true(names_range_has(&r, "p10"));
	assert_false(names_range_has(&r, "p8"));
}

static void text_that_is_not_a_range_is_refused(void **state)
{
	static const char *const none[] = { "p1",    "p1-",	  "-p1",
					    "p-q",   "p1-q2",	  "p2-p1",
					    "a1-b",  "p08-9",	  "p1-p8x",
					    "lan-x", "p1-9999999" };
	struct names_range r;
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(none); i++)
		assert_false(names_range_parse(none[i], &r));
}

static void a_list_includes_names_ranges_and_patterns(void **state)
{
	static const char list[] = "lan1,p1-p8,vm*";
	(void)state;

	assert_true(names_has(list, "lan1"));
	assert_true(names_has(list, "p8"));
	assert_true(names_has(list, "vm"));
	assert_true(names_has(list, "p1-p8")); /* a name like any other */
	assert_false(names_has(list, "lan10"));
	assert_false(names_has(list, "p9"));
	assert_false(names_has(list, "avm"));
	assert_false(names_has("", "lan1"));
}

int main(void)
{
	const struct CMUnitTest names[] = {
		cmocka_unit_test(the_parts_of_a_list_are_separated_by_commas),
		cmocka_unit_test(
			a_list_with_empty_parts_or_bad_characters_is_refused),
		cmocka_unit_test(a_pattern_matches_names),
		cmocka_unit_test(a_range_includes_a_name_for_each_number),
		cmocka_unit_test(text_that_is_not_a_range_is_refused),
		cmocka_unit_test(a_list_includes_names_ranges_and_patterns),
	};

	return cmocka_run_group_tests(names, NULL, NULL);
}
