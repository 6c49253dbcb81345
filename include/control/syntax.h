/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads the syntax row of a command, item by item.  Nothing is copied: spans
 * point into the row.  A row that does not follow control/command.h is a
 * programming error, which is asserted.
 */
#ifndef CONTROL_SYNTAX_H
#define CONTROL_SYNTAX_H

#include "base/types.h"

/** struct span - Some bytes of a row */
struct span {
	const char *at;
	size_t len;
};

/** enum syntax_kind - Kinds of items */
enum syntax_kind {
	SYNTAX_WORD,			/* port */
	SYNTAX_VALUE,			/* <mac>, [<noun:word>] */
	SYNTAX_KEY,			/* [mtu <mtu:68..65521>] */
	SYNTAX_CHOICE,			/* [up|down], [static] */
};

/**
 * struct syntax_item - One item of a row
 * @word:	The word, the key, or the choice; several words are separated by
 *		'|'
 * @name:	Name of the value; the key if the row gives no name
 * @type:	Type of the value
 * @optional:	The item is in [ ]
 * @is_bare:	The key may be left out
 * @repeats:	The item is followed by "..."
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
 * syntax_len() - Length of the next item of a row, in bytes
 * @row:	Any text; need not be a valid row
 */
size_t syntax_len(const char *row);

/** syntax_head() - The words with which a row begins: "fdb add" */
struct span syntax_head(const char *row);

/**
 * syntax_next() - Read the next item of a row
 * @row:	The rest of the row; moved behind the item
 *
 * Return: whether there was one
 */
bool syntax_next(const char **row, struct syntax_item *item);

/** span_is() - Whether the span equals a text */
bool span_is(struct span span, const char *text);

/**
 * span_cut() - Remove the part before @c, or all if there is no @c; return it
 */
struct span span_cut(struct span *rest, char c);

/** span_has_word() - Whether @word is one of a|b|c */
bool span_has_word(struct span words, const char *word);

/**
 * syntax_is_choice() - Whether a type is one of some words, as on|off is; the type
 * of an item that has none is empty
 */
bool syntax_is_choice(struct span type);

/** syntax_range() - Whether a type is A..B; sets @least and @most if it is */
bool syntax_range(struct span type, uint64_t *least, uint64_t *most);

/** syntax_fits() - Whether a word is a value of this type */
bool syntax_fits(struct span type, const char *word);

/** syntax_number() - Read a whole number, decimal or 0x; false if it is none */
bool syntax_number(const char *word, uint64_t *value);

/**
 * syntax_describe() - Describe the values of a type: "a number from 68 to
 * 65521"
 * @type:	Must not be a choice
 */
void syntax_describe(struct span type, char *text, size_t size);

#endif /* CONTROL_SYNTAX_H */
