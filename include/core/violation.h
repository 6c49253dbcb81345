/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Port security: what a port with an address limit does about further stations,
 * and a record of them.
 *
 * A violation is a frame from a station that is not known on the port although
 * the port is at its limit, or that has a static, sticky or local entry
 * elsewhere.
 *
 * Limit:   VIOLATIONS_MAX stations are recorded; a new one replaces the one
 *          that was seen longest ago.
 */
#ifndef CORE_VIOLATION_H
#define CORE_VIOLATION_H

#include "base/mac.h"
#include "base/types.h"

#define VIOLATIONS_MAX		256
#define VIOLATION_PAUSE_MS	1000

/**
 * enum violation_mode - What is done about a violation
 * @VIOLATION_FLOOD:	The frame passes, but its source is not learned
 * @VIOLATION_PROTECT:	The frame is dropped
 * @VIOLATION_RESTRICT:	The frame is dropped, and the station recorded
 * @VIOLATION_SHUTDOWN:	The same, and the port is errdisabled
 */
enum violation_mode {
	VIOLATION_FLOOD,
	VIOLATION_PROTECT,
	VIOLATION_RESTRICT,
	VIOLATION_SHUTDOWN,
	VIOLATION_MODE_COUNT,
};

const char *violation_mode_word(enum violation_mode mode);

/**
 * struct violation - One station that was not allowed on a port
 * @first_ms, @last_ms: Times of its first and last frame
 * @count:	Its frames
 */
struct violation {
	struct mac mac;
	vlan_id vid;
	port_no port;
	int64_t first_ms;
	int64_t last_ms;
	uint64_t count;
};

/**
 * struct violations - The record
 * @by:		Stations, @n of them
 * @evicted:	How many were replaced by others
 */
struct violations {
	struct violation by[VIOLATIONS_MAX];
	size_t n;
	uint64_t evicted;
};

/**
 * violations_note() - Record a frame that is a violation
 *
 * Return: whether its station was not recorded yet, or not seen for
 * VIOLATION_PAUSE_MS
 */
bool violations_note(struct violations *all, struct mac mac, vlan_id vid,
		     port_no port, int64_t now_ms);

/** violations_forget() - Clear a port's records; PORT_NONE: all */
void violations_forget(struct violations *all, port_no port);

#endif /* CORE_VIOLATION_H */
