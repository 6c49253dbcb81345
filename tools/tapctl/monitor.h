/* SPDX-License-Identifier: BSD-2-Clause */
/* Prints what `monitor` tells, as it arrives. */
#ifndef MONITOR_H
#define MONITOR_H

#include "request.h"

/**
 * monitor_show() - Print events until the connection is closed
 * @sock:	The connection, after the answer to the line
 * @count:	How many events the line asked for; 0: no number
 */
enum status monitor_show(int sock, const struct request *r, uint64_t count);

#endif /* MONITOR_H */
