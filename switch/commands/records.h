/* SPDX-License-Identifier: BSD-2-Clause */
/* The recorded frames that a line asks for. */
#ifndef COMMANDS_RECORDS_H
#define COMMANDS_RECORDS_H

#include "app.h"
#include "capture/recorder.h"
#include "control/grammar.h"

/** Records that each piece of a long answer examines */
#define RECORDS_AT_ONCE 1024

/**
 * record_port_name() - The name of the port that had a number when a frame was
 * recorded
 *
 * Return: NULL if that port has been deleted
 */
const char *record_port_name(const struct app *app, const struct record *record,
			     port_no no);

/** records_check() - Return: 0, or -ENOENT with @err set if none are kept */
int records_check(const struct app *app, struct err *err);

/**
 * records_from() - The time from which the value "last" asks for frames
 * @from_ns:	If there is no such value, a time before all frames
 *
 * Return: 0, or -EINVAL with @err set
 */
int records_from(const struct app *app, const struct args *args,
		 int64_t *from_ns, struct err *err);

#endif /* COMMANDS_RECORDS_H */
