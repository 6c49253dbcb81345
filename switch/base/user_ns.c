/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/user_ns.h"

#include <limits.h>
#include <stdio.h>

#define OVERFLOW_UID 65534 /* the kernel's default */

static uid_t overflow_uid(void)
{
	FILE *file = fopen("/proc/sys/kernel/overflowuid", "re");
	unsigned int uid = OVERFLOW_UID;

	if (!file)
		return OVERFLOW_UID;
	if (fscanf(file, "%u", &uid) != 1)
		uid = OVERFLOW_UID;
	fclose(file);
	return uid;
}

/* As in the initial namespace.  If the map cannot be read, assume otherwise. */
static bool maps_all_users(void)
{
	FILE *map = fopen("/proc/self/uid_map", "re");
	unsigned int first, outside, count = 0;
	bool all;

	if (!map)
		return false;
	all = fscanf(map, "%u %u %u", &first, &outside, &count) == 3 &&
	      count == UINT_MAX;
	fclose(map);
	return all;
}

bool user_ns_is_unmapped(uid_t uid)
{
	return uid == overflow_uid() && !maps_all_users();
}
