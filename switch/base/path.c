/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/path.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* Length of the last component, without trailing slashes; @dir_len is set to
 * the length of what precedes it, with the slash */
static size_t last_name(const char *path, size_t *dir_len)
{
	size_t end = strlen(path), at;

	while (end > 1 && path[end - 1] == '/')
		end--;
	for (at = end; at && path[at - 1] != '/'; at--)
		;
	*dir_len = at;
	return end - at;
}

static bool stat_dir(const char *path, size_t len, struct stat *st)
{
	char dir[PATH_MAX] = ".";

	if (len >= sizeof(dir))
		return false;
	if (len)
		snprintf(dir, sizeof(dir), "%.*s", (int)len, path);
	return !stat(dir, st);
}

bool path_is_same(const char *a, const char *b)
{
	size_t dir_of_a, dir_of_b;
	size_t len = last_name(a, &dir_of_a);
	struct stat x, y;

	if (!strcmp(a, b))
		return true;
	if (last_name(b, &dir_of_b) != len ||
	    memcmp(a + dir_of_a, b + dir_of_b, len) != 0)
		return false;
	return stat_dir(a, dir_of_a, &x) && stat_dir(b, dir_of_b, &y) &&
	       x.st_ino == y.st_ino && x.st_dev == y.st_dev;
}
