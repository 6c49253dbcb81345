/* SPDX-License-Identifier: BSD-2-Clause */
/* A word that is quoted by line_word() is read back by the grammar
 * unchanged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/line.h"
#include "control/words.h"

static void assert_comes_back(const char *word)
{
	struct line line = { 0 };
	struct words words;
	struct err err;

	line_word(&line, "before");
	line_word(&line, word);
	line_word(&line, "behind");

	assert_false(line.failed);
	assert_int_equal(words_split(line.text, line.len, &words, &err), 0);
	assert_int_equal(words.n, 3);
	assert_string_equal(words.word[0].text, "before");
	assert_string_equal(words.word[1].text, word);
	assert_string_equal(words.word[2].text, "behind");
	words_free(&words);
	line_free(&line);
}

static void plain_words_are_not_quoted(void **state)
{
	struct line line = { 0 };
	(void)state;

	line_word(&line, "port");
	line_word(&line, "add");
	line_word(&line, "a#b");
	line_words(&line, "mtu %d", 1500);
	line_word(&line, "up");

	assert_string_equal(line.text, "port add a#b mtu 1500 up");
	assert_int_equal(line.len, strlen(line.text));
	line_free(&line);
}

static void a_word_with_any_characters_is_read_back_unchanged(void **state)
{
	(void)state;

	assert_comes_back("");
	assert_comes_back("two words");
	assert_comes_back("\t");
	assert_comes_back("#1");
	assert_comes_back("# no comment");
	assert_comes_back("it's");
	assert_comes_back("say \"hello\"");
	assert_comes_back("both ' and \"");
	assert_comes_back("back\\slash");
	assert_comes_back("both ' and \\");
	assert_comes_back("'");
	assert_comes_back("\"");
	assert_comes_back("\\");
	assert_comes_back("'\\\"");
	assert_comes_back("gr\u00fc\u00dfe");
}

static void words_of_every_length_fit(void **state)
{
	char word[700];
	(void)state;

	for (size_t len = 1; len < sizeof(word); len++) {
		memset(word, 'x', len);
		word[len] = '\0';
		assert_comes_back(word);
		word[len / 2] = ' ';
		assert_comes_back(word);
	}
}

static void formatted_words_of_every_length_fit(void **state)
{
	(void)state;

	for (int len = 1; len < 700; len++) {
		struct line line = { 0 };

		line_words(&line, "%0*d", len, 7);
		assert_int_equal(line.len, len);
		assert_int_equal(strlen(line.text), len);
		line_free(&line);
	}
}

static void a_line_without_words_has_no_text(void **state)
{
	struct line line = { 0 };
	(void)state;

	line_free(&line);

	assert_null(line.text);
	assert_int_equal(line.len, 0);
}

int main(void)
{
	const struct CMUnitTest line[] = {
		cmocka_unit_test(plain_words_are_not_quoted),
		cmocka_unit_test(
			a_word_with_any_characters_is_read_back_unchanged),
		cmocka_unit_test(words_of_every_length_fit),
		cmocka_unit_test(formatted_words_of_every_length_fit),
		cmocka_unit_test(a_line_without_words_has_no_text),
	};

	return cmocka_run_group_tests(line, NULL, NULL);
}
