/* SPDX-License-Identifier: BSD-2-Clause */
/* Detaching a port, and attaching it again with its state. */
#ifndef CONFIG_DETACH_H
#define CONFIG_DETACH_H

#include "app.h"

/**
 * struct lost_state - State of a switch that is lost when a port is detached
 * @has_entries: lost_state_save_entries() was called
 * @entries:	Configured fdb entries; @n of them
 * @backup:	The backup port of each port, by number
 */
struct lost_state {
	bool has_entries;
	struct fdb_entry *entries;
	size_t n;
	port_no backup[PORT_MAX + 1];
	struct violations violations;
	struct loop_detect loop;
};

/** lost_state_save() - Save the state except the entries, which may be many */
void lost_state_save(struct lost_state *lost, const struct app *app);

/**
 * lost_state_save_entries() - Save the entries as well; only once
 *
 * Return: 0, or -ENOMEM with @err set
 */
int lost_state_save_entries(struct lost_state *lost, const struct app *app,
			    struct err *err);

/**
 * lost_state_restore() - Restore the state except the entries, which attach()
 * restores
 */
void lost_state_restore(const struct lost_state *lost, struct app *app);

void lost_state_free(struct lost_state *lost);

/** struct detached - A port that is detached, with its state */
struct detached {
	struct port *port;
	struct bridge_port was;
	struct vlan_port vlans;
	bool not_present;
};

/**
 * detach() - Detach a port; NULL if memory is short, and the port is unchanged
 */
struct detached *detach(struct app *app, struct port *port);

/**
 * attach() - Attach a port again, with the number that it had; frees @d
 *
 * If its device cannot be opened again, the port is not present, which is
 * logged.
 */
void attach(struct app *app, struct detached *d, const struct lost_state *lost);

/** detached_free() - Free it and its port */
void detached_free(struct detached *d);

#endif /* CONFIG_DETACH_H */
