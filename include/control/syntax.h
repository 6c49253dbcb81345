/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The syntax row of a command, item by item.  Nothing is copied: spans point
 * into the row.  A row that does not follow control/command.h is a mistake of
 * ours, and asserted.
 */
#ifndef CONTROL_SYNTAX_H
#define CONTROL_SYNTAX_H

#include "base/types.h"

/** struct span - Some bytes of a row */
struct span {
	const char *at;
	size_t len;
};

/** enum syntax_kind - What stands between two blanks of a row */
enum syntax_kind {
	SYNTAX_WORD,			/* port */
	SYNTAX_VALUE,			/* <mac>, [<noun:word>] */
	SYNTAX_KEY,			/* [mtu <mtu:68..65521>] */
	SYNTAX_CHOICE,			/* [up|down], [static] */
};

/**
 * struct syntax_item - One item of a row
 * @word:	The word, the key, or the choice; several words have '|' between
 * @name:	What the value is called; the key where the row does not say
 * @type:	Of the value
 * @optional:	In [ ]
 * @is_bare:	A key that may be left out
 * @repeats:	With ... behind
 */
struct syntax_item {
	enum syntax_kind kind;
	struct span word;
	struct span name;
	struct span type;
	bool optional;
	bool is_bare;
	bool repeats;
};

/**
 * syntax_len() - Bytes that the next item of a row takes; of any text
 */
size_t syntax_len(const char *row);

/**
 * syntax_next() - Read the next item of a row
 * @row:	Where to go on; moved behind the item
 *
 * Return: whether there was one
 */
bool syntax_next(const char **row, struct syntax_item *item);

/** span_is() - Whether the span reads so */
bool span_is(struct span span, const char *text);

/** span_cut() - Take the part before @c off the front; all, if there is no @c */
struct span span_cut(struct span *rest, char c);

/** span_has_word() - Whether one of a|b|c reads so */
bool span_has_word(struct span words, const char *word);

/** syntax_is_choice() - Whether a type is one of some words: on|off */
bool syntax_is_choice(struct span type);

/** syntax_range() - Whether a type is A..B; then @least and @most are set */
bool syntax_range(struct span type, uint64_t *least, uint64_t *most);

/** syntax_fits() - Whether a word is a value of this type */
bool syntax_fits(struct span type, const char *word);

/** syntax_number() - Read a whole number, decimal or 0x, and nothing else */
bool syntax_number(const char *word, uint64_t *value);

/**
 * syntax_describe() - Say what a type takes: "a number from 68 to 65521"
 * @type:	Not a choice: its words speak for themselves
 */
void syntax_describe(struct span type, char *text, size_t size);

#endif /* CONTROL_SYNTAX_H */
