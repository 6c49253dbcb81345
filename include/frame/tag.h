/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * VLAN tags on their way on and off a frame, in place.
 *
 * IEEE 802.1Q-2018 9.4, 9.6: a tag is an EtherType, its TPID, and two bytes of
 * control information: PCP, three bits of priority; DEI, one bit; VID, twelve.
 *
 * What lies in front of a tag moves, not what lies behind: so a GSO frame is
 * retagged as fast as any.  Its virtio-net header moves along and is told.
 */
#ifndef FRAME_TAG_H
#define FRAME_TAG_H

#include "frame/frame.h"

/* 802.1Q-2018 Table 9-1; the others are those of switches before 802.1ad. */
#define TPID_8021Q	0x8100
#define TPID_8021AD	0x88a8
#define TPID_9100	0x9100
#define TPID_9200	0x9200

#define TCI_VID		0x0fff

/** tag_is_tpid() - Whether an EtherType says that a tag follows */
static inline bool tag_is_tpid(uint16_t type)
{
	return type == TPID_8021Q || type == TPID_8021AD ||
	       type == TPID_9100 || type == TPID_9200;
}

/** tag_is_old() - Whether a TPID is one that Linux does not know as such */
static inline bool tag_is_old(uint16_t tpid)
{
	return tpid == TPID_9100 || tpid == TPID_9200;
}

/**
 * tag_push() - Put a tag in front of all others
 * @f:		Parsed well.  VLAN_TAG_SIZE more bytes in front of its virtio-net
 *		header may be written to
 */
void tag_push(struct frame *f, uint16_t tpid, uint16_t tci);

/** tag_pop() - Take the outer tag off; there is one */
void tag_pop(struct frame *f);

/** tag_rewrite() - Make another of the outer tag; there is one */
void tag_rewrite(struct frame *f, uint16_t tpid, uint16_t tci);

#endif /* FRAME_TAG_H */
