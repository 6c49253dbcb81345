/* SPDX-License-Identifier: BSD-2-Clause */
/* JSON with a line for each value, written while it is read. */
#ifndef PRETTY_H
#define PRETTY_H

#include <stdio.h>

#include "answer.h"

/** pretty_show() - Write a value; returns whether it was whole */
bool pretty_show(struct answer_reader *a, FILE *out);

#endif /* PRETTY_H */
