/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/time.h"

#include <time.h>

int64_t time_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
