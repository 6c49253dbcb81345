/* SPDX-License-Identifier: BSD-2-Clause */
#include "lookup.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "answer.h"
#include "base/time.h"
#include "control/socket_dir.h"

#define RETRY_MS 10

/** struct paths - Where the socket may be, in the order in which to try */
struct paths {
	char path[SOCKET_DIRS_MAX][PATH_MAX];
	size_t n;
};

static const char *name_of(const struct lookup *l)
{
	return l->name ? l->name : LOOKUP_NAME_DEFAULT;
}

static void find_paths(const struct lookup *l, struct paths *paths)
{
	struct socket_dir dirs[SOCKET_DIRS_MAX];
	size_t n;

	if (l->socket) {
		snprintf(paths->path[0], PATH_MAX, "%s", l->socket);
		paths->n = 1;
		return;
	}
	n = socket_dirs(dirs);
	paths->n = 0;
	for (size_t i = 0; i < n; i++)
		if (snprintf(paths->path[paths->n], PATH_MAX, "%s/%s.sock",
			     dirs[i].path, name_of(l)) < PATH_MAX)
			paths->n++;
}

static bool is_absent(int ret)
{
	return ret == -ENOENT || ret == -ECONNREFUSED;
}

/* If one path is refused and the other has no switch, the refusal is the error */
static int try_paths(const struct lookup *l, const struct paths *paths,
		     int64_t timeout_ms, struct session *s, struct err *err)
{
	int ret = -ENOENT;

	for (size_t i = 0; i < paths->n; i++) {
		const char *path = paths->path[i];
		struct err failed;
		int next = l->is_to_read
				   ? session_open_to_read(s, path, timeout_ms,
							  &failed)
				   : session_open(s, path, timeout_ms, &failed);

		if (!next)
			return 0;
		if (is_absent(ret)) {
			ret = next;
			*err = failed;
		}
	}
	return ret;
}

static int report_absent(const struct lookup *l, const struct paths *paths,
			 struct err *err)
{
	if (l->socket)
		return err_say(
			err, ENOENT, "no-switch", 0,
			"no switch runs at \"%s\"; \"tapctl list\" shows "
			"those that run",
			l->socket);
	return err_say(
		err, ENOENT, "no-switch", 0,
		"no switch \"%s\" runs; \"tapctl list\" shows those that do; "
		"looked for %s%s%s",
		name_of(l), paths->path[0], paths->n > 1 ? " and " : "",
		paths->n > 1 ? paths->path[1] : "");
}

static void pause_before_retry(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = RETRY_MS * 1000000L }, NULL);
}

static int open_until(const struct lookup *l, int64_t until_ms,
		      int64_t timeout_ms, struct session *s, struct err *err)
{
	struct paths paths;
	int ret;

	find_paths(l, &paths);
	while (is_absent(ret = try_paths(l, &paths, timeout_ms, s, err))) {
		if (time_now_ms() >= until_ms)
			return report_absent(l, &paths, err);
		pause_before_retry();
	}
	return ret;
}

int lookup_open(const struct lookup *l, int64_t until_ms, struct session *s,
		struct err *err)
{
	return open_until(l, until_ms, 0, s, err);
}

int lookup_try(const struct lookup *l, int64_t timeout_ms, struct session *s,
	       struct err *err)
{
	return open_until(l, 0, timeout_ms, s, err);
}

/* The switch listens before it has applied its file, and may still fail then */
static bool responds(struct session *s)
{
	static const char line[] = "wait switch";
	struct answer_reader a;
	struct err err;

	return !session_send(s, line, strlen(line), -1, &err) &&
	       answer_begin(&a, s->in) != ANSWER_NONE;
}

int lookup_wait(const struct lookup *l, int64_t until_ms, struct err *err)
{
	bool is_there;
	int ret;

	do {
		int64_t left_ms = until_ms - time_now_ms();
		struct session s;

		if (left_ms < LOOKUP_START_MS)
			left_ms = LOOKUP_START_MS;
		ret = open_until(l, until_ms, left_ms, &s, err);
		if (ret)
			return ret;
		is_there = responds(&s);
		session_close(&s);
		if (is_there)
			return 0;
		pause_before_retry();
	} while (time_now_ms() < until_ms);
	return err_say(err, ETIMEDOUT, "timeout", 0,
		       "the switch %s\"%s\" does not answer",
		       l->socket ? "at " : "",
		       l->socket ? l->socket : name_of(l));
}
