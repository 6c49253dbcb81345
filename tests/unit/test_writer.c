/* SPDX-License-Identifier: BSD-2-Clause */
/* The output of the writer is read by the parser of another library. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <jansson.h>
#include <string.h>

#include "base/writer.h"

#define REPLACED "\xef\xbf\xbd"

static void assert_text(const struct writer *w, const char *text)
{
	assert_false(w->failed);
	assert_int_equal(w->len, strlen(text));
	assert_memory_equal(w->text, text, w->len);
}

static json_t *read_back(const struct writer *w)
{
	json_error_t error;
	json_t *value =
		json_loadb(w->text, w->len,
			   JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &error);

	if (!value)
		print_message("%s in %.*s\n", error.text, (int)w->len, w->text);
	assert_non_null(value);
	return value;
}

/* Writes @text and returns the string that the parser reads. */
static void assert_comes_back(const char *text, const char *as)
{
	struct writer w = { 0 };
	json_t *value;

	writer_str(&w, NULL, text);
	value = read_back(&w);
	assert_string_equal(json_string_value(value), as);
	json_decref(value);
	writer_free(&w);
}

static void commas_separate_values(void **state)
{
	struct writer w = { 0 };
	(void)state;

	writer_begin_object(&w, NULL);
	writer_begin_array(&w, "empty");
	writer_end_array(&w);
	writer_begin_array(&w, "ports");
	writer_begin_object(&w, NULL);
	writer_str(&w, "name", "p1");
	writer_bool(&w, "learning", true);
	writer_end_object(&w);
	writer_begin_object(&w, NULL);
	writer_end_object(&w);
	writer_uint(&w, NULL, 7);
	writer_end_array(&w);
	writer_str(&w, "netns", NULL);
	writer_end_object(&w);

	assert_text(&w, "{\"empty\":[],"
			"\"ports\":[{\"name\":\"p1\",\"learning\":true},{},7],"
			"\"netns\":null}");
	json_decref(read_back(&w));
	writer_free(&w);
}

static void numbers_are_written_with_all_digits(void **state)
{
	struct writer w = { 0 };
	(void)state;

	writer_begin_array(&w, NULL);
	writer_uint(&w, NULL, 0);
	writer_uint(&w, NULL, UINT64_MAX);
	writer_int(&w, NULL, INT64_MAX);
	writer_int(&w, NULL, INT64_MIN);
	writer_int(&w, NULL, -1);
	writer_end_array(&w);

	assert_text(&w, "[0,18446744073709551615,9223372036854775807,"
			"-9223372036854775808,-1]");
	writer_free(&w);
}

static void a_mac_address_is_written_as_a_string(void **state)
{
	struct writer w = { 0 };
	(void)state;

	writer_mac(&w, NULL, (struct mac){ { 2, 0, 0xab, 0xff, 0, 9 } });

	assert_text(&w, "\"02:00:ab:ff:00:09\"");
	writer_free(&w);
}

static void every_ascii_character_is_read_back(void **state)
{
	char text[0x80];
	(void)state;

	for (int c = 1; c <= 0x7f; c++)
		text[c - 1] = (char)c;
	text[0x7f] = '\0';

	assert_comes_back(text, text);
	assert_comes_back("", "");
}

static void characters_of_all_lengths_are_read_back(void **state)
{
	(void)state;

	assert_comes_back("\u00df \u0800 \uffff", "\u00df \u0800 \uffff");
	assert_comes_back("\U00010000 \U0010ffff", "\U00010000 \U0010ffff");
	assert_comes_back("\ud7ff\ue000", "\ud7ff\ue000");
}

static void bytes_that_are_not_utf8_are_replaced(void **state)
{
	(void)state;

	/* a lone byte of each kind, and bytes that are never valid */
	assert_comes_back("a\x80z", "a" REPLACED "z");
	assert_comes_back("a\xc3", "a" REPLACED);
	assert_comes_back("\xc3(", REPLACED "(");
	assert_comes_back("\xff\xfe", REPLACED REPLACED);
	/* longer than necessary */
	assert_comes_back("\xc0\xaf", REPLACED REPLACED);
	assert_comes_back("\xe0\x9f\xbf", REPLACED REPLACED REPLACED);
	assert_comes_back("\xf0\x8f\xbf\xbf",
			  REPLACED REPLACED REPLACED REPLACED);
	/* half of a pair, and above the highest */
	assert_comes_back("\xed\xa0\x80", REPLACED REPLACED REPLACED);
	assert_comes_back("\xf4\x90\x80\x80",
			  REPLACED REPLACED REPLACED REPLACED);
	/* truncated */
	assert_comes_back("\xf0\x9f\x98", REPLACED REPLACED REPLACED);
	assert_comes_back("\xe2\x82z", REPLACED REPLACED "z");
}

static void keys_are_escaped_too(void **state)
{
	struct writer w = { 0 };
	(void)state;

	writer_begin_object(&w, NULL);
	writer_uint(&w, "a \"key\"\n", 1);
	writer_end_object(&w);

	assert_text(&w, "{\"a \\\"key\\\"\\n\":1}");
	writer_free(&w);
}

static void commas_are_right_after_text_was_taken(void **state)
{
	struct writer w = { 0 };
	(void)state;

	writer_begin_array(&w, NULL);
	writer_uint(&w, NULL, 1);
	assert_text(&w, "[1");
	w.len = 0;
	writer_uint(&w, NULL, 2);
	writer_end_array(&w);

	assert_text(&w, ",2]");
	writer_free(&w);
}

static void a_long_text_is_complete(void **state)
{
	struct writer w = { 0 };
	json_t *value;
	(void)state;

	writer_begin_array(&w, NULL);
	for (unsigned int i = 0; i < 10000; i++)
		writer_uint(&w, NULL, i);
	writer_end_array(&w);

	value = read_back(&w);
	assert_int_equal(json_array_size(value), 10000);
	for (unsigned int i = 0; i < 10000; i++)
		assert_int_equal(json_integer_value(json_array_get(value, i)),
				 i);
	json_decref(value);
	writer_free(&w);
}

static void nothing_is_written_after_memory_was_short(void **state)
{
	struct writer w = { 0 };
	(void)state;

	writer_str(&w, NULL, "before");
	w.failed = true;
	writer_str(&w, NULL, "after");

	w.failed = false;
	assert_text(&w, "\"before\"");
	writer_free(&w);
}

static void a_freed_writer_can_be_used_again(void **state)
{
	struct writer w = { 0 };
	(void)state;

	writer_uint(&w, NULL, 1);
	writer_free(&w);
	writer_uint(&w, NULL, 2);

	assert_text(&w, "2");
	writer_free(&w);
}

int main(void)
{
	const struct CMUnitTest writer[] = {
		cmocka_unit_test(commas_separate_values),
		cmocka_unit_test(numbers_are_written_with_all_digits),
		cmocka_unit_test(a_mac_address_is_written_as_a_string),
		cmocka_unit_test(every_ascii_character_is_read_back),
		cmocka_unit_test(characters_of_all_lengths_are_read_back),
		cmocka_unit_test(bytes_that_are_not_utf8_are_replaced),
		cmocka_unit_test(keys_are_escaped_too),
		cmocka_unit_test(commas_are_right_after_text_was_taken),
		cmocka_unit_test(a_long_text_is_complete),
		cmocka_unit_test(nothing_is_written_after_memory_was_short),
		cmocka_unit_test(a_freed_writer_can_be_used_again),
	};

	return cmocka_run_group_tests(writer, NULL, NULL);
}
