/* SPDX-License-Identifier: BSD-2-Clause */
/* Compiles filters with libpcap: the switch runs programs, and knows no
 * expressions. */
#ifndef FILTER_H
#define FILTER_H

#include "base/err.h"
#include "base/line.h"

/**
 * filter_compile() - Compile an expression
 * @program:	The program is appended to the last word, as text for the switch
 *
 * Names of hosts are looked up, which may take seconds.
 *
 * Return: 0, or a negative errno with @err set
 */
int filter_compile(const char *expression, struct line *program,
		   struct err *err);

/**
 * filter_complete() - Add the program to a line that has only the expression
 * @line:	@len bytes, up to the end of its last word
 * @complete:	Set to the line with "bpf PROGRAM"; unchanged if it has no
 *		filter, has the program already, or is no command
 *
 * Return: 0, or a negative errno with @err set
 */
int filter_complete(const char *line, size_t len, struct line *complete,
		    struct err *err);

#endif /* FILTER_H */
