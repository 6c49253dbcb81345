/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Frames as a scenario writes them:
 *
 *	PORT SRC > DST [WORD]...
 *	PORT HEX
 *
 * SRC and DST are stations by name, or addresses.  WORDs: an EtherType by name
 * (arp, ipv4, ipv6, stp, pause, lacp, eapol, lldp), `size N` for the bytes
 * behind the Ethernet header (46), `tag TCI` for a VLAN tag, `stag TCI` for a
 * provider's, `tag9100` and `tag9200` for older ones; the outer one comes first.
 */
#ifndef SCENARIO_SENT_H
#define SCENARIO_SENT_H

#include "frame/frame.h"

#define SENT_SIZE 16384
#define SENT_AT	  (VLAN_TAG_SIZE + VNET_HDR_SIZE) /* a tag may be pushed */

/**
 * struct sent - A frame, and the port on which it is received
 * @room:	Headroom, the virtio-net header, then the frame
 */
struct sent {
	char port[PORT_NAME_SIZE];
	uint8_t room[SENT_AT + SENT_SIZE];
	struct frame frame;
};

/**
 * sent_read() - Make the frame that a line describes, and parse it
 *
 * Return: NULL, or what is wrong with the line
 */
const char *sent_read(struct sent *sent, const char *text);

/** station_find() - Address of a station by its name, or by its address */
bool station_find(const char *name, struct mac *mac);

/** station_name() - Name of a station; an address without one is put into @text */
const char *station_name(struct mac mac, char text[MAC_TEXT_SIZE]);

#endif /* SCENARIO_SENT_H */
