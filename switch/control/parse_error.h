/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The error for a line that is not a command.
 *
 * Each row of the table that does not match the line notes where it failed.
 * The row that got furthest was probably meant.  If several rows got equally
 * far, the error lists what all of them would have accepted.
 */
#ifndef CONTROL_PARSE_ERROR_H
#define CONTROL_PARSE_ERROR_H

#include "base/err.h"
#include "control/syntax.h"
#include "control/words.h"

#define PARSE_ERROR_WANTS_MAX 48

/**
 * enum parse_error_kind - What is wrong with a word, or with the end of the
 * line
 */
enum parse_error_kind {
	PARSE_ERROR_UNKNOWN_COMMAND,
	PARSE_ERROR_PART_OF_COMMAND,
	PARSE_ERROR_UNKNOWN_WORD,
	PARSE_ERROR_BAD_VALUE,
	PARSE_ERROR_MISSING_VALUE,
	PARSE_ERROR_TWICE,
};

/**
 * struct parse_error - The furthest that any row got
 * @word:	Index of the wrong word, from 1; 0 while no row has failed.  One
 *		more than there are words if the line ends too soon
 * @what:	Name of the value, or the item that was given twice
 * @wants:	What would have been accepted
 */
struct parse_error {
	unsigned int word;
	enum parse_error_kind kind;
	struct span what;
	struct want {
		struct span text;
		bool is_type;
	} wants[PARSE_ERROR_WANTS_MAX];
	size_t n;
};

/**
 * parse_error_note() - A row fails at this word
 *
 * Return: whether no other row got further: only then call parse_error_want_*()
 */
bool parse_error_note(struct parse_error *e, unsigned int word,
		      enum parse_error_kind kind, struct span what);

/** parse_error_want_word() - The row accepts one of a|b|c here */
void parse_error_want_word(struct parse_error *e, struct span words);

/** parse_error_want_type() - The row accepts a value of this type here */
void parse_error_want_type(struct parse_error *e, struct span type);

/** parse_error_report() - Write the error; returns -EINVAL */
int parse_error_report(const struct parse_error *e, const struct words *words,
		       struct err *err);

#endif /* CONTROL_PARSE_ERROR_H */
