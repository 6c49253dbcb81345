/* SPDX-License-Identifier: BSD-2-Clause */
/* Detaching a port, and attaching it again with its state. */
#ifndef CONFIG_DETACH_H
#define CONFIG_DETACH_H

#include "app.h"

/**
 * struct memory - State of a switch that is lost when a port is detached
 * @has_entries: memory_take_entries() was called
 * @entries:	Configured fdb entries; @n of them
 * @backup:	The backup port of each port, by number
 */
struct memory {
	bool has_entries;
	struct fdb_entry *entries;
	size_t n;
	port_no backup[PORT_MAX + 1];
	struct violations violations;
	struct loop_detect loop;
};

/** memory_take() - Save the state, except the entries, which may be many */
void memory_take(struct memory *m, const struct app *app);

/**
 * memory_take_entries() - Save these as well, once; 0, or -ENOMEM with @err set
 */
int memory_take_entries(struct memory *m, const struct app *app,
			struct err *err);

/**
 * memory_give_back() - Restore the state except the entries, which attach()
 * restores
 */
void memory_give_back(const struct memory *m, struct app *app);

void memory_free(struct memory *m);

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
void attach(struct app *app, struct detached *d, const struct memory *m);

/** detached_free() - Free it and its port */
void detached_free(struct detached *d);

#endif /* CONFIG_DETACH_H */
