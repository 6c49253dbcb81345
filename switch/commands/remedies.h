/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What would have to change for a frame to pass: for each reason to drop it,
 * and for each reason not to flood it to a port.
 *
 * In the text and in the command, {in} is the ingress port, {out} the egress
 * port, {vid} the VLAN, {src} the source, {dst} the destination, {storm} the
 * storm rate and {flood} the flag for frames of this type, {mtu} the MTU that
 * would suffice.  The command is "" if no command does it.
 */
#ifndef COMMANDS_REMEDIES_H
#define COMMANDS_REMEDIES_H

/* name of the reason, text, command */
#define REMEDIES(X)                                                            \
	X(RUNT, "send at least 14 bytes: two addresses and an EtherType", "")  \
	X(OVERSIZE, "send a shorter frame", "")                                \
	X(BAD_OFFLOAD, "correct the virtio-net header of the sender", "")      \
	X(BAD_CSUM, "let the sender finish the checksum", "")                  \
	X(PORT_DOWN, "bring {in} up", "port set {in} up")                      \
	X(ERRDISABLED, "remove the cause, then let {in} recover",              \
	  "port set {in} up")                                                  \
	X(MONITOR_PORT, "delete the mirrors to {in}, or set their ingress on", \
	  "")                                                                  \
	X(DISCARDING, "remove the loop, then let {in} forward", "")            \
	X(LEARNING, "wait until {in} forwards", "")                            \
	X(POLICED, "send less, or raise the police rate of {in}",              \
	  "port set {in} police off")                                          \
	X(GROUP_SOURCE,                                                        \
	  "send from an individual address: its first byte is even", "")       \
	X(RESERVED, "let {in} forward link protocols",                         \
	  "port set {in} group_fwd all")                                       \
	X(VLAN_VID, "use a VLAN from 1 to 4094", "")                           \
	X(VLAN_TYPE, "let {in} accept frames with and without tags",           \
	  "port set {in} accept all")                                          \
	X(VLAN_PVID, "give {in} a PVID, or send with a tag",                   \
	  "vlan add {vid} port {in} pvid untagged")                            \
	X(VLAN_INGRESS, "make {in} a member of VLAN {vid}",                    \
	  "vlan add {vid} port {in}")                                          \
	X(LOCKED, "make the station known on {in}",                            \
	  "fdb replace {src} port {in} vlan {vid} static")                     \
	X(VIOLATION, "raise the fdb_limit of {in}; 0 is no limit",             \
	  "port set {in} fdb_limit 0")                                         \
	X(ISOLATED, "end the isolation of {in} or {out}",                      \
	  "port set {out} isolated off")                                       \
	X(STORM, "flood less, or raise the {storm} of {in}",                   \
	  "port set {in} {storm} off")                                         \
	X(VLAN_EGRESS, "make {out} a member of VLAN {vid}",                    \
	  "vlan add {vid} port {out}")                                         \
	X(EGRESS_DOWN, "bring {out} up", "port set {out} up")                  \
	X(EGRESS_DISCARDING, "remove the loop, then let {out} forward", "")    \
	X(MTU_EXCEEDED, "raise the MTU of {out}, or send shorter packets",     \
	  "port set {out} mtu {mtu}")                                          \
	X(NO_EGRESS, "see why each port does not get it", "")

/* name of the omission, text, command; that the ingress port does not get its
 * own frame needs no remedy */
#define OMISSION_REMEDIES(X)                                                   \
	X(ERRDISABLED, "remove the cause, then let {out} recover",             \
	  "port set {out} up")                                                 \
	X(DOWN, "bring {out} up", "port set {out} up")                         \
	X(MONITOR, "delete the mirrors to {out}, or set their ingress on", "") \
	X(STATE, "remove the loop, then let {out} forward", "")                \
	X(FLAG, "turn {flood} of {out} on", "port set {out} {flood} on")       \
	X(VLAN, "make {out} a member of VLAN {vid}",                           \
	  "vlan add {vid} port {out}")                                         \
	X(ISOLATED, "end the isolation of {in} or {out}",                      \
	  "port set {out} isolated off")                                       \
	X(TOO_LONG, "raise the MTU of {out}, or send shorter packets",         \
	  "port set {out} mtu {mtu}")

#endif /* COMMANDS_REMEDIES_H */
