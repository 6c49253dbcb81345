/* SPDX-License-Identifier: BSD-2-Clause */
#include "control/words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "control/grammar.h"

/**
 * struct scan - A line that is being split into words
 * @at:		Position of the next byte
 * @start:	Position of the current word
 * @out:	Words are copied to here, without their quotes; or NULL
 * @wrong:	What is wrong with the current word; or NULL
 */
struct scan {
	const char *line;
	size_t len;
	size_t at;
	size_t start;
	char *out;
	const char *wrong;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Bytes of the next character; 0 if a line must not contain it */
static size_t text_len(const struct scan *s)
{
	const char *p = s->line + s->at;
	size_t len = utf8_len(p, s->len - s->at);

	return utf8_is_control(p, len) && *p != '\t' ? 0 : len;
}

static void take(struct scan *s)
{
	size_t len = text_len(s);

	if (!len) {
		s->wrong = "contains a control character or a byte that is not "
			   "UTF-8";
		return;
	}
	if (s->out) {
		memcpy(s->out, s->line + s->at, len);
		s->out += len;
	}
	s->at += len;
}

/* Reads the rest of a word, up to a blank or to something that is wrong. */
static void scan_rest(struct scan *s)
{
	char quote = '\0';

	while (s->at < s->len && !s->wrong) {
		char c = s->line[s->at];

		if (quote ? c == quote : c == '\'' || c == '"') {
			quote = quote ? '\0' : c;
			s->at++;
			continue;
		}
		if (!quote && is_blank(c))
			return;
		if (c == '\\' && quote != '\'' && ++s->at == s->len) {
			s->wrong = "ends in a backslash";
			return;
		}
		take(s);
	}
	if (quote && !s->wrong)
		s->wrong = "has a quote that is not closed";
}

/* Return: whether there was another word, right or wrong */
static bool scan_word(struct scan *s)
{
	while (s->at < s->len && is_blank(s->line[s->at]))
		s->at++;
	if (s->at == s->len || s->line[s->at] == '#')
		return false;
	s->start = s->at;
	scan_rest(s);
	if (s->out)
		*s->out++ = '\0';
	return true;
}

int words_split(const char *line, size_t len, struct words *words,
		struct err *err)
{
	struct scan s = { .line = line, .len = len };
	struct words w = { 0 };

	/* every word takes a byte at least, and all but one a blank as well */
	w.word = malloc((len / 2 + 1) * sizeof(*w.word));
	w.text = malloc(len + 1);
	if (!w.word || !w.text) {
		words_free(&w);
		return err_set(err, ENOMEM, "read a line");
	}
	s.out = w.text;
	for (char *text = s.out; scan_word(&s); text = s.out) {
		w.word[w.n++] = (struct word){ text, s.start, s.at - s.start };
		if (s.wrong) {
			err_say(err, EINVAL, "syntax", w.n, "word %u %s", w.n,
				s.wrong);
			words_free(&w);
			return -EINVAL;
		}
	}
	*words = w;
	return 0;
}

void words_free(struct words *words)
{
	free(words->word);
	free(words->text);
	*words = (struct words){ 0 };
}

size_t grammar_column(const char *line, size_t len, unsigned int word,
		      size_t *word_len)
{
	struct scan s = { .line = line, .len = len };

	for (unsigned int n = 1; n <= word && scan_word(&s); n++) {
		if (n < word && !s.wrong)
			continue;
		*word_len = s.at > s.start ? s.at - s.start : 1;
		return n == word ? s.start + 1 : 0;
	}
	return 0;
}
