/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Adds, removes and changes the outer VLAN tag of a frame in place.
 *
 * IEEE 802.1Q-2018 9.4, 9.6: a tag is an EtherType, its TPID, and two bytes of
 * control information, TCI: PCP, three bits of priority; DEI, one bit; VID,
 * twelve bits.
 *
 * The bytes in front of the tag are moved, not those behind it, so the cost
 * does not depend on the length of the frame.  The virtio-net header is moved
 * along, and its offsets are corrected.
 */
#ifndef FRAME_TAG_H
#define FRAME_TAG_H

#include "frame/frame.h"

/* 802.1Q-2018 Table 9-1; 0x9100 and 0x9200 were used before 802.1ad. */
#define TPID_8021Q	0x8100
#define TPID_8021AD	0x88a8
#define TPID_9100	0x9100
#define TPID_9200	0x9200

#define TCI_VID		0x0fff

/** tag_is_tpid() - Whether an EtherType is the TPID of a VLAN tag */
static inline bool tag_is_tpid(uint16_t type)
{
	return type == TPID_8021Q || type == TPID_8021AD ||
	       type == TPID_9100 || type == TPID_9200;
}

/** tag_is_old() - Whether a TPID is one that Linux does not recognise */
static inline bool tag_is_old(uint16_t tpid)
{
	return tpid == TPID_9100 || tpid == TPID_9200;
}

/**
 * tag_push() - Insert a tag in front of all others
 * @f:		Parsed without error.  VLAN_TAG_SIZE bytes in front of its
 *		virtio-net header must be writable
 */
void tag_push(struct frame *f, uint16_t tpid, uint16_t tci);

/** tag_pop() - Remove the outer tag; the frame must have one */
void tag_pop(struct frame *f);

/** tag_rewrite() - Change the outer tag; the frame must have one */
void tag_rewrite(struct frame *f, uint16_t tpid, uint16_t tci);

#endif /* FRAME_TAG_H */
