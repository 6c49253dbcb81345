/* SPDX-License-Identifier: BSD-2-Clause */
/* What the commands that capture have in common. */
#ifndef COMMANDS_CAPTURES_H
#define COMMANDS_CAPTURES_H

#include "app.h"
#include "capture/capture.h"
#include "control/grammar.h"

/**
 * captures_read() - Read from a line what is captured
 * @s:		All zero before; on success the caller frees its filter
 *
 * Return: 0, or a negative errno with @err set
 */
int captures_read(const struct app *app, const struct args *args,
		  struct capture_settings *s, struct err *err);

/**
 * captures_begin() - Begin a capture, which watches nothing yet
 * @settings:	Its filter is freed with the capture
 * @since_ns:	When it began, for the statistics
 *
 * Return: NULL, with @err set and the filter freed, when memory is short
 */
struct capture *captures_begin(const struct app *app,
			       struct capture_settings *settings,
			       int64_t since_ns, struct err *err);

/**
 * captures_send() - Send some of what was captured
 * @has_ended:	Nothing more will be captured
 *
 * Return: what the function @more of the answer returns
 */
int captures_send(struct capture *capture, bool has_ended,
		  struct answer *answer);

#endif /* COMMANDS_CAPTURES_H */
