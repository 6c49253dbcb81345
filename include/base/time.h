/* SPDX-License-Identifier: BSD-2-Clause */
/* The clocks.  The event loop reads them at the start of an iteration, and
 * passes the time down; and the monotonic one at the end, to measure the
 * iteration.  Other code reads that only to limit or measure its own work
 * within an iteration, or to open a port outside of one. */
#ifndef BASE_TIME_H
#define BASE_TIME_H

#include "base/types.h"

#define NS_PER_MS INT64_C(1000000)

/** time_now_ms() - Milliseconds since an arbitrary time; never decreases */
int64_t time_now_ms(void);

/** time_now_ns() - The same clock in nanoseconds */
int64_t time_now_ns(void);

/**
 * time_wall_ms() - Milliseconds since 1970 by the clock of the host
 *
 * For people only: that clock may be set forward or back.
 */
int64_t time_wall_ms(void);

/** time_wall_ns() - The same clock in nanoseconds */
int64_t time_wall_ns(void);

#endif /* BASE_TIME_H */
