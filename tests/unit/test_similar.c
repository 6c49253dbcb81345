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

static void assert_meant(const char *word, const char *candidates,
			 const char *meant)
{
	struct similar s = similar_to(word);
	struct span found;

	similar_compare(&s, (struct span){ candidates, strlen(candidates) });
	found = similar_meant(&s);
	assert_int_equal(found.len, strlen(meant));
	assert_memory_equal(found.at, meant, found.len);
}

static void a_word_is_similar_if_one_letter_in_three_is_wrong(void **state)
{
	(void)state;
	assert_meant("pu", "up", "");
	assert_meant("shw", "show", "show");
	assert_meant("shwow", "hsowow", "");
	assert_meant("leering", "learning", "learning");
	assert_meant("leerinng", "learning", "learning");
	assert_meant("lxxrnin", "learning", "");
	assert_meant("", "show", "");
	assert_meant("show", "", "");
}

static void the_most_similar_word_is_suggested(void **state)
{
	(void)state;
	assert_meant("storm_bcst", "storm_ucast|storm_bcast|bcast_flood",
		     "storm_bcast");
	/* of two that are equally similar, the first */
	assert_meant("storm_cast", "storm_ucast|storm_bcast", "storm_ucast");
}

int main(void)
{
	const struct CMUnitTest similar[] = {
		cmocka_unit_test(each_wrong_letter_counts_once),
		cmocka_unit_test(long_words_are_not_compared),
		cmocka_unit_test(
			a_word_is_similar_if_one_letter_in_three_is_wrong),
		cmocka_unit_test(the_most_similar_word_is_suggested),
	};

	return cmocka_run_group_tests(similar, NULL, NULL);
}
