/* SPDX-License-Identifier: BSD-2-Clause */
/* Stations, ports, VLANs and times for tests. */
#ifndef TEST_STATIONS_H
#define TEST_STATIONS_H

#include "base/mac.h"

#define SECOND 1000
#define MINUTE (60 * SECOND)

static const struct mac ALICE = { { 2, 0, 0, 0, 0, 0xa } };
static const struct mac BOB = { { 2, 0, 0, 0, 0, 0xb } };
static const struct mac CAROL = { { 2, 0, 0, 0, 0, 0xc } };
static const struct mac DAVE = { { 2, 0, 0, 0, 0, 0xd } };

static const struct mac ALL = { { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff } };
static const struct mac GROUP = { { 0x33, 0x33, 0, 0, 0, 1 } };
static const struct mac NOBODY = { { 0, 0, 0, 0, 0, 0 } };

enum { P1 = 1, P2 = 2, P3 = 3, P4 = 4 }; /* ports */
enum { RED = 10, BLUE = 20 };		 /* VLANs */

/* Address of the n-th of many other stations */
static inline struct mac visitor(uint32_t n)
{
	return (struct mac){ { 2, 1, (uint8_t)(n >> 24), (uint8_t)(n >> 16),
			       (uint8_t)(n >> 8), (uint8_t)n } };
}

#endif /* TEST_STATIONS_H */
