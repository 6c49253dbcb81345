/* SPDX-License-Identifier: BSD-2-Clause */
#include "control/failure.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

#define QUOTE_LEN_MAX 40 /* bytes of a word that an error repeats */

bool failure_note(struct failure *f, unsigned int word, enum failure_kind kind,
		  struct span what)
{
	if (word < f->word)
		return false;
	if (word > f->word) {
		f->word = word;
		f->kind = kind;
		f->what = what;
		f->n = 0;
	}
	return true;
}

static void want(struct failure *f, struct span text, bool is_type)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->wants[i].text.len == text.len &&
		    !memcmp(f->wants[i].text.at, text.at, text.len))
			return;
	if (f->n < FAILURE_WANTS_MAX)
		f->wants[f->n++] = (struct want){ text, is_type };
}

void failure_want_word(struct failure *f, struct span words)
{
	while (words.len)
		want(f, span_cut(&words, '|'), false);
}

void failure_want_type(struct failure *f, struct span type)
{
	if (syntax_is_choice(type))
		failure_want_word(f, type);
	else
		want(f, type, true);
}

/* How much of a word an error repeats */
static int quote_len(const char *word)
{
	size_t size = strlen(word);
	size_t len = 0;

	while (len < size && len < QUOTE_LEN_MAX)
		len += utf8_len(word + len, size - len);
	return (int)len;
}

static void say_what(const struct failure *f, const char *word, struct err *err)
{
	int len = quote_len(word);
	int what_len = (int)f->what.len;

	switch (f->kind) {
	case FAILURE_UNKNOWN_COMMAND:
		err_say(err, EINVAL, "unknown-command", f->word,
			"unknown command \"%.*s\"", len, word);
		break;
	case FAILURE_PART_OF_COMMAND:
		err_say(err, EINVAL, "unknown-command", f->word,
			"the line ends behind \"%.*s\"", len, word);
		break;
	case FAILURE_UNKNOWN_WORD:
		err_say(err, EINVAL, "unknown-word", f->word,
			"unexpected \"%.*s\"", len, word);
		break;
	case FAILURE_BAD_VALUE:
		err_say(err, EINVAL, "bad-value", f->word, "bad %.*s \"%.*s\"",
			what_len, f->what.at, len, word);
		break;
	case FAILURE_MISSING_VALUE:
		err_say(err, EINVAL, "missing-value", f->word,
			"the line ends behind \"%.*s\"", len, word);
		break;
	case FAILURE_TWICE:
		err_say(err, EINVAL, "twice", f->word,
			"\"%.*s\" may be given only once", what_len,
			f->what.at);
		break;
	}
}

/* As many as there is room for: some commands have many options. */
static void say_wants(const struct failure *f, struct err *err)
{
	for (size_t i = 0; i < f->n; i++) {
		const struct want *w = &f->wants[i];
		size_t len = strlen(err->text);
		char what[80];

		if (w->is_type && span_is(w->text, "word"))
			snprintf(what, sizeof(what), "a word: the %.*s",
				 (int)f->what.len, f->what.at);
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
			 : i + 1 < f->n ? ", "
					: " or ",
			 what);
	}
}

int failure_report(const struct failure *f, const struct words *words,
		   struct err *err)
{
	struct failure at_word = *f;

	/* a line that ends too soon is shown at its last word */
	if (at_word.word > words->n)
		at_word.word = words->n;
	say_what(&at_word, words->word[at_word.word - 1].text, err);
	say_wants(f, err);
	return -EINVAL;
}
