/* SPDX-License-Identifier: BSD-2-Clause */
/* Prints the lines that `monitor` and `trace live` tell, as they arrive. */
#ifndef MONITOR_H
#define MONITOR_H

#include "request.h"

/**
 * struct monitoring - What the line asked for
 * @has_accounts: Accounts of frames, not events
 * @count:	How many of them; 0: no number
 * @has_duration: Only those of some time
 */
struct monitoring {
	bool has_accounts;
	uint64_t count;
	bool has_duration;
};

/**
 * monitor_show() - Print events or accounts until the connection is closed
 * @sock:	The connection, after the answer to the line
 */
enum status monitor_show(int sock, const struct request *r,
			 const struct monitoring *m);

#endif /* MONITOR_H */
