/* SPDX-License-Identifier: BSD-2-Clause */
/* Asks a switch several questions in one pass over one connection. */
#ifndef COLLECT_H
#define COLLECT_H

#include <jansson.h>

#include "session.h"

/**
 * collect() - Send all questions at once, and read all answers
 * @s:		Nothing else may have been read from it; to be closed after an error,
 *		other than -EPROTO
 * @questions:	@n lines without their newlines
 * @results:	Set to @n results, each to be freed with json_decref(); NULL where an
 *		answer has none
 * @until_ms:	When to give up, in time_now_ms()
 *
 * Return: 0; or a negative errno with @err set and no results: -ETIMEDOUT,
 * -ECONNRESET if the switch has closed the connection, -EPROTO if it refused a
 * question
 */
int collect(struct session *s, const char *const *questions, json_t **results,
	    size_t n, int64_t until_ms, struct err *err);

#endif /* COLLECT_H */
