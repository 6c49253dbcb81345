/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Port security: what a port with an address limit does about one station too
 * many, and a record of who it was.
 *
 * A violation is a frame from a station that is not known on its port when the
 * port knows as many as it may, or that a static or sticky entry says is
 * elsewhere.
 *
 * Limit:   VIOLATIONS_MAX stations are remembered; who was seen longest ago
 *          gives way.
 */
#ifndef CORE_VIOLATION_H
#define CORE_VIOLATION_H

#include "base/mac.h"
#include "base/types.h"

#define VIOLATIONS_MAX		256
#define VIOLATION_PAUSE_MS	1000

/**
 * enum violation_mode - What is done about it
 * @VIOLATION_FLOOD:	Its frames pass, but it is not learned
 * @VIOLATION_PROTECT:	They are dropped
 * @VIOLATION_RESTRICT:	And it is remembered
 * @VIOLATION_SHUTDOWN:	And the port is errdisabled
 */
enum violation_mode {
	VIOLATION_FLOOD,
	VIOLATION_PROTECT,
	VIOLATION_RESTRICT,
	VIOLATION_SHUTDOWN,
	VIOLATION_MODE_COUNT,
};

const char *violation_mode_word(enum violation_mode mode);

/** struct violation - Who, where, when, how many frames */
struct violation {
	struct mac mac;
	vlan_id vid;
	port_no port;
	int64_t first_ms;
	int64_t last_ms;
	uint64_t count;
};

/** struct violations - The record; @evicted: who is no longer in it */
struct violations {
	struct violation by[VIOLATIONS_MAX];
	size_t n;
	uint64_t evicted;
};

/**
 * violations_note() - Count one frame
 *
 * Return: whether its station is new here, or has been silent for
 * VIOLATION_PAUSE_MS
 */
bool violations_note(struct violations *all, struct mac mac, vlan_id vid,
		     port_no port, int64_t now_ms);

/** violations_forget() - Those of a port; PORT_NONE: all */
void violations_forget(struct violations *all, port_no port);

#endif /* CORE_VIOLATION_H */
