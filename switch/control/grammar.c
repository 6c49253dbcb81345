/* SPDX-License-Identifier: BSD-2-Clause */
#include "control/grammar.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "control/parse_error.h"
#include "control/syntax.h"
#include "control/words.h"

/**
 * struct arg - A value of a line, or a word of [a|b]
 * @item:	Its item of the row
 * @word:	Index of the word in the line, from 1
 */
struct arg {
	struct syntax_item item;
	unsigned int word;
};

/**
 * struct args - A parsed line
 * @arg:	@n values; there is room for one per word of the line
 */
struct args {
	const struct command *command;
	struct words words;
	struct arg *arg;
	size_t n;
};

/**
 * struct match - A row that is compared with a line
 * @at:		Number of words of the line that match so far
 */
struct match {
	struct args *args;
	struct parse_error *error;
	unsigned int at;
};

static const char *next_word(const struct match *m)
{
	return m->at < m->args->words.n ? m->args->words.word[m->at].text
					: NULL;
}

static void take(struct match *m, const struct syntax_item *item)
{
	m->args->arg[m->args->n++] = (struct arg){ *item, ++m->at };
}

/* If a value precedes the wrong word, the noun and the verb were right. */
static enum parse_error_kind wrong_word(const struct match *m)
{
	if (m->args->n)
		return next_word(m) ? PARSE_ERROR_UNKNOWN_WORD
				    : PARSE_ERROR_MISSING_VALUE;
	return next_word(m) ? PARSE_ERROR_UNKNOWN_COMMAND
			    : PARSE_ERROR_PART_OF_COMMAND;
}

static bool match_word(struct match *m, const struct syntax_item *item)
{
	const char *word = next_word(m);

	if (!word && m->at == 1 && span_is(item->word, "show"))
		return true;
	if (word && span_has_word(item->word, word)) {
		m->at++;
		return true;
	}
	if (parse_error_note(m->error, m->at + 1, wrong_word(m), item->word))
		parse_error_want_word(m->error, item->word);
	return false;
}

static bool match_value(struct match *m, const struct syntax_item *item)
{
	const char *word = next_word(m);

	if (word && syntax_fits(item->type, word)) {
		take(m, item);
		return true;
	}
	if (parse_error_note(m->error, m->at + 1,
			     word ? PARSE_ERROR_BAD_VALUE
				  : PARSE_ERROR_MISSING_VALUE,
			     item->name))
		parse_error_want_type(m->error, item->type);
	return false;
}

static bool was_given(const struct args *args, const struct syntax_item *item)
{
	for (const struct arg *a = args->arg; a < args->arg + args->n; a++)
		if (a->item.word.at == item->word.at &&
		    a->item.name.at == item->name.at)
			return true;
	return false;
}

/* @has_key: the next word is the key of the option, or one of its words */
static bool match_option(struct match *m, const struct syntax_item *item,
			 bool has_key)
{
	if (!item->repeats && was_given(m->args, item)) {
		parse_error_note(m->error, m->at + 1, PARSE_ERROR_TWICE,
				 item->word);
		return false;
	}
	switch (item->kind) {
	case SYNTAX_KEY:
		m->at += has_key;
		return match_value(m, item);
	case SYNTAX_CHOICE:
		take(m, item);
		return true;
	case SYNTAX_VALUE:
		return match_value(m, item);
	case SYNTAX_WORD:
		break;
	}
	assert(!"a word that must be there stands behind one that need not");
	return false;
}

static bool needs_no_key(const struct syntax_item *item)
{
	return item->kind == SYNTAX_VALUE || item->is_bare;
}

static void note_no_option(struct match *m, const char *options)
{
	struct syntax_item item;

	if (!parse_error_note(m->error, m->at + 1, PARSE_ERROR_UNKNOWN_WORD,
			      (struct span){ 0 }))
		return;
	while (syntax_next(&options, &item)) {
		if (!item.repeats && was_given(m->args, &item))
			continue;
		if (needs_no_key(&item) && syntax_is_choice(item.type))
			parse_error_want_word(m->error, item.type);
		parse_error_want_word(m->error, item.word);
	}
}

/* Whether the word is one of the values of a choice that needs no key */
static bool is_bare_choice(const char *options, const char *word)
{
	struct syntax_item item;

	while (syntax_next(&options, &item))
		if (needs_no_key(&item) && syntax_is_choice(item.type) &&
		    span_has_word(item.type, word))
			return true;
	return false;
}

static bool begins_option(const char *options, const char *word)
{
	const char *rest = options;
	struct syntax_item item;

	while (syntax_next(&rest, &item))
		if (span_has_word(item.word, word))
			return true;
	return is_bare_choice(options, word);
}

/* Whether the next word is the key of the item, or one of its words.  If it may
 * be a value as well, what follows decides. */
static bool is_word_of(const struct match *m, const struct syntax_item *item,
		       const char *options)
{
	const struct words *words = &m->args->words;
	const char *word = next_word(m);

	if (!span_has_word(item->word, word))
		return false;
	if (item->kind != SYNTAX_KEY || !is_bare_choice(options, word))
		return true;
	return m->at + 1 < words->n &&
	       !begins_option(options, words->word[m->at + 1].text);
}

/* A word that is none of a choice may be another option that is misspelt. */
static bool may_be_value(const struct match *m, const struct syntax_item *item)
{
	return !syntax_is_choice(item->type) ||
	       syntax_fits(item->type, next_word(m));
}

/* Compares the next word with all options, which may come in any order. */
static bool match_options(struct match *m, const char *options)
{
	struct syntax_item item, value = { 0 };
	const char *rest = options;

	while (syntax_next(&rest, &item)) {
		if (is_word_of(m, &item, options))
			return match_option(m, &item, true);
		if (needs_no_key(&item) && !value.type.len &&
		    (item.repeats || !was_given(m->args, &item)) &&
		    may_be_value(m, &item))
			value = item;
	}
	if (value.type.len)
		return match_option(m, &value, false);
	note_no_option(m, options);
	return false;
}

/* An option like --if-exists may also stand between the required words. */
static bool match_flag(struct match *m, const char *row)
{
	const char *word = next_word(m);
	struct syntax_item item;

	if (!word || strncmp(word, "--", 2) != 0)
		return false;
	while (syntax_next(&row, &item))
		if (item.kind == SYNTAX_CHOICE && span_is(item.word, word))
			return match_option(m, &item, true);
	return false;
}

/* An option between the required words has its place there. */
static bool match_option_here(struct match *m, const struct syntax_item *item)
{
	const char *word = next_word(m);

	if (word && span_has_word(item->word, word))
		return match_option(m, item, true);
	if (parse_error_note(m->error, m->at + 1, wrong_word(m), item->word))
		parse_error_want_word(m->error, item->word);
	return true;
}

static bool match_item(struct match *m, const struct syntax_item *item)
{
	if (item->optional)
		return match_option_here(m, item);
	return item->kind == SYNTAX_WORD ? match_word(m, item)
					 : match_value(m, item);
}

static bool has_required(const char *row)
{
	struct syntax_item item;

	while (syntax_next(&row, &item))
		if (!item.optional)
			return true;
	return false;
}

static bool match_row(struct args *args, const struct command *command,
		      struct parse_error *error)
{
	struct match m = { .args = args, .error = error };
	const char *rest = command->syntax;
	struct syntax_item item;

	args->command = command;
	args->n = 0;
	while (has_required(rest)) {
		while (match_flag(&m, command->syntax))
			;
		syntax_next(&rest, &item);
		if (!match_item(&m, &item))
			return false;
	}
	while (next_word(&m))
		if (!match_options(&m, rest))
			return false;
	return true;
}

static int match_rows(struct args *args, const struct command *commands,
		      size_t n, struct err *err)
{
	struct parse_error error = { 0 };

	for (size_t i = 0; i < n; i++)
		if (match_row(args, &commands[i], &error))
			return 0;
	return parse_error_report(&error, &args->words, err);
}

int grammar_parse(const struct command *commands, size_t n, const char *line,
		  size_t len, struct args **args, struct err *err)
{
	struct args a = { 0 };
	int ret;

	ret = words_split(line, len, &a.words, err);
	if (ret)
		return ret;
	if (!a.words.n) {
		words_free(&a.words);
		*args = NULL;
		return 0;
	}
	a.arg = calloc(a.words.n, sizeof(*a.arg));
	*args = malloc(sizeof(**args));
	if (!a.arg || !*args) {
		ret = err_set(err, ENOMEM, "read a line");
		goto out_free;
	}
	ret = match_rows(&a, commands, n, err);
	if (ret)
		goto out_free;
	**args = a;
	return 0;

out_free:
	free(*args);
	*args = NULL;
	free(a.arg);
	words_free(&a.words);
	return ret;
}

int grammar_read(const struct grammar *grammar, const char *line, size_t len,
		 struct args **args, struct err *err)
{
	int ret = grammar_parse(grammar->commands, grammar->count, line, len,
				args, err);

	if (ret && grammar->explain)
		grammar->explain(line, len, err);
	return ret;
}

void args_free(struct args *args)
{
	if (!args)
		return;
	words_free(&args->words);
	free(args->arg);
	free(args);
}

const struct command *args_command(const struct args *args)
{
	return args->command;
}

static const char *text_of(const struct args *args, const struct arg *arg)
{
	return args->words.word[arg->word - 1].text;
}

static bool is_flag(const struct args *args, unsigned int word)
{
	for (const struct arg *a = args->arg; a < args->arg + args->n; a++)
		if (a->word == word)
			return a->item.kind == SYNTAX_CHOICE &&
			       !strncmp(text_of(args, a), "--", 2);
	return false;
}

void args_line(const struct args *args, struct line *line)
{
	for (unsigned int i = 0; i < args->words.n; i++)
		if (!is_flag(args, i + 1))
			line_word(line, args->words.word[i].text);
}

static const struct arg *find(const struct args *args, const char *name,
			      size_t n)
{
	for (const struct arg *a = args->arg; a < args->arg + args->n; a++) {
		bool is_it = a->item.kind == SYNTAX_CHOICE
				     ? !strcmp(text_of(args, a), name)
				     : span_is(a->item.word, name) ||
					       span_is(a->item.name, name);

		if (is_it && !n--)
			return a;
	}
	return NULL;
}

/* The value of the same item in another line of the command; or NULL */
static const struct arg *counterpart(const struct args *other,
				     const struct args *args,
				     const struct arg *arg)
{
	for (const struct arg *a = other->arg; a < other->arg + other->n; a++)
		if (a->item.word.at == arg->item.word.at &&
		    (!arg->item.repeats ||
		     !strcmp(text_of(other, a), text_of(args, arg))))
			return a;
	return NULL;
}

static void describe_change(struct line *changes, const struct arg *arg,
			    const char *text, const char *how)
{
	struct span keys = arg->item.word;
	const struct span key = span_cut(&keys, '|'); /* the first will do */

	if (arg->item.kind == SYNTAX_KEY)
		line_words(changes, "%.*s", (int)key.len, key.at);
	line_word(changes, text);
	line_words(changes, "%s", how);
}

/* Appends a comma unless this is the first change. */
static void separate(struct line *changes, size_t *n)
{
	if ((*n)++)
		line_append(changes, ",");
}

void args_changes(const struct args *before, const struct args *after,
		  struct line *changes)
{
	size_t n = 0;

	for (const struct arg *a = before->arg; a < before->arg + before->n;
	     a++) {
		const struct arg *b = counterpart(after, before, a);
		const char *text = text_of(before, a);

		if (!a->item.optional ||
		    (b && !strcmp(text, text_of(after, b))))
			continue;
		separate(changes, &n);
		describe_change(changes, a, text, b ? "->" : "removed");
		if (b)
			line_word(changes, text_of(after, b));
	}
	for (const struct arg *b = after->arg; b < after->arg + after->n; b++) {
		if (!b->item.optional || counterpart(before, after, b))
			continue;
		separate(changes, &n);
		describe_change(changes, b, text_of(after, b), "added");
	}
}

size_t args_count(const struct args *args)
{
	return args->n;
}

bool args_has(const struct args *args, const char *name)
{
	return find(args, name, 0);
}

const char *args_nth(const struct args *args, const char *name, size_t n)
{
	const struct arg *arg = find(args, name, n);

	return arg ? text_of(args, arg) : NULL;
}

const char *args_str(const struct args *args, const char *name)
{
	return args_nth(args, name, 0);
}

bool args_on(const struct args *args, const char *name)
{
	return !strcmp(args_str(args, name), "on");
}

uint64_t args_uint(const struct args *args, const char *name,
		   uint64_t otherwise)
{
	const char *text = args_str(args, name);
	uint64_t value;

	return text && syntax_number(text, &value) ? value : otherwise;
}

bool args_mac(const struct args *args, const char *name, struct mac *mac)
{
	const char *text = args_str(args, name);

	return text && mac_parse(text, mac);
}

bool args_vids(const struct args *args, const char *name, struct vids *vids)
{
	const char *text = args_str(args, name);

	return text && vids_parse(text, vids);
}

unsigned int args_nth_word(const struct args *args, const char *name, size_t n)
{
	const struct arg *arg = find(args, name, n);

	return arg ? arg->word : 0;
}

unsigned int args_word(const struct args *args, const char *name)
{
	return args_nth_word(args, name, 0);
}
