/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * For tests of the grammar; to be included after cmocka.h and after "rows", the
 * table of commands.
 */
#ifndef TEST_ROWS_H
#define TEST_ROWS_H

#include <stdlib.h>
#include <string.h>

static inline struct args *parse(const char *line)
{
	struct args *args = NULL;
	struct err err;

	if (grammar_parse(rows, ARRAY_SIZE(rows), line, strlen(line), &args,
			  &err))
		fail_msg("%s: %s", line, err.text);
	return args;
}

static inline struct err refuse(const char *line, size_t len)
{
	/* the sanitizer detects reads beyond the end of the copy */
	char *copy = malloc(len ? len : 1);
	struct args *args = NULL;
	struct err err = { 0 };

	memcpy(copy, line, len);
	if (!grammar_parse(rows, ARRAY_SIZE(rows), copy, len, &args, &err))
		fail_msg("\"%s\" was taken", line);
	assert_null(args);
	free(copy);
	return err;
}

static inline void assert_refused(const char *line, const char *code,
				  unsigned int word, const char *text)
{
	struct err err = refuse(line, strlen(line));

	assert_string_equal(err.text, text);
	assert_string_equal(err.code, code);
	assert_int_equal(err.word, word);
}

#endif /* TEST_ROWS_H */
