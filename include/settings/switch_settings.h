/* SPDX-License-Identifier: BSD-2-Clause */
/* The settings of `switch set`, as a value. */
#ifndef SETTINGS_SWITCH_SETTINGS_H
#define SETTINGS_SWITCH_SETTINGS_H

#include "app.h"

/**
 * struct switch_settings - Settings of the switch itself
 * @busy_poll_us: How long the loop spins after a frame
 * @recorder, @snaplen: How many frames the recorder keeps, and how many bytes of
 *		each
 * @flap, @probe: What to do about signs of a loop; see core/loop.h for these
 *		and their times
 *
 * For the others see struct bridge and core/fdb.h.
 */
struct switch_settings {
	int64_t ageing_ms;
	size_t fdb_limit;
	enum fdb_full fdb_full;
	uint16_t group_fwd;
	unsigned int busy_poll_us;
	uint32_t recorder;
	uint32_t snaplen;
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

/** switch_settings_defaults() - The settings of a new switch */
struct switch_settings switch_settings_defaults(void);

struct switch_settings switch_settings_get(const struct app *app);

/**
 * switch_settings_set() - Replace the settings and put them into effect
 *
 * A new default VLAN moves ports; see vlan_default_pvid_set().  Clients whose
 * listener's line has a role stay.
 *
 * Return: 0, or -ENOMEM with nothing changed
 */
int switch_settings_set(struct app *app,
			const struct switch_settings *settings);

/**
 * switch_settings_take() - Put the settings of a candidate into effect
 *
 * The candidate has settings that may be any afterwards.  vlan_prepare() must
 * have succeeded if VLANs are turned on.
 */
void switch_settings_take(struct app *app, struct app *candidate);

bool switch_settings_equal(const struct switch_settings *a,
			   const struct switch_settings *b);

/** vlan_protocol_word() - The word of @vlan_protocol: 802.1q or 802.1ad */
const char *vlan_protocol_word(uint16_t protocol);

#endif /* SETTINGS_SWITCH_SETTINGS_H */
