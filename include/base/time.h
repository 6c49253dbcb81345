/* SPDX-License-Identifier: BSD-2-Clause */
/* The monotonic clock.  Read once a turn of the loop, and handed down;
 * and once more at its end, to know how long it took. */
#ifndef BASE_TIME_H
#define BASE_TIME_H

#include "base/types.h"

/** time_now_ms() - Milliseconds since some fixed moment; never goes back */
int64_t time_now_ms(void);

/** time_now_ns() - The same clock in nanoseconds */
int64_t time_now_ns(void);

#endif /* BASE_TIME_H */
