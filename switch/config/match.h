/* SPDX-License-Identifier: BSD-2-Clause */
/* What of a switch stays when it is to be another: decisions, nothing done. */
#ifndef CONFIG_MATCH_H
#define CONFIG_MATCH_H

#include "app.h"
#include "port/endpoint.h"

/**
 * struct config_match - Which live port stands for which that is wanted
 * @live:	By the wanted port's number; NULL: there is none
 * @likeness:	Likewise: what it is to that one
 * @kept:	The numbers of those that stay
 */
struct config_match {
	struct port *live[PORT_MAX + 1];
	enum port_likeness likeness[PORT_MAX + 1];
	struct portset kept;
};

/**
 * config_match() - Find them: @m is all zero
 *
 * A port stays when one of its device is wanted, if by another name; and before
 * others that of the same name.  Those of clients come and go with them.
 */
void config_match(const struct app *wanted, const struct app *app,
		  struct config_match *m);

/**
 * struct config_need - What something new must have for itself
 * @name:	Of a port; NULL for a listener
 * @endpoint:	Of its socket; NULL for none
 */
struct config_need {
	const char *name;
	const struct endpoint *endpoint;
};

/** config_port_bars() - Whether a port must go before something new can come */
bool config_port_bars(const struct port *port, const struct config_need *need);

/** config_listener_bars() - The same for a listener */
bool config_listener_bars(const struct listener *l,
			  const struct config_need *need);

/**
 * config_moved_ports() - Whose part in VLANs is to be another
 * @ours:	The numbers of all that @m names
 */
void config_moved_ports(const struct bridge *wanted, const struct bridge *br,
			const struct config_match *m,
			const struct portset *ours, struct portset *moved);

#endif /* CONFIG_MATCH_H */
