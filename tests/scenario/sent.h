/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Frames as a scenario writes them:
 *
 *	PORT SRC > DST [WORD]...
 *	PORT HEX
 *
 * SRC and DST are stations by name, or addresses.  WORDs: an EtherType by name
 * (arp, ipv4, ipv6, stp, pause, lacp, eapol, lldp), `size N` for the bytes
 * behind the Ethernet header (46), `tag N` for a VLAN tag.
 */
#ifndef SCENARIO_SENT_H
#define SCENARIO_SENT_H

#include "frame/frame.h"

#define SENT_SIZE 16384

/**
 * struct sent - A frame, and where it is sent
 * @room:	Its virtio-net header, then its bytes
 */
struct sent {
	char port[PORT_NAME_SIZE];
	uint8_t room[VNET_HDR_SIZE + SENT_SIZE];
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

/** station_name() - The other way round, into @text where nobody has it */
const char *station_name(struct mac mac, char text[MAC_TEXT_SIZE]);

#endif /* SCENARIO_SENT_H */
