/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Frames that a protocol of the switch itself reads.
 *
 * A protocol says which frames it wants; decide() ends such a frame as local,
 * whatever the state of its port, and says in the verdict whose it is.
 */
#ifndef CORE_TRAP_H
#define CORE_TRAP_H

#include "base/mac.h"
#include "base/types.h"

/** enum trap - Protocols that may want frames */
enum trap {
	TRAP_LOOP_PROBE,
	TRAP_COUNT,
	TRAP_NONE = TRAP_COUNT,
};

/**
 * struct trap_rule - Which frames a protocol wants; all zero is none
 * @dst:	The group address that they are sent to
 * @type:	Their EtherType
 * @is_own:	Only such as the switch has sent itself
 */
struct trap_rule {
	struct mac dst;
	uint16_t type;
	bool is_own;
};

#endif /* CORE_TRAP_H */
