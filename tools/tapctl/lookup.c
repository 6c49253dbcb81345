/* SPDX-License-Identifier: BSD-2-Clause */
#include "lookup.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "answer.h"
#include "base/time.h"
#include "control/socket_dir.h"

#define AGAIN_MS 10

/** struct places - Where it may be, the first one first */
struct places {
	char path[SOCKET_DIRS_MAX][PATH_MAX];
	size_t n;
};

static const char *name_of(const struct lookup *l)
{
	return l->name ? l->name : LOOKUP_NAME_DEFAULT;
}

static void find_places(const struct lookup *l, struct places *places)
{
	struct socket_dir dirs[SOCKET_DIRS_MAX];
	size_t n;

	if (l->socket) {
		snprintf(places->path[0], PATH_MAX, "%s", l->socket);
		places->n = 1;
		return;
	}
	n = socket_dirs(dirs);
	places->n = 0;
	for (size_t i = 0; i < n; i++)
		if (snprintf(places->path[places->n], PATH_MAX, "%s/%s.sock",
			     dirs[i].path, name_of(l)) < PATH_MAX)
			places->n++;
}

static bool is_absent(int ret)
{
	return ret == -ENOENT || ret == -ECONNREFUSED;
}

/* What keeps us out of one place counts more than that another is empty. */
static int try_places(const struct places *places, int64_t patience_ms,
		      struct session *s, struct err *err)
{
	int ret = -ENOENT;

	for (size_t i = 0; i < places->n; i++) {
		struct err failed;
		int next =
			session_open(s, places->path[i], patience_ms, &failed);

		if (!next)
			return 0;
		if (is_absent(ret)) {
			ret = next;
			*err = failed;
		}
	}
	return ret;
}

static int say_absent(const struct lookup *l, const struct places *places,
		      struct err *err)
{
	if (l->socket)
		return err_say(err, ENOENT, "no-switch", 0,
			       "no switch runs at \"%s\"; \"tapctl list\" says "
			       "which run",
			       l->socket);
	return err_say(err, ENOENT, "no-switch", 0,
		       "no switch \"%s\" runs; \"tapctl list\" says which do; "
		       "looked for %s%s%s",
		       name_of(l), places->path[0],
		       places->n > 1 ? " and " : "",
		       places->n > 1 ? places->path[1] : "");
}

static void pause_for_it(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = AGAIN_MS * 1000000L }, NULL);
}

static int open_when_there(const struct lookup *l, int64_t until_ms,
			   int64_t patience_ms, struct session *s,
			   struct err *err)
{
	struct places places;
	int ret;

	find_places(l, &places);
	while (is_absent(ret = try_places(&places, patience_ms, s, err))) {
		if (time_now_ms() >= until_ms)
			return say_absent(l, &places, err);
		pause_for_it();
	}
	return ret;
}

int lookup_open(const struct lookup *l, int64_t until_ms, struct session *s,
		struct err *err)
{
	return open_when_there(l, until_ms, 0, s, err);
}

int lookup_try(const struct lookup *l, int64_t patience_ms, struct session *s,
	       struct err *err)
{
	return open_when_there(l, 0, patience_ms, s, err);
}

/* It listens while it still carries out its file, and may fail in that. */
static bool answers(struct session *s)
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

		if (left_ms < LOOKUP_PATIENCE_MS)
			left_ms = LOOKUP_PATIENCE_MS;
		ret = open_when_there(l, until_ms, left_ms, &s, err);
		if (ret == -EAGAIN)
			break; /* its queue is full, and it takes nobody */
		if (ret)
			return ret;
		is_there = answers(&s);
		session_close(&s);
		if (is_there)
			return 0;
		pause_for_it();
	} while (time_now_ms() < until_ms);
	return err_say(err, ETIMEDOUT, "timeout", 0,
		       "the switch %s\"%s\" does not answer",
		       l->socket ? "at " : "",
		       l->socket ? l->socket : name_of(l));
}
