/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Why a conversation fails: the causes that are looked for.
 *
 * They are in the order in which they are reported: what stops more frames
 * comes first.
 */
#ifndef CAPTURE_CAUSES_H
#define CAPTURE_CAUSES_H

/*
 * Name, word in JSON, sentence, remedy, command.
 *
 * In a sentence, {from} and {to} are the ends in the direction that is
 * concerned, {port} and {other} ports, {vid} a VLAN, {pvid} that of {port},
 * {mac} an address, {frames} a number, {help} what a reason means.  The remedy
 * and the command have the names of commands/remedies.h; {out} is {port}.  A
 * cause with an empty word is named by its reason, and has the remedy of that.
 */
#define CAUSES(X)                                                              \
	X(PORT_DOWN, "port-down", "port {port} is set down",                   \
	  "bring {out} up", "port set {out} up")                               \
	X(LINK_DOWN, "link-down",                                              \
	  "port {port} is set up, but its interface or its peer is down",      \
	  "set the host's interface on {out} up, or connect its peer", "")     \
	X(NOT_PRESENT, "not-present",                                          \
	  "the device of port {port} does not exist",                          \
	  "make the device of {out} again", "")                                \
	X(SHUT_VIOLATION, "violation",                                         \
	  "port {port} is errdisabled after a violation: more stations sent "  \
	  "from it than its fdb_limit permits",                                \
	  "remove the station, or the limit; then bring {out} up",             \
	  "port set {out} fdb_limit 0 up")                                     \
	X(SHUT_STORM, "storm", "port {port} is errdisabled after a storm",     \
	  "end the storm; then bring {out} up", "port set {out} up")           \
	X(SHUT_LOOP, "loop", "port {port} is errdisabled because of a loop",   \
	  "remove the loop; then bring {out} up", "port set {out} up")         \
	X(MONITOR, "monitor-port",                                             \
	  "port {port} is a monitor: it gets the copies of a mirror, and only "\
	  "listens",                                                           \
	  "delete the mirrors to {out}, or set their ingress on", "")          \
	X(WRONG_PVID, "wrong-pvid",                                            \
	  "frames from {from} are in VLAN {vid}, but port {port} is in VLAN "  \
	  "{pvid}",                                                            \
	  "put {out} into VLAN {vid}", "port set {out} access {vid}")          \
	X(MISSING_VLAN, "missing-vlan",                                        \
	  "frames from {from} are in VLAN {vid}, and port {port} is not a "    \
	  "member of it",                                                      \
	  "make {out} a member of VLAN {vid}", "vlan add {vid} port {out}")    \
	X(DROPPED, "", "frames from {from} to {to} end as {reason}: {help}",   \
	  "", "")                                                              \
	X(FLOOD_OFF, "flood-off",                                              \
	  "frames from {from} are flooded, and port {port} does not get "      \
	  "flooded frames of this type",                                       \
	  "turn {flood} of {out} on", "port set {out} {flood} on")             \
	X(DUPLICATE_MAC, "duplicate-mac",                                      \
	  "{mac} sends from port {port} and from port {other} by turns: two "  \
	  "hosts have this address, or there is a loop",                       \
	  "give each host an address of its own", "")                          \
	X(SAME_PORT, "same-port",                                              \
	  "{from} and {to} are both behind port {port}, and the switch sends " \
	  "no frame back to the port that it came from",                       \
	  "look at what connects them behind {out}", "")                       \
	X(WRONG_PORT, "wrong-port",                                            \
	  "the table has {mac} on port {other}, so that frames from {from} to "\
	  "{to} are not sent to port {port}",                                  \
	  "delete the entry", "fdb del {dst} vlan {vid}")                      \
	X(ROUTED, "routed",                                                    \
	  "{from} sends packets for {to} to {mac}, which is not the address "  \
	  "of {to}: to a router, or because of a wrong neighbour entry",       \
	  "ask about each half of the way: to {dst}, and from there on", "")   \
	X(SILENT, "silent", "{from} sent no frame to {to}",                    \
	  "look at the host: its interface, address, routes and neighbours",   \
	  "")                                                                  \
	X(NO_ANSWER, "no-answer",                                              \
	  "frames from {to} reach port {port}, and {from} does not answer",    \
	  "look at the host behind {out}: its address and its firewall", "")   \
	X(UNTRACED, "no-answer",                                               \
	  "{from} does not answer; whether the frames from {to} were sent to " \
	  "port {port} is not known",                                          \
	  "look at the host behind {out}: its address and its firewall", "")   \
	X(UNHEARD, "no-answer",                                                \
	  "{from} does not answer frames from {to}, and its port is not known",\
	  "look at the host: its interface and its address", "")               \
	X(NOT_SENT, "",                                                        \
	  "port {port} did not send {frames} of its frames since its counters "\
	  "were reset: {help}", "", "")                                        \
	X(PASSED, "passed",                                                    \
	  "frames from {from} were not sent to port {port}, but now they "     \
	  "would be",                                                          \
	  "", "")

enum cause {
#define X(name, word, sentence, remedy, command) CAUSE_##name,
	CAUSES(X)
#undef X
	CAUSE_COUNT,
	CAUSE_NONE = CAUSE_COUNT,	/* the switch forwards both ways */
};

#endif /* CAPTURE_CAUSES_H */
