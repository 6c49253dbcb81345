/* SPDX-License-Identifier: BSD-2-Clause */
#include "collect.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/time.h"

#define STEP (64 * 1024) /* bytes to make room for at a time */

/**
 * struct lines - What was received
 * @n:		Whole lines in it
 */
struct lines {
	char *text;
	size_t len;
	size_t size;
	size_t n;
};

static int say_ended(struct err *err)
{
	return err_say(err, ECONNRESET, "no-switch", 0,
		       "the switch ended before its answer was complete");
}

/* For poll(2), which takes an int; the caller asks again */
static int time_left_ms(int64_t until_ms)
{
	int64_t left_ms = until_ms - time_now_ms();

	return left_ms < 0 ? 0 : left_ms < INT_MAX ? (int)left_ms : INT_MAX;
}

static int wait_for_bytes(int sock, int64_t until_ms, struct err *err)
{
	struct pollfd p = { .fd = sock, .events = POLLIN };
	int n = poll(&p, 1, time_left_ms(until_ms));

	if (n < 0 && errno != EINTR)
		return err_set(err, errno, "wait for an answer");
	if (n == 0)
		return err_say(err, ETIMEDOUT, "timeout", 0,
			       "the switch does not answer");
	return 0;
}

static int receive(int sock, struct lines *lines, struct err *err)
{
	ssize_t got;

	if (lines->size - lines->len < STEP) {
		char *text = realloc(lines->text, lines->size * 2 + STEP);

		if (!text)
			return err_set(err, ENOMEM, "read an answer");
		lines->text = text;
		lines->size = lines->size * 2 + STEP;
	}
	got = recv(sock, lines->text + lines->len, lines->size - lines->len,
		   MSG_DONTWAIT);
	if (got == 0 || (got < 0 && errno == ECONNRESET))
		return say_ended(err);
	if (got < 0)
		return errno == EAGAIN || errno == EINTR
			       ? 0
			       : err_set(err, errno, "read an answer");
	for (ssize_t i = 0; i < got; i++)
		lines->n += lines->text[lines->len++] == '\n';
	return 0;
}

static int refused(const json_t *answer, struct err *err)
{
	const json_t *error = json_object_get(answer, "error");
	const char *message =
		json_string_value(json_object_get(error, "message"));

	if (!message)
		return err_say(err, EPROTO, "bad-answer", 0,
			       "the answer of the switch is not understood");
	return err_say(err, EPROTO, "refused", 0, "%s", message);
}

static int read_results(const struct lines *lines, json_t **results, size_t n,
			struct err *err)
{
	const char *line = lines->text;
	const char *all_end = lines->text + lines->len;

	for (size_t i = 0; i < n; i++) {
		const char *end = memchr(line, '\n', (size_t)(all_end - line));
		json_t *answer =
			json_loadb(line, (size_t)(end - line), 0, NULL);
		int ret = 0;

		if (json_is_true(json_object_get(answer, "ok")))
			results[i] =
				json_incref(json_object_get(answer, "result"));
		else
			ret = refused(answer, err);
		json_decref(answer);
		if (ret)
			return ret;
		line = end + 1;
	}
	return 0;
}

int collect(struct session *s, const char *const *questions, json_t **results,
	    size_t n, int64_t until_ms, struct err *err)
{
	struct lines lines = { 0 };
	int ret = 0;

	memset(results, 0, n * sizeof(*results));
	for (size_t i = 0; i < n && !ret; i++)
		ret = session_send(s, questions[i], strlen(questions[i]), -1,
				   err);
	while (!ret && lines.n < n) {
		ret = wait_for_bytes(s->sock, until_ms, err);
		if (!ret)
			ret = receive(s->sock, &lines, err);
	}
	if (!ret)
		ret = read_results(&lines, results, n, err);
	for (size_t i = 0; ret && i < n; i++) {
		json_decref(results[i]);
		results[i] = NULL;
	}
	free(lines.text);
	return ret;
}
