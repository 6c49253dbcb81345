/* SPDX-License-Identifier: BSD-2-Clause */
/* Words of the grammar that have been renamed. */
#ifndef COMMANDS_RENAMED_H
#define COMMANDS_RENAMED_H

#include "base/err.h"

/**
 * renamed_explain() - Name the new word in the error of a line with the old one
 * @err:	Of a line that does not parse; stays as it is for other words
 */
void renamed_explain(const char *line, size_t len, struct err *err);

#endif /* COMMANDS_RENAMED_H */
