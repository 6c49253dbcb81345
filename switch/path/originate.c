/* SPDX-License-Identifier: BSD-2-Clause */
#include "path/originate.h"

#include <assert.h>
#include <string.h>

#include "frame/parse.h"
#include "frame/tag.h"
#include "io/io.h"
#include "path/watch.h"

#define PRIORITY_SHIFT 13
#define ROOM_IN_FRONT  (VLAN_TAG_SIZE + FRAME_HEADROOM)

/* Tags a frame if its port needs it; false if the port is not in its VLAN. */
static bool tag(const struct app *app, struct origin to, struct frame *f)
{
	const struct bridge *br = app->bridge;
	const struct vlan *vlan = &br->vlan[to.vid];

	if (to.vid == VLAN_NONE || !br->vlan_filtering)
		return true;
	if (!portset_has(&vlan->members, to.port))
		return false;
	if (!portset_has(&vlan->untagged, to.port))
		tag_push(f, vlan_tpid(br, vlan),
			 (uint16_t)(to.priority << PRIORITY_SHIFT | to.vid));
	return true;
}

/* Frames that wait to be written are written first, so that a frame that the
 * driver refuses meanwhile is this one. */
static void send(struct app *app, port_no no, const struct frame *f)
{
	struct buf frame = { f->data, f->len };
	struct port *port = app->ports[no];

	if (portset_has(&app->watch.out, no))
		watch_sent(app, no, f, REASON_LOCAL);
	io_flush(app->io);
	port->sends_own = true;
	app->bridge->counters[no].tx_own++;
	port->ops->tx(port, &frame, 1);
	io_flush(app->io);
	port->sends_own = false;
}

bool originate(struct app *app, struct origin to, const uint8_t *data,
	       uint32_t len)
{
	static _Alignas(16) uint8_t room[ROOM_IN_FRONT + ORIGINATE_MAX];
	struct frame f = { .data = room + ROOM_IN_FRONT, .len = len };

	assert(len <= ORIGINATE_MAX);
	if (!app->bridge->port[to.port].up ||
	    app->bridge->port[to.port].state == PORT_STATE_MONITOR)
		return false;
	memset(room, 0, ROOM_IN_FRONT);
	memcpy(f.data, data, len);
	frame_parse(&f);
	if (!tag(app, to, &f))
		return false;
	f.id = ++app->frames;
	send(app, to.port, &f);
	return true;
}
