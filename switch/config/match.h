/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds out which ports a file keeps; changes nothing. */
#ifndef CONFIG_MATCH_H
#define CONFIG_MATCH_H

#include "app.h"
#include "port/endpoint.h"

/**
 * struct config_match - The running port for each wanted one
 * @live:	By the number of the wanted port; NULL if it is new
 * @likeness:	Likewise: how the two compare
 * @kept:	Numbers of the running ports that are kept
 */
struct config_match {
	struct port *live[PORT_MAX + 1];
	enum port_likeness likeness[PORT_MAX + 1];
	struct portset kept;
};

/**
 * config_match() - Match ports by device; @m is all zero
 *
 * If several match, one of the same name is preferred.  Ports of clients are
 * left out: they come and go with the clients.
 */
void config_match(const struct app *wanted, const struct app *app,
		  struct config_match *m);

/**
 * struct config_need - The name and socket that a new port or listener needs
 * @name:	The name of the port; NULL for a listener
 * @endpoint:	Its socket; NULL if it has none
 */
struct config_need {
	const char *name;
	const struct endpoint *endpoint;
};

/**
 * config_port_conflicts() - Whether a port has the name or the socket that a
 * new port or listener needs
 */
bool config_port_conflicts(const struct port *port,
			   const struct config_need *need);

/** config_listener_conflicts() - The same for a listener */
bool config_listener_conflicts(const struct listener *l,
			       const struct config_need *need);

/**
 * config_moved_ports() - Find the ports whose VLANs change
 * @ours:	Numbers of all running ports in @m
 */
void config_moved_ports(const struct bridge *wanted, const struct bridge *br,
			const struct config_match *m,
			const struct portset *ours, struct portset *moved);

#endif /* CONFIG_MATCH_H */
