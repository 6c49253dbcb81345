/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Protocols that speak to the next switch, known by the group address that they
 * are sent to: most of 01:80:C2:00:00:00 to 0F (802.1Q-2018 Table 8-1).
 */
#ifndef CORE_L2PROTO_H
#define CORE_L2PROTO_H

#include "base/mac.h"

/* The word is that of a port's group_fwd; pause is MAC control and is never forwarded. */
#define L2PROTOS(X)                                                      \
	X(STP, "stp")		/* :00 spanning tree's BPDUs */               \
	X(PAUSE, "pause")	/* :01 */                                     \
	X(LACP, "lacp")		/* :02 all of 802.3's slow protocols */       \
	X(DOT1X, "dot1x")	/* :03 802.1X, MACsec's key agreement */      \
	X(LLDP, "lldp")		/* :0E and what else stays on a link */       \
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

/** l2proto_of() - By a frame's destination; L2PROTO_NONE for others */
enum l2proto l2proto_of(struct mac dst);

const char *l2proto_word(enum l2proto protocol);

/**
 * l2protos_parse() - Read "stp,lldp", "all" or "none" as a set of bits
 *
 * Return: whether @text was that, and nothing else; @set is set only then, and
 * never holds pause
 */
bool l2protos_parse(const char *text, unsigned int *set);

#define L2PROTOS_TEXT_SIZE 64

/** l2protos_format() - Write it; returns @text */
char *l2protos_format(unsigned int set,
			    char text[L2PROTOS_TEXT_SIZE]);

#endif /* CORE_L2PROTO_H */
