/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Why a line is no command.
 *
 * Every row of the table that the line does not match says so here.  The row
 * that got furthest is right about what was meant; what several rows that got
 * equally far would have taken is told together.
 */
#ifndef CONTROL_FAILURE_H
#define CONTROL_FAILURE_H

#include "base/err.h"
#include "control/syntax.h"
#include "control/words.h"

#define FAILURE_WANTS_MAX 48

/** enum failure_kind - What is wrong with a word, or with the line's end */
enum failure_kind {
	FAILURE_UNKNOWN_COMMAND,
	FAILURE_PART_OF_COMMAND,
	FAILURE_UNKNOWN_WORD,
	FAILURE_BAD_VALUE,
	FAILURE_MISSING_VALUE,
	FAILURE_TWICE,
};

/**
 * struct failure - The furthest that any row got
 * @word:	At fault, from 1; 0 while no row has complained.  One more than
 *		there are words when the line ends too soon
 * @what:	Name of the value, or the item that came twice
 * @wants:	What would have been taken instead
 */
struct failure {
	unsigned int word;
	enum failure_kind kind;
	struct span what;
	struct want {
		struct span text;
		bool is_type;
	} wants[FAILURE_WANTS_MAX];
	size_t n;
};

/**
 * failure_note() - A row came to an end at this word
 *
 * Return: whether no other row got further: only then say what it wants
 */
bool failure_note(struct failure *f, unsigned int word, enum failure_kind kind,
		  struct span what);

/** failure_want_word() - The row would take one of a|b|c here */
void failure_want_word(struct failure *f, struct span words);

/** failure_want_type() - The row would take a value of this type here */
void failure_want_type(struct failure *f, struct span type);

/** failure_report() - Say it all; returns -EINVAL */
int failure_report(const struct failure *f, const struct words *words,
		   struct err *err);

#endif /* CONTROL_FAILURE_H */
