/* SPDX-License-Identifier: BSD-2-Clause */
/* What `switch set` says, as a value. */
#ifndef SWITCH_SETTINGS_H
#define SWITCH_SETTINGS_H

#include "app.h"

/**
 * struct switch_settings - What an administrator says of the switch itself
 * @busy_poll_us: How long the loop spins after a frame
 * @flap, @probe: What a sign of a loop leads to; see core/loop.h for these and
 *		their times
 *
 * The others are as in struct bridge and core/fdb.h.
 */
struct switch_settings {
	int64_t ageing_ms;
	size_t fdb_limit;
	enum fdb_full fdb_full;
	uint16_t group_fwd;
	unsigned int busy_poll_us;
	bool vlan_filtering;
	uint16_t vlan_protocol;
	vlan_id vlan_default_pvid;
	enum loop_action flap;
	uint32_t flap_moves;
	uint32_t flap_recovery_s;
	enum loop_action probe;
	uint32_t probe_s;
	uint32_t probe_recovery_s;
};

/** switch_settings_defaults() - Of a new switch */
struct switch_settings switch_settings_defaults(void);

struct switch_settings switch_settings_get(const struct app *app);

/**
 * switch_settings_set() - And do what follows of those that differ
 *
 * Another default VLAN takes ports along, see vlan_default_pvid_set().
 *
 * Return: 0, or -ENOMEM with nothing changed, but not behind vlan_prepare()
 */
int switch_settings_set(struct app *app, const struct switch_settings *settings);

bool switch_settings_equal(const struct switch_settings *a,
			   const struct switch_settings *b);

#endif /* SWITCH_SETTINGS_H */
