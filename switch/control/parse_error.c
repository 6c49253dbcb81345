/* SPDX-License-Identifier: BSD-2-Clause */
#include "control/parse_error.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "control/similar.h"

#define QUOTE_LEN_MAX 40 /* bytes of a word that an error quotes */

bool parse_error_note(struct parse_error *e, unsigned int word,
		      enum parse_error_kind kind, struct span what)
{
	if (word < e->word)
		return false;
	if (word > e->word) {
		e->word = word;
		e->kind = kind;
		e->what = what;
		e->n = 0;
	}
	return true;
}

static void want(struct parse_error *e, struct span text, bool is_type)
{
	for (size_t i = 0; i < e->n; i++)
		if (e->wants[i].text.len == text.len &&
		    !memcmp(e->wants[i].text.at, text.at, text.len))
			return;
	if (e->n < PARSE_ERROR_WANTS_MAX)
		e->wants[e->n++] = (struct want){ text, is_type };
}

void parse_error_want_word(struct parse_error *e, struct span words)
{
	while (words.len)
		want(e, span_cut(&words, '|'), false);
}

void parse_error_want_type(struct parse_error *e, struct span type)
{
	if (syntax_is_choice(type))
		parse_error_want_word(e, type);
	else
		want(e, type, true);
}

/* How many bytes of a word an error quotes */
static int quote_len(const char *word)
{
	size_t size = strlen(word);
	size_t len = 0;

	while (len < size && len < QUOTE_LEN_MAX)
		len += utf8_len(word + len, size - len);
	return (int)len;
}

static void say_what(const struct parse_error *e, const char *word,
		     struct err *err)
{
	int len = quote_len(word);
	int what_len = (int)e->what.len;

	switch (e->kind) {
	case PARSE_ERROR_UNKNOWN_COMMAND:
		err_say(err, EINVAL, "unknown-command", e->word,
			"unknown command \"%.*s\"", len, word);
		break;
	case PARSE_ERROR_PART_OF_COMMAND:
		err_say(err, EINVAL, "unknown-command", e->word,
			"the line ends after \"%.*s\"", len, word);
		break;
	case PARSE_ERROR_UNKNOWN_WORD:
		err_say(err, EINVAL, "unknown-word", e->word,
			"unexpected \"%.*s\"", len, word);
		break;
	case PARSE_ERROR_BAD_VALUE:
		err_say(err, EINVAL, "bad-value", e->word, "bad %.*s \"%.*s\"",
			what_len, e->what.at, len, word);
		break;
	case PARSE_ERROR_MISSING_VALUE:
		err_say(err, EINVAL, "missing-value", e->word,
			"the line ends after \"%.*s\"", len, word);
		break;
	case PARSE_ERROR_TWICE:
		err_say(err, EINVAL, "twice", e->word,
			"\"%.*s\" may be given only once", what_len,
			e->what.at);
		break;
	}
}

/* Lists as many as there is room for: some commands have many options. */
static void say_wants(const struct parse_error *e, struct err *err)
{
	for (size_t i = 0; i < e->n; i++) {
		const struct want *w = &e->wants[i];
		size_t len = strlen(err->text);
		char what[80];

		if (w->is_type && span_is(w->text, "word"))
			snprintf(what, sizeof(what), "a word: the %.*s",
				 (int)e->what.len, e->what.at);
		else if (w->is_type)
			syntax_describe(w->text, what, sizeof(what));
		else
			snprintf(what, sizeof(what), "%.*s", (int)w->text.len,
				 w->text.at);
		if (len + strlen(", , ...") + strlen(what) >=
		    sizeof(err->text)) {
			strcpy(err->text + len, ", ...");
			return;
		}
		snprintf(err->text + len, sizeof(err->text) - len, "%s%s",
			 i == 0		? ", expected "
			 : i + 1 < e->n ? ", "
					: " or ",
			 what);
	}
}

/* The keyword that was probably meant; empty if the word is not misspelt */
static struct span meant(const struct parse_error *e, const char *word)
{
	struct similar similar = similar_to(word);

	if (e->kind != PARSE_ERROR_UNKNOWN_COMMAND &&
	    e->kind != PARSE_ERROR_UNKNOWN_WORD &&
	    e->kind != PARSE_ERROR_BAD_VALUE)
		return (struct span){ "", 0 };
	for (size_t i = 0; i < e->n; i++)
		if (!e->wants[i].is_type)
			similar_compare(&similar, e->wants[i].text);
	return similar_meant(&similar);
}

/* Returns false when no word is similar */
static bool say_meant(const struct parse_error *e, const char *word,
		      struct err *err)
{
	struct span w = meant(e, word);
	size_t len = strlen(err->text);

	if (!w.len)
		return false;
	snprintf(err->text + len, sizeof(err->text) - len,
		 ", did you mean \"%.*s\"?", (int)w.len, w.at);
	return true;
}

int parse_error_report(const struct parse_error *e, const struct words *words,
		       struct err *err)
{
	struct parse_error at_word = *e;
	const char *word;

	/* a line that ends too soon is shown at its last word */
	if (at_word.word > words->n)
		at_word.word = words->n;
	word = words->word[at_word.word - 1].text;
	say_what(&at_word, word, err);
	if (!say_meant(e, word, err))
		say_wants(e, err);
	return -EINVAL;
}
