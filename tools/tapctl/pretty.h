/* SPDX-License-Identifier: BSD-2-Clause */
/* Prints JSON with a line for each value, while it is being read. */
#ifndef PRETTY_H
#define PRETTY_H

#include <stdio.h>

#include "answer.h"

/** pretty_show() - Print a value; returns whether the answer was complete */
bool pretty_show(struct answer_reader *a, FILE *out);

#endif /* PRETTY_H */
