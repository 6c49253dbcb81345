/* SPDX-License-Identifier: BSD-2-Clause */
#include "list.h"

#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "collect.h"
#include "control/socket_dir.h"
#include "diagnostic.h"
#include "session.h"
#include "table.h"

#define TIMEOUT_MS 1000

/* In the order of the table */
static const char *const keys[] = { "name",  "state",	  "pid",
				    "ports", "uptime_ms", "socket" };

static size_t stem_len(const char *file)
{
	size_t len = strlen(file);
	size_t suffix = strlen(SOCKET_SUFFIX);

	return len > suffix && !strcmp(file + len - suffix, SOCKET_SUFFIX)
		       ? len - suffix
		       : 0;
}

/* It belongs to a switch whose other socket is listed. */
static bool is_read_only(const char *file)
{
	static const char end[] = SOCKET_READ_ONLY SOCKET_SUFFIX;
	size_t len = strlen(file);

	return len >= strlen(end) && !strcmp(file + len - strlen(end), end);
}

static int is_socket_name(const struct dirent *entry)
{
	return stem_len(entry->d_name) > 0 && !is_read_only(entry->d_name);
}

/* The result of `switch show`; NULL if there is none in time */
static json_t *read_state(struct session *s)
{
	static const char *const question = "switch show";
	json_t *shown;
	struct err err;

	if (collect(s, &question, &shown, 1, time_now_ms() + TIMEOUT_MS, &err))
		return NULL;
	return shown;
}

static const char *state_without_answer(int ret)
{
	switch (-ret) {
	case ECONNREFUSED:
	case ENOENT: /* removed since the directory was read */
		return "stale";
	case EACCES:
	case EPERM:
		return "forbidden";
	default:
		return "silent";
	}
}

static json_t *row_of(const char *dir, const char *file)
{
	json_t *row = json_object(), *shown = NULL;
	const char *state = "running";
	char path[PATH_MAX];
	struct session s;
	struct err err;
	int ret;

	snprintf(path, sizeof(path), "%s/%s", dir, file);
	ret = session_open(&s, path, TIMEOUT_MS, &err);
	if (!ret) {
		shown = read_state(&s);
		session_close(&s);
	}
	if (!shown)
		state = state_without_answer(ret);
	json_object_set_new(row, "name", json_stringn(file, stem_len(file)));
	json_object_set_new(row, "state", json_string(state));
	for (size_t i = 2; i < ARRAY_SIZE(keys); i++)
		json_object_set(row, keys[i], json_object_get(shown, keys[i]));
	json_object_set_new(row, "socket", json_string(path));
	json_decref(shown);
	return row;
}

static void add_rows(json_t *rows, const char *dir)
{
	struct dirent **files;
	int n = scandir(dir, &files, is_socket_name, alphasort);

	if (n < 0) /* no switch has made the directory yet */
		return;
	for (int i = 0; i < n; i++) {
		json_array_append_new(rows, row_of(dir, files[i]->d_name));
		free(files[i]);
	}
	free(files);
}

static void show_table(const json_t *rows, const struct options *o)
{
	struct table t = {
		.out = stdout,
		.has_colour = o->has_colour,
		.columns_max = o->columns,
	};
	json_t *row;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(keys); i++)
		table_column(&t, keys[i]);
	json_array_foreach(rows, i, row) {
		table_row(&t, row);
	}
	table_end(&t);
}

enum status list_switches(const struct options *o)
{
	struct socket_dir dirs[SOCKET_DIRS_MAX];
	size_t n = socket_dirs(dirs);
	json_t *rows = json_array();

	for (size_t i = 0; i < n; i++)
		add_rows(rows, dirs[i].path);
	if (!o->is_json) {
		show_table(rows, o);
	} else {
		json_dumpf(rows, stdout,
			   o->is_pretty ? JSON_INDENT(4) : JSON_COMPACT);
		putchar('\n');
	}
	json_decref(rows);
	if (!fflush(stdout) && !ferror(stdout))
		return STATUS_DONE;
	diagnostic_say(o->is_json, "no-output", "cannot write the result");
	return STATUS_REFUSED;
}
