/* SPDX-License-Identifier: BSD-2-Clause */
#include "control/socket_dir.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SYSTEM_PARENT "/run"
#define SYSTEM_DIR    SYSTEM_PARENT "/tapswitch"

static bool may_write_system_dir(void)
{
	if (geteuid())
		return false;
	return !access(SYSTEM_DIR, W_OK) ||
	       (errno == ENOENT && !access(SYSTEM_PARENT, W_OK));
}

int socket_dir_own(struct socket_dir *dir, struct err *err)
{
	const char *runtime = getenv("XDG_RUNTIME_DIR");
	int len;

	if (may_write_system_dir()) {
		strcpy(dir->path, SYSTEM_DIR);
		return 0;
	}
	if (!runtime || !*runtime)
		return err_say(err, ENOENT, "no-directory", 0,
			       SYSTEM_DIR
			       " cannot be written and XDG_RUNTIME_DIR "
			       "is not set: name a socket (-s)");
	len = snprintf(dir->path, sizeof(dir->path), "%s/tapswitch", runtime);
	if ((size_t)len >= sizeof(dir->path))
		return err_say(
			err, ENAMETOOLONG, "bad-value", 0,
			"XDG_RUNTIME_DIR is too long (%zu bytes): name a "
			"socket (-s)",
			strlen(runtime));
	return 0;
}

size_t socket_dirs(struct socket_dir dirs[SOCKET_DIRS_MAX])
{
	struct err err;
	size_t n = 0;

	if (!socket_dir_own(&dirs[0], &err))
		n++;
	if (!n || strcmp(dirs[0].path, SYSTEM_DIR) != 0)
		strcpy(dirs[n++].path, SYSTEM_DIR);
	return n;
}

bool socket_read_only(const char *path, char read_only[PATH_MAX])
{
	const size_t suffix = strlen(SOCKET_SUFFIX);
	size_t stem = strlen(path);
	int len;

	if (stem > suffix && !strcmp(path + stem - suffix, SOCKET_SUFFIX))
		stem -= suffix;
	len = snprintf(read_only, PATH_MAX, "%.*s" SOCKET_READ_ONLY "%s",
		       (int)stem, path, path + stem);
	return len < PATH_MAX;
}
