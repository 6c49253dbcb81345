/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of commands, written for the manual and for the completion. */
#ifndef CONTROL_MANUAL_H
#define CONTROL_MANUAL_H

#include <stdio.h>

#include "control/command.h"

/**
 * manual_write() - Write commands
 * @form:	"man": items of an mdoc list, the middle of tapctl.8
 *		"bash": words of a bash array, the middle of tapctl.bash
 *
 * For bash, no item of a row holds a blank:
 *	port			a word
 *	port|dev		one of these words
 *	<port>, <on|off>, <>	a value: the name of a port, one of these words,
 *				or something that cannot be completed
 *	[mtu=<>]		a key and its value
 *	[port|dev=<port>]	a value with one of these keys
 *	[port=<>] [=<>]		a key that may be left out
 *	[address=<>]...		a key that may be given several times
 *	[up|down]		one of these words
 *	[=<>]			an optional value
 *
 * Return: 0, or -EINVAL when there is no such form
 */
int manual_write(FILE *out, const char *form, const struct command *commands,
		 size_t n);

#endif /* CONTROL_MANUAL_H */
