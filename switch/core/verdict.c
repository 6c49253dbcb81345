/* SPDX-License-Identifier: BSD-2-Clause */
/* What follows from a verdict; see core/decide.h. */
#include "base/bytes.h"
#include "core/decide.h"
#include "frame/tag.h"

/* Number of tags that a frame has on an egress port; @outer: outermost TPID */
static unsigned int tags_at(const struct bridge *br, const struct frame *f,
			    const struct verdict *v, port_no no,
			    uint16_t *outer)
{
	const struct vlan *vlan = &br->vlan[v->vid];

	*outer = f->tpid;
	if (v->vid == VLAN_NONE)
		return f->tags;
	if (!portset_has(&vlan->untagged, no)) {
		*outer = vlan_tpid(br, vlan);
		return f->tags + (v->tagged ? 0 : 1);
	}
	if (!v->tagged)
		return f->tags;
	*outer = get_be16(f->data + ETH_HEADER_SIZE + VLAN_TAG_SIZE - 2);
	return f->tags - 1u;
}

uint32_t verdict_excess(const struct bridge *br, const struct frame *f,
			const struct verdict *v, port_no no)
{
	const struct bridge_port *p = &br->port[no];
	uint32_t len;
	uint16_t outer;

	if (f->packet_len > p->mtu)
		return f->packet_len - p->mtu;
	if (p->frame_max == UINT32_MAX)
		return 0;
	len = ETH_HEADER_SIZE + VLAN_TAG_SIZE * tags_at(br, f, v, no, &outer) +
	      f->packet_len;
	if (p->takes_tag && outer == TPID_8021Q)
		len -= VLAN_TAG_SIZE;
	return len > p->frame_max ? len - p->frame_max : 0;
}

void verdict_ports(const struct verdict *v, struct portset *ports)
{
	*ports = (struct portset){ 0 };
	if (v->reason == REASON_FLOODED)
		*ports = v->flood;
	else if (v->reason == REASON_FORWARDED)
		portset_add(ports, v->to);
}
