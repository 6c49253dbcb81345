/* SPDX-License-Identifier: BSD-2-Clause */
#include "exporter.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "connect.h"
#include "diagnostic.h"

#define PROGRAM	      "tapswitch-exporter"
#define ARGUMENTS_MAX 6

/* In the directory of tapctl: also where it was built, and not installed.  A name
 * without a directory would be looked for in the current one. */
static int find_program(char path[PATH_MAX], struct err *err)
{
	ssize_t len = readlink("/proc/self/exe", path, PATH_MAX - 1);
	char *name;

	if (len < 0)
		return err_set(err, errno, "find " PROGRAM ": /proc/self/exe");
	path[len] = '\0';
	name = *path == '/' ? strrchr(path, '/') + 1 : path;
	if (name == path || (size_t)(path + PATH_MAX - name) < sizeof(PROGRAM))
		return err_set(err, ENOENT, "find " PROGRAM " beside \"%s\"",
			       path);
	strcpy(name, PROGRAM);
	return 0;
}

/* Append a word and its value, if there is one */
static void add(const char **arguments, size_t *n, const char *word,
		const char *value)
{
	if (!value)
		return;
	arguments[(*n)++] = word;
	arguments[(*n)++] = value;
}

enum status exporter_run(const struct options *o, const struct args *args)
{
	const char *arguments[ARGUMENTS_MAX] = { PROGRAM };
	const struct lookup lookup = connect_lookup(o);
	char path[PATH_MAX];
	struct err err;
	size_t n = 1;

	if (args_has(args, "listen") && args_has(args, "unix")) {
		diagnostic_say(o->is_json, "bad-value",
			       "listen and unix cannot both be given");
		return STATUS_USAGE;
	}
	add(arguments, &n, "-s", lookup.socket);
	add(arguments, &n, "-n", lookup.name);
	add(arguments, &n, "listen", args_str(args, "listen"));
	add(arguments, &n, "unix", args_str(args, "unix"));
	if (find_program(path, &err)) {
		diagnostic_say(o->is_json, err.code, "%s", err.text);
		return STATUS_USAGE;
	}
	execv(path, (char *const *)arguments);
	diagnostic_say(o->is_json, "system", "%s: %s", path, strerror(errno));
	return STATUS_USAGE;
}
