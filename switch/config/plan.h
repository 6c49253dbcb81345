/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A configuration on its way into a switch, for the files that bring it there:
 * file.c reads it, match.c decides what stays, apply.c does what may fail, settle.c
 * the rest; aside.c knows which clients' ports give way.
 */
#ifndef CONFIG_PLAN_H
#define CONFIG_PLAN_H

#include "app.h"
#include "config/config.h"
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

/** struct parked - A port that was unplugged, and what it had */
struct parked {
	struct port *port;
	port_no no;
	struct bridge_port was;
	struct vlan_port vlans;
	bool not_present;
};

/** struct aside - A client's port that has a name which the file wants */
struct aside {
	port_no no;
	char name[PORT_NAME_SIZE];
};

/** struct backup - Which port stands in for which, by their names */
struct backup {
	char port[PORT_NAME_SIZE];
	char backup[PORT_NAME_SIZE];
};

/**
 * struct config - A file on its way into a switch
 * @text:	The file, @len bytes, of which @at are parsed: @number lines
 * @candidate:	The switch that the file describes, nothing opened
 * @line:	By the candidate's port numbers: the line that made the port
 * @match:	Likewise; new ports too, once they are open
 * @is_new:	Likewise: it was opened by this plan
 * @swapped:	Likewise: the live port has its settings, and the candidate's has
 *		the live one's
 * @tells:	What changes is logged
 * @parked:	Ports that gave way to others
 * @aside:	Clients' ports that have no name, as the file wants theirs
 * @stations:	The live switch's, entered by hand, before any was parked
 * @listener:	The last one the live switch had
 * @backups:	Its ports that stand in for others, likewise
 * @violations:	What it remembers of its ports, as is @loop
 */
struct config {
	const char *file;
	char *text;
	size_t len;
	size_t at;
	unsigned int number;
	struct app *candidate;
	unsigned int line[PORT_MAX + 1];
	struct config_match match;
	bool is_new[PORT_MAX + 1];
	bool swapped[PORT_MAX + 1];
	bool tells;
	struct parked parked[PORT_MAX];
	size_t parked_count;
	struct aside aside[PORT_MAX];
	size_t aside_count;
	bool has_stations;
	struct fdb_entry *stations;
	size_t station_count;
	struct listener *listener;
	struct backup backups[PORT_MAX];
	size_t backup_count;
	struct violations violations;
	struct loop_detect loop;
};

/** config_locate() - Say in which line, and at which of its words, it went wrong */
void config_locate(const struct config *config, unsigned int number,
		   struct err *err);

/** config_set_aside() - The names that the file wants become free of clients */
void config_set_aside(struct config *config, struct app *app);

/** config_unset_aside() - They have them again */
void config_unset_aside(struct config *config, struct app *app);

/** config_remove_aside() - Those clients have to go */
void config_remove_aside(struct config *config, struct app *app);

/** config_settle() - All is open: set the rest, and take away what goes */
void config_settle(struct config *config, struct app *app);

#endif /* CONFIG_PLAN_H */
