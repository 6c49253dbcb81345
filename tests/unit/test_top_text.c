/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers and graphs in lines of limited width. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../../tools/tapctl/top_text.h"

static void a_line_is_cut_where_it_ends(void **state)
{
	struct top_text t;
	(void)state;

	top_text_begin(&t, 10);
	top_text_add(&t, "%s", "0123456");
	top_text_column(&t, "789", 5, true);
	assert_string_equal(t.text, "0123456   ");
	assert_int_equal(t.columns, 10);
}

static void a_graph_ends_with_the_last_value(void **state)
{
	static const double values[] = { 8, 4, 0 };
	struct top_text t;
	(void)state;

	top_text_begin(&t, 80);
	top_text_graph(&t, values, 3, 5, false);
	assert_string_equal(t.text, "   =#");

	top_text_begin(&t, 80);
	top_text_graph(&t, values, 3, 2, true);
	assert_string_equal(t.text, "\u2584\u2588");
}

static void numbers_have_five_characters_at_most(void **state)
{
	static const struct {
		double value;
		const char *text;
	} numbers[] = {
		{ 0, "0" },	     { 999.4, "999" },	  { 999.5, "1.00k" },
		{ 9994, "9.99k" },   { 9996, "10.0k" },	  { 99949, "99.9k" },
		{ 99951, "100k" },   { 999499, "999k" },  { 999500, "1.00M" },
		{ 1.23e9, "1.23G" }, { 1.8e19, "18.0E" },
	};
	char text[TOP_NUMBER_SIZE];
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
		assert_string_equal(top_text_number(numbers[i].value, text),
				    numbers[i].text);
}

static void durations_are_written_as_clocks(void **state)
{
	char text[TOP_NUMBER_SIZE];
	(void)state;

	assert_string_equal(top_text_duration(59.9, text), "0:59");
	assert_string_equal(top_text_duration(3723, text), "1:02:03");
	assert_string_equal(top_text_duration(93784, text), "1d 02:03");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_cut_where_it_ends),
		cmocka_unit_test(a_graph_ends_with_the_last_value),
		cmocka_unit_test(numbers_have_five_characters_at_most),
		cmocka_unit_test(durations_are_written_as_clocks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
