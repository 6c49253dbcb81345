/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/reasons.h"

struct words {
	const char *word, *help;
};

static const struct words reasons[REASON_COUNT] = {
#define X(name, word, help) [REASON_##name] = { word, help },
	REASONS(X)
#undef X
};

static const struct words tx_reasons[TX_REASON_COUNT] = {
#define X(name, word, help) [TX_REASON_##name] = { word, help },
	TX_REASONS(X)
#undef X
};

static const struct words misses[MISS_COUNT] = {
#define X(name, word, help) [MISS_##name] = { word, help },
	MISSES(X)
#undef X
};

/* A hardware switch has one name for both states in which a port does not
 * forward, and for all queues to a port. */
static const char *const traps[REASON_COUNT] = {
	[REASON_FILTERED] = "port_loopback_filter",
	[REASON_DISCARDING] = "ingress_spanning_tree_filter",
	[REASON_LEARNING] = "ingress_spanning_tree_filter",
	[REASON_GROUP_SOURCE] = "source_mac_is_multicast",
	[REASON_VLAN_PVID] = "vlan_tag_mismatch",
	[REASON_VLAN_INGRESS] = "ingress_vlan_filter",
	[REASON_LOCKED] = "locked_port",
	[REASON_NO_EGRESS] = "port_list_is_empty",
};

static const char *const tx_traps[TX_REASON_COUNT] = {
	[TX_REASON_QUEUE_FULL] = "tail_drop",
	[TX_REASON_SHAPER_FULL] = "tail_drop",
};

const char *reason_word(enum reason r)
{
	return reasons[r].word;
}

const char *reason_help(enum reason r)
{
	return reasons[r].help;
}

const char *tx_reason_word(enum tx_reason r)
{
	return tx_reasons[r].word;
}

const char *tx_reason_help(enum tx_reason r)
{
	return tx_reasons[r].help;
}

const char *miss_word(enum miss m)
{
	return misses[m].word;
}

const char *miss_help(enum miss m)
{
	return misses[m].help;
}

const char *reason_devlink_trap(enum reason r)
{
	return traps[r];
}

const char *tx_reason_devlink_trap(enum tx_reason r)
{
	return tx_traps[r];
}
