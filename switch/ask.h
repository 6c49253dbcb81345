/* SPDX-License-Identifier: BSD-2-Clause */
/* Answers questions about a switch that does not run. */
#ifndef ASK_H
#define ASK_H

#include "base/types.h"

struct grammar;

/**
 * ask() - Run commands on the switch that a file describes
 * @file:	The configuration file
 *
 * Commands are read from standard input, a line each, and answered on standard
 * output as on a control socket.  Only those that change nothing are run.
 * Nothing is opened: a port counts as up unless the file sets it down, and only
 * the stations of the file are known.
 *
 * Return: whether all answers were written; an answer may be an error
 */
bool ask(const char *file, const struct grammar *grammar);

#endif /* ASK_H */
