/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Protocols that speak to the next switch, known by the group address that they
 * are sent to: most of 01:80:C2:00:00:00 to 0F (802.1Q-2018 Table 8-1).
 */
#ifndef CORE_LINK_PROTOCOL_H
#define CORE_LINK_PROTOCOL_H

#include "base/mac.h"

/* The word is that of a port's group_fwd; pause is MAC control and is never forwarded. */
#define LINK_PROTOCOLS(X)                                                      \
	X(STP, "stp")		/* :00 spanning tree's BPDUs */               \
	X(PAUSE, "pause")	/* :01 */                                     \
	X(LACP, "lacp")		/* :02 all of 802.3's slow protocols */       \
	X(DOT1X, "dot1x")	/* :03 802.1X, MACsec's key agreement */      \
	X(LLDP, "lldp")		/* :0E and what else stays on a link */       \
	X(CDP, "cdp")		/* 01:00:0C:CC:CC:CC, VTP, DTP, UDLD, too */  \
	X(OTHER, "other")	/* the rest of the sixteen */

enum link_protocol {
#define X(name, word) LINK_##name,
	LINK_PROTOCOLS(X)
#undef X
	LINK_PROTOCOL_COUNT,
	LINK_NONE = LINK_PROTOCOL_COUNT,
};

#define LINK_ALL	((1u << LINK_PROTOCOL_COUNT) - 1)

/** link_protocol_of() - By a frame's destination; LINK_NONE for others */
enum link_protocol link_protocol_of(struct mac dst);

const char *link_protocol_word(enum link_protocol protocol);

/**
 * link_protocols_parse() - Read "stp,lldp", "all" or "none" as a set of bits
 *
 * Return: whether @text was that, and nothing else; @set is set only then, and
 * never holds pause
 */
bool link_protocols_parse(const char *text, unsigned int *set);

#define LINK_PROTOCOLS_TEXT_SIZE 64

/** link_protocols_format() - Write it; returns @text */
char *link_protocols_format(unsigned int set,
			    char text[LINK_PROTOCOLS_TEXT_SIZE]);

#endif /* CORE_LINK_PROTOCOL_H */
