/* SPDX-License-Identifier: BSD-2-Clause */
/* Unplugging a port so that it can be plugged in again with all that it had. */
#ifndef CONFIG_DETACH_H
#define CONFIG_DETACH_H

#include "app.h"

/**
 * struct memory - What a switch knows of its ports, and forgets with one of them
 * @entries:	Configured ones of the filtering database: @n, once they are taken
 * @backup:	By number: the port that stands in for it
 */
struct memory {
	bool has_entries;
	struct fdb_entry *entries;
	size_t n;
	port_no backup[PORT_MAX + 1];
	struct violations violations;
	struct loop_detect loop;
};

/** memory_take() - Note it, but for the entries, which may be many */
void memory_take(struct memory *m, const struct app *app);

/** memory_take_entries() - Note those, too, once; 0, or -ENOMEM with @err set */
int memory_take_entries(struct memory *m, const struct app *app,
			struct err *err);

/** memory_give_back() - When all ports are there again; entries came with them */
void memory_give_back(const struct memory *m, struct app *app);

void memory_free(struct memory *m);

/** struct detached - A port that was unplugged, and what it had */
struct detached {
	struct port *port;
	struct bridge_port was;
	struct vlan_port vlans;
	bool not_present;
};

/** detach() - Unplug it; NULL without memory, and nothing is done */
struct detached *detach(struct app *app, struct port *port);

/**
 * attach() - Plug it in again, under the number that it had, and free @d
 *
 * Where its device cannot be opened again, it is not present, which is logged.
 */
void attach(struct app *app, struct detached *d, const struct memory *m);

/** detached_free() - And the port */
void detached_free(struct detached *d);

#endif /* CONFIG_DETACH_H */
