/* SPDX-License-Identifier: BSD-2-Clause */
/* Texts of an answer in sentences for people. */
#ifndef SAY_H
#define SAY_H

#include <jansson.h>

#include "base/line.h"
#include "fill.h"

#define SAY_TIME_SIZE 16	/* bytes, with the final zero */

/**
 * say_time_of() - When something happened: the time of day, in this time zone
 * @object:	Its "time" is as 2026-11-30T12:00:00.123Z
 *
 * Return: @text; "" if the object has no such time
 */
const char *say_time_of(const json_t *object, char text[SAY_TIME_SIZE]);

/** say_text() - Append a text; control characters in it are replaced */
void say_text(struct fill *f, const char *text);

/** say_line() - The same, and free the line */
void say_line(struct fill *f, struct line *line);

#endif /* SAY_H */
