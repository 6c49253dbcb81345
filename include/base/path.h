/* SPDX-License-Identifier: BSD-2-Clause */
/* Paths as people write them. */
#ifndef BASE_PATH_H
#define BASE_PATH_H

#include "base/types.h"

/**
 * path_is_same() - Whether two paths lead to one name in one directory
 *
 * Of which /run/a, //run/./a and /var/run/a are three.  Whatever has the name, if
 * anything, does not count.  The disk is asked only where the texts differ and
 * the names do not.
 */
bool path_is_same(const char *a, const char *b);

#endif /* BASE_PATH_H */
