/* SPDX-License-Identifier: BSD-2-Clause */
/* Comparison of paths. */
#ifndef BASE_PATH_H
#define BASE_PATH_H

#include "base/types.h"

/**
 * path_is_same() - Whether two paths name the same entry of the same directory
 *
 * For example, /run/a and //run/./a do, and so does /var/run/a if /var/run is a
 * link to /run.  The entry itself is not examined and need not exist.  The
 * directories are looked up only if the paths differ and their last components
 * do not.
 */
bool path_is_same(const char *a, const char *b);

#endif /* BASE_PATH_H */
