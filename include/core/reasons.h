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
	X(FORWARDED, "forwarded",                                              \
	  "sent to the one port where the destination is known")               \
	X(FLOODED, "flooded",                                                  \
	  "destination unknown or a group: sent to all other ports")           \
	X(FILTERED, "filtered",                                                \
	  "the destination is on the port that the frame came from")           \
	X(LOCAL, "local",                                                      \
	  "sent to the switch itself, or to one of its protocols")             \
	X(RUNT, "runt", "shorter than an Ethernet header")                     \
	X(OVERSIZE, "oversize", "longer than an Ethernet frame can be")        \
	X(BAD_OFFLOAD, "bad-offload",                                          \
	  "the virtio-net header does not match the frame")                    \
	X(BAD_CSUM, "bad-csum",                                                \
	  "its checksum was left to the switch, which cannot compute it")      \
	X(PORT_DOWN, "port-down", "the port that received it is down")         \
	X(ERRDISABLED, "errdisabled",                                          \
	  "the port is errdisabled after a violation, storm or loop")          \
	X(MONITOR_PORT, "monitor-port",                                        \
	  "the port is a monitor: it gets the copies of a mirror, and only "   \
	  "listens")                                                           \
	X(DISCARDING, "discarding",                                            \
	  "the port is in state discarding: there may be a loop")              \
	X(LEARNING, "learning",                                                \
	  "the port is in state learning, and does not forward yet")           \
	X(POLICED, "policed", "above the police rate of the port")             \
	X(GROUP_SOURCE, "group-source",                                        \
	  "its source address is a group address")                             \
	X(RESERVED, "reserved",                                                \
	  "group_fwd does not forward this reserved group address")            \
	X(VLAN_VID, "vlan-vid", "tagged with VLAN 4095, which is reserved")    \
	X(VLAN_TYPE, "vlan-type",                                              \
	  "the port accepts only tagged or only untagged frames")              \
	X(VLAN_PVID, "vlan-pvid", "untagged, and the port has no PVID")        \
	X(VLAN_INGRESS, "vlan-ingress",                                        \
	  "the ingress port is not a member of the frame's VLAN")              \
	X(LOCKED, "locked",                                                    \
	  "the port is locked, and the source is not known on it")             \
	X(VIOLATION, "violation",                                              \
	  "a source that the fdb_limit of the port does not permit")           \
	X(ISOLATED, "isolated",                                                \
	  "the ingress port and the egress port are both isolated")            \
	X(STORM, "storm",                                                      \
	  "more flooded frames than a storm rate of the port allows")          \
	X(VLAN_EGRESS, "vlan-egress",                                          \
	  "the destination's port is not a member of the VLAN")                \
	X(EGRESS_DOWN, "egress-down", "the destination's port is down")        \
	X(EGRESS_DISCARDING, "egress-discarding",                              \
	  "the destination's port does not forward")                           \
	X(MTU_EXCEEDED, "mtu-exceeded",                                        \
	  "too long for the egress port, or for all if flooded")               \
	X(NO_EGRESS, "no-egress",                                              \
	  "there is no other port that could send it")

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
	  "too long for the port's MTU, or with tags for its medium")          \
	X(LINK_DOWN, "link-down",                                              \
	  "the interface is down, or no peer is connected or reachable")       \
	X(DISCARDING, "discarding",                                            \
	  "the port stopped forwarding while the frame was queued")            \
	X(NOT_PRESENT, "not-present",                                          \
	  "the device of the port does not exist")                             \
	X(QUEUE_FULL, "queue-full",                                            \
	  "the receiver is too slow, and the queue to it is full")             \
	X(SHAPER_FULL, "shaper-full",                                          \
	  "the shaper's queue is full (shape_bytes)")                          \
	X(SHAPER_LATE, "shaper-late",                                          \
	  "it waited too long in the shaper (shape_latency)")                  \
	X(WRITE_ERROR, "write-error",                                          \
	  "it could not be written; the log says why")

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
	X(NO_CARRIER, "no-carrier",                                            \
	  "its sender had no carrier, because the port was down")              \
	X(READ_ERROR, "read-error",                                            \
	  "it could not be read; the log says why")                            \
	X(NOT_PEER, "not-peer",                                                \
	  "a datagram from an address other than the peer's")

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

/**
 * reason_devlink_trap(), tx_reason_devlink_trap() - The name under which the
 * kernel counts the same drop of a hardware switch
 *
 * The names are those of Documentation/networking/devlink/devlink-trap.rst.
 * NULL where no name there means the same.
 */
const char *reason_devlink_trap(enum reason r);
const char *tx_reason_devlink_trap(enum tx_reason r);

#endif /* CORE_REASONS_H */
