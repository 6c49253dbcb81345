/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Link protocols: they are between neighbours on a link.  Each is
 * recognised by its destination, most by a reserved group address of
 * 01:80:C2:00:00:00 to 0F (802.1Q-2018 Table 8-1).
 */
#ifndef CORE_L2PROTO_H
#define CORE_L2PROTO_H

#include "base/mac.h"

/* Name, and word in a port's group_fwd.  Pause is MAC control and is never
 * forwarded. */
#define L2PROTOS(X)                                                      \
	X(STP, "stp")		/* :00 spanning tree's BPDUs */               \
	X(PAUSE, "pause")	/* :01 */                                     \
	X(LACP, "lacp")		/* :02 all of 802.3's slow protocols */       \
	X(DOT1X, "dot1x")	/* :03 802.1X, MACsec's key agreement */      \
	X(LLDP, "lldp")		/* :0E, and others that stay on a link */     \
	X(CDP, "cdp")		/* 01:00:0C:CC:CC:CC, VTP, DTP, UDLD, too */  \
	X(OTHER, "other")	/* the rest of the sixteen */

enum l2proto {
#define X(name, word) L2PROTO_##name,
	L2PROTOS(X)
#undef X
	L2PROTO_COUNT,
	L2PROTO_NONE = L2PROTO_COUNT,
};

#define L2PROTO_ALL	((1u << L2PROTO_COUNT) - 1)

/** l2proto_of() - Protocol of a destination address; L2PROTO_NONE for others */
enum l2proto l2proto_of(struct mac dst);

const char *l2proto_word(enum l2proto protocol);

/**
 * l2protos_parse() - Parse "stp,lldp", "all" or "none"
 * @set:	Set to bits of 1 << enum l2proto, never with pause; unchanged if
 *		false is returned
 *
 * Return: whether @text is such a list
 */
bool l2protos_parse(const char *text, unsigned int *set);

#define L2PROTOS_TEXT_SIZE 64

/** l2protos_format() - Write a set of bits as text; returns @text */
char *l2protos_format(unsigned int set, char text[L2PROTOS_TEXT_SIZE]);

#endif /* CORE_L2PROTO_H */
