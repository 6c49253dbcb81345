/* SPDX-License-Identifier: BSD-2-Clause */
/* The monotonic clock.  The event loop reads it once an iteration and passes
 * the time down, and once more at the end, to measure the iteration. */
#ifndef BASE_TIME_H
#define BASE_TIME_H

#include "base/types.h"

/** time_now_ms() - Milliseconds since an arbitrary time; never decreases */
int64_t time_now_ms(void);

/** time_now_ns() - The same clock in nanoseconds */
int64_t time_now_ns(void);

#endif /* BASE_TIME_H */
