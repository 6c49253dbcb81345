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

/* In the directory of tapctl: also where it was built, and not installed */
static void find_program(char path[PATH_MAX])
{
	char own[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", own, sizeof(own) - 1);
	const char *slash;

	own[len > 0 ? len : 0] = '\0';
	slash = strrchr(own, '/');
	snprintf(path, PATH_MAX, "%.*s" PROGRAM,
		 slash ? (int)(slash + 1 - own) : 0, own);
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
	find_program(path);
	execv(path, (char *const *)arguments);
	diagnostic_say(o->is_json, "system", "%s: %s", path, strerror(errno));
	return STATUS_USAGE;
}
