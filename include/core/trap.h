/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Traps: frames that a protocol of the switch itself reads.
 *
 * A protocol sets a rule for the frames that it wants.  decide() gives such a
 * frame REASON_LOCAL, whatever the state of its port as long as that is up, and
 * names the protocol in the verdict.
 */
#ifndef CORE_TRAP_H
#define CORE_TRAP_H

#include "base/mac.h"
#include "base/types.h"

/** enum trap - Protocols that may trap frames */
enum trap {
	TRAP_LOOP_PROBE,
	TRAP_COUNT,
	TRAP_NONE = TRAP_COUNT,
};

/**
 * struct trap_rule - Which frames a protocol wants; all zero matches none
 * @dst:	Destination, a group address
 * @type:	EtherType
 * @is_own:	Only frames whose source is the switch's own address
 */
struct trap_rule {
	struct mac dst;
	uint16_t type;
	bool is_own;
};

#endif /* CORE_TRAP_H */
