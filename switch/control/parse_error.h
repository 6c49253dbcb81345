/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Why a line is no command.
 *
 * Every row of the table that the line does not match says so here.  The row
 * that got furthest is right about what was meant; what several rows that got
 * equally far would have taken is told together.
 */
#ifndef CONTROL_PARSE_ERROR_H
#define CONTROL_PARSE_ERROR_H

#include "base/err.h"
#include "control/syntax.h"
#include "control/words.h"

#define PARSE_ERROR_WANTS_MAX 48

/** enum parse_error_kind - What is wrong with a word, or with the line's end */
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
 * @word:	At fault, from 1; 0 while no row has complained.  One more than
 *		there are words when the line ends too soon
 * @what:	Name of the value, or the item that came twice
 * @wants:	What would have been taken instead
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
 * parse_error_note() - A row came to an end at this word
 *
 * Return: whether no other row got further: only then say what it wants
 */
bool parse_error_note(struct parse_error *e, unsigned int word, enum parse_error_kind kind,
		  struct span what);

/** parse_error_want_word() - The row would take one of a|b|c here */
void parse_error_want_word(struct parse_error *e, struct span words);

/** parse_error_want_type() - The row would take a value of this type here */
void parse_error_want_type(struct parse_error *e, struct span type);

/** parse_error_report() - Say it all; returns -EINVAL */
int parse_error_report(const struct parse_error *e, const struct words *words,
		   struct err *err);

#endif /* CONTROL_PARSE_ERROR_H */
