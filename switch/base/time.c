/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/time.h"

#include <time.h>

int64_t time_now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t time_wall_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t time_wall_ms(void)
{
	return time_wall_ns() / 1000000;
}

int64_t time_now_ms(void)
{
	return time_now_ns() / 1000000;
}
