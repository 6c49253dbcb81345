/* SPDX-License-Identifier: BSD-2-Clause */
/* An error, shown where it is, as a compiler does. */
#ifndef FAULT_H
#define FAULT_H

#include <stdio.h>

#include "base/types.h"

/**
 * fault_show() - Write what is wrong with a line
 *
 *	lab.conf:12:10: port "p7" does not exist
 *	  port set p7 up
 *	           ^~
 *
 * @file:	That the line is from, or NULL
 * @number:	Of the line in it
 * @word:	At fault, from 1; 0 for none: then the line is not shown
 */
void fault_show(FILE *out, const char *file, unsigned int number,
		const char *line, size_t len, unsigned int word,
		const char *text);

#endif /* FAULT_H */
