/* SPDX-License-Identifier: BSD-2-Clause */
/* Frames that the switch makes itself. */
#ifndef PATH_ORIGINATE_H
#define PATH_ORIGINATE_H

#include "app.h"

/**
 * struct origin - How such a frame leaves
 * @port:	Egress port
 * @vid:	Its VLAN; it leaves tagged or untagged as the port is a member.
 *		VLAN_NONE: without a tag, as link protocols need it
 * @priority:	PCP of its tag, 0..7
 */
struct origin {
	port_no port;
	vlan_id vid;
	uint8_t priority;
};

/**
 * originate() - Send a frame at once
 * @data:	The frame, without a tag; copied
 * @len:	Its length in bytes, at most ORIGINATE_MAX
 *
 * It bypasses the queues: neither a shaper nor waiting frames delay it.
 *
 * Return: whether it was passed to the port; false if that is down, is a monitor,
 * which gets nothing but copies, or is not in the VLAN
 */
bool originate(struct app *app, struct origin to, const uint8_t *data,
	       uint32_t len);

#define ORIGINATE_MAX	1518

#endif /* PATH_ORIGINATE_H */
