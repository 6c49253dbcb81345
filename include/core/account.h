/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The account of a decision: each rule that decide() applied to a frame, in
 * order, with what the rule found.
 *
 * decide() itself writes it, when decide_explained() asks for it.  For other
 * frames there is no account, and the compiler removes all that would write it.
 *
 * Clauses are those of IEEE 802.1Q-2018 unless they name another standard.  An
 * empty clause marks a rule that no standard has.
 */
#ifndef CORE_ACCOUNT_H
#define CORE_ACCOUNT_H

#include "core/decide.h"

/* name, word in JSON, clause, what the rule says; in the order in which they
 * are applied */
#define STEPS(X)                                                               \
	X(FRAME, "frame", "802.3 3.4", "a frame must be well-formed")          \
	X(PORT, "port", "8.4", "a port that is down receives nothing")         \
	X(SOURCE, "source", "802 8.2.2",                                       \
	  "a group address is never a source")                                 \
	X(TRAP, "trap", "8.5", "protocols of the switch read their own frames")\
	X(POLICE, "police", "8.6.5", "a port accepts frames up to its rate")   \
	X(RESERVED, "reserved", "8.6.3",                                       \
	  "frames of link protocols stay on their link")                       \
	X(VLAN, "vlan", "6.9.1", "each frame belongs to one VLAN")             \
	X(INGRESS, "ingress", "8.6.2",                                         \
	  "a port accepts only frames of its own VLANs")                       \
	X(LOCKED, "locked", "", "a locked port accepts only known stations")   \
	X(FDB_LIMIT, "fdb_limit", "", "a port has a limit of stations")        \
	X(LEARN, "learn", "8.7", "the switch notes where the source is")       \
	X(STATE, "state", "8.6.1", "only a port that forwards accepts frames") \
	X(LOOKUP, "lookup", "8.8.9", "the table says where a station is")      \
	X(BACKUP, "backup", "", "a backup port stands in for one that is down")\
	X(LOCAL, "local", "8.5", "the switch keeps frames to its own addresses")\
	X(SAME_PORT, "same_port", "8.6.1",                                     \
	  "no frame returns to the port that it came from")                    \
	X(EGRESS, "egress", "8.6.4", "a port sends only frames of its VLANs")  \
	X(EGRESS_STATE, "egress_state", "8.6.1",                               \
	  "only a port that forwards sends frames")                            \
	X(ISOLATED, "isolated", "",                                            \
	  "isolated ports send nothing to each other")                         \
	X(MTU, "mtu", "6.5.8", "a port sends frames up to its MTU")            \
	X(STORM, "storm", "8.6.5", "a port may flood up to its storm rate")    \
	X(FLOOD, "flood", "8.6.3", "other frames go to all ports of the VLAN")

enum step_kind {
#define X(name, word, clause, rule) STEP_##name,
	STEPS(X)
#undef X
	STEP_COUNT,
};

const char *step_word(enum step_kind kind);
const char *step_clause(enum step_kind kind);
const char *step_rule(enum step_kind kind);

/* Why a flooded frame is not sent to a port: name, word, help */
#define OMISSIONS(X)                                                           \
	X(INGRESS, "ingress-port", "the frame came from it")                   \
	X(ERRDISABLED, "errdisabled",                                          \
	  "it is errdisabled after a violation, storm or loop")                \
	X(DOWN, "down", "it is down")                                          \
	X(MONITOR, "monitor", "it is the monitor of a mirror")                 \
	X(STATE, "not-forwarding", "its state is not forwarding")              \
	X(FLAG, "flood-off", "frames of this type are not flooded to it")      \
	X(VLAN, "not-a-member", "it is not a member of the VLAN")              \
	X(ISOLATED, "isolated", "it and the ingress port are both isolated")   \
	X(TOO_LONG, "mtu-exceeded", "the frame is too long for it")

enum omission {
#define X(name, word, help) OMISSION_##name,
	OMISSIONS(X)
#undef X
	OMISSION_COUNT,
	OMISSION_NONE = OMISSION_COUNT,
};

const char *omission_word(enum omission why);
const char *omission_help(enum omission why);

/**
 * struct step - One rule, and what it found
 * @reason:	What becomes of the frame; REASON_NONE if the next rule decides
 * @port:	Port that the rule looked at
 * @vid:	VLAN of the frame then; VLAN_NONE while it has none
 * @found:	@entry is set: the rule found it in the table of stations
 */
struct step {
	enum step_kind kind;
	enum reason reason;
	port_no port;
	vlan_id vid;
	bool found;
	struct fdb_entry entry;
};

/**
 * struct account - All rules that were applied to a frame
 * @step:	@count of them
 * @omitted:	By port: an enum omission, after STEP_FLOOD
 */
struct account {
	struct step step[STEP_COUNT];
	unsigned int count;
	uint8_t omitted[PORT_MAX + 1];
};

/**
 * decide_explained() - Decide on one frame, and give an account of it
 * @v, @account: Output; need not be initialised
 *
 * Return: what decide() returns
 */
enum reason decide_explained(const struct bridge *br, const struct frame *f,
			     port_no in, int64_t now_ms, struct verdict *v,
			     struct account *account);

/* For decide() */

/** account_begin() - Make an empty account */
void account_begin(struct account *account);

/** account_add() - Append a rule, looked at for a port of @v */
void account_add(struct account *account, const struct verdict *v,
		 enum step_kind kind, enum reason reason, port_no port);

/** account_entry() - Set the entry that the last rule found */
void account_entry(struct account *account, const struct fdb_entry *e);

/**
 * account_omit() - Note the ports that have just left the set @v->flood
 * @why:	OMISSION_FLAG also stands for the states that take a port out of
 *		bridge->egress
 */
void account_omit(struct account *account, const struct bridge *br,
		  const struct verdict *v, enum omission why);

#endif /* CORE_ACCOUNT_H */
