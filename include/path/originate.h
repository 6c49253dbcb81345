/* SPDX-License-Identifier: BSD-2-Clause */
/* Frames that the switch makes itself. */
#ifndef PATH_ORIGINATE_H
#define PATH_ORIGINATE_H

#include "app.h"

/**
 * struct origin - How such a frame leaves
 * @vid:	The VLAN that it belongs to, tagged or not as the port is in it;
 *		VLAN_NONE: without a tag, as what is for the next switch
 * @priority:	Of its tag, 0..7
 */
struct origin {
	port_no port;
	vlan_id vid;
	uint8_t priority;
};

/**
 * originate() - Send a frame, now
 * @data:	Its bytes; copied
 * @len:	At most ORIGINATE_MAX
 *
 * It waits in no queue: neither shaping nor what others have sent delays it.
 *
 * Return: whether it was given to the port, which is up and in that VLAN
 */
bool originate(struct app *app, struct origin to, const uint8_t *data,
	       uint32_t len);

#define ORIGINATE_MAX	1518

#endif /* PATH_ORIGINATE_H */
