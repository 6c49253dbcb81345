/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reasons: every frame received is counted under exactly one of them.
 *
 * The first four are not losses (nor discards as in RFC 2863); the rest are
 * drops, counted for the port that the frame was received on.
 *
 * There are two further lists: why a copy was not sent, and why a frame was
 * missed, that is, lost before the switch could receive it.
 */
#ifndef CORE_REASONS_H
#define CORE_REASONS_H

/* name, word in counters and JSON, help */
#define REASONS(X)                                                             \
	X(FORWARDED, "forwarded", "the station is known on that port")         \
	X(FLOODED, "flooded", "station unknown, or a group address")           \
	X(FILTERED, "filtered", "the station is on the port it came from")     \
	X(LOCAL, "local", "the address belongs to the switch itself")          \
	X(RUNT, "runt", "shorter than an Ethernet header")                     \
	X(OVERSIZE, "oversize", "too long for any frame, and truncated")       \
	X(BAD_OFFLOAD, "bad-offload",                                          \
	  "its virtio-net header contradicts its bytes")                       \
	X(BAD_CSUM, "bad-csum",                                                \
	  "its checksum is unfinished and cannot be completed")                \
	X(PORT_DOWN, "port-down", "the port it came from is down")             \
	X(ERRDISABLED, "errdisabled",                                          \
	  "its port is errdisabled, after a loop, a storm or a violation")     \
	X(DISCARDING, "discarding",                                            \
	  "its port is discarding, as there may be a loop")                    \
	X(LEARNING, "learning",                                                \
	  "its port is learning, and does not forward yet")                    \
	X(POLICED, "policed", "above the police rate of its port")             \
	X(GROUP_SOURCE, "group-source",                                        \
	  "its source address is a group address")                             \
	X(RESERVED, "reserved",                                                \
	  "sent to a reserved group address that group_fwd does not forward")  \
	X(VLAN_VID, "vlan-vid", "tagged with VLAN 4095, which is reserved")    \
	X(VLAN_TYPE, "vlan-type",                                              \
	  "the port accepts only tagged frames, or only untagged ones")        \
	X(VLAN_PVID, "vlan-pvid", "untagged, and the port has no PVID")        \
	X(VLAN_INGRESS, "vlan-ingress",                                        \
	  "the port it came from is not a member of its VLAN")                 \
	X(LOCKED, "locked",                                                    \
	  "the port is locked, and its source is not known there")             \
	X(VIOLATION, "violation", "its source address exceeds an fdb_limit")   \
	X(ISOLATED, "isolated", "both ports are isolated")                     \
	X(STORM, "storm", "above a storm rate of its port")                    \
	X(VLAN_EGRESS, "vlan-egress",                                          \
	  "the station's port is not a member of its VLAN")                    \
	X(EGRESS_DOWN, "egress-down", "the station's port is down")            \
	X(EGRESS_DISCARDING, "egress-discarding",                              \
	  "the station's port does not forward")                               \
	X(MTU_EXCEEDED, "mtu-exceeded", "too long for every port it is for")   \
	X(NO_EGRESS, "no-egress", "there is no other port to send it to")

enum reason {
#define X(name, word, help) REASON_##name,
	REASONS(X)
#undef X
	REASON_COUNT,
	REASON_NONE = REASON_COUNT,	/* undecided */
};

#define REASON_DROPS	REASON_RUNT	/* the first reason that is a drop */

/* Why a copy of a frame was not sent; counted for the egress port. */
#define TX_REASONS(X)                                                          \
	X(MTU_EXCEEDED, "mtu-exceeded",                                        \
	  "too long for this port's MTU, or with its tags for its medium")     \
	X(LINK_DOWN, "link-down", "the interface behind the port is down")     \
	X(DISCARDING, "discarding",                                            \
	  "this port no longer forwards what has waited for it")               \
	X(NOT_PRESENT, "not-present",                                          \
	  "the device of the port does not exist")                             \
	X(QUEUE_FULL, "queue-full", "the receiver is too slow")                \
	X(SHAPER_FULL, "shaper-full",                                          \
	  "the shaper's queue is full (shape_bytes)")                          \
	X(SHAPER_LATE, "shaper-late",                                          \
	  "it waited too long in the shaper (shape_latency)")                  \
	X(WRITE_ERROR, "write-error", "the device refused it")

enum tx_reason {
#define X(name, word, help) TX_REASON_##name,
	TX_REASONS(X)
#undef X
	TX_REASON_COUNT,
};

/* Why a frame was not received at a port; not among the frames received. */
#define MISSES(X)                                                              \
	X(OVERRUN, "overrun",                                                  \
	  "the kernel's queue was full: the switch was too slow")              \
	X(READ_ERROR, "read-error",                                            \
	  "the kernel could not pass it to the switch")                        \
	X(NOT_PEER, "not-peer", "its sender is not the port's peer")

enum miss {
#define X(name, word, help) MISS_##name,
	MISSES(X)
#undef X
	MISS_COUNT,
};

const char *reason_word(enum reason r);
const char *reason_help(enum reason r);
const char *tx_reason_word(enum tx_reason r);
const char *tx_reason_help(enum tx_reason r);
const char *miss_word(enum miss m);
const char *miss_help(enum miss m);

#endif /* CORE_REASONS_H */
