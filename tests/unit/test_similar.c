/* SPDX-License-Identifier: BSD-2-Clause */
/* Words that are misspelt, and the ones that were meant. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "control/similar.h"

static size_t distance(const char *word, const char *other)
{
	return similar_distance(word, (struct span){ other, strlen(other) });
}

static void each_wrong_letter_counts_once(void **state)
{
	static const struct {
		const char *word, *other;
		size_t distance;
	} words[] = {
		{ "learning", "learning", 0 },
		{ "lerning", "learning", 1 },
		{ "learnning", "learning", 1 },
		{ "laerning", "learning", 1 },
		{ "learnign", "learning", 1 },
		{ "lesrning", "learning", 1 },
		{ "shwo", "show", 1 },
		{ "prot", "port", 1 },
		{ "kitten", "sitting", 3 },
		{ "", "show", 4 },
		{ "show", "", 4 },
		{ "", "", 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		assert_int_equal(distance(words[i].word, words[i].other),
				 words[i].distance);
		assert_int_equal(distance(words[i].other, words[i].word),
				 words[i].distance);
	}
}

static void long_words_are_not_compared(void **state)
{
	char word[SIMILAR_LEN_MAX + 2];

	(void)state;
	memset(word, 'a', sizeof(word));
	word[SIMILAR_LEN_MAX + 1] = '\0';
	assert_true(distance(word, "a") == SIZE_MAX);
	assert_true(distance("a", word) == SIZE_MAX);
	word[SIMILAR_LEN_MAX] = '\0';
	assert_int_equal(distance(word, "a"), SIMILAR_LEN_MAX - 1);
	assert_int_equal(distance(word, word), 0);
}

static void one_letter_in_three_may_be_wrong(void **state)
{
	(void)state;
	assert_false(similar_is_meant("up", 1));
	assert_true(similar_is_meant("shw", 1));
	assert_false(similar_is_meant("shwow", 2));
	assert_true(similar_is_meant("leering", 2));
	assert_false(similar_is_meant("leering", 3));
	assert_true(similar_is_meant("", 0));
}

int main(void)
{
	const struct CMUnitTest similar[] = {
		cmocka_unit_test(each_wrong_letter_counts_once),
		cmocka_unit_test(long_words_are_not_compared),
		cmocka_unit_test(one_letter_in_three_may_be_wrong),
	};

	return cmocka_run_group_tests(similar, NULL, NULL);
}
