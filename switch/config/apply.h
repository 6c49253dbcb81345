/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A configuration on its way into a switch, for the files that bring it there:
 * file.c reads it, match.c decides what stays, apply.c does what may fail, settle.c
 * the rest; aside.c knows which clients' ports give way.
 */
#ifndef CONFIG_APPLY_H
#define CONFIG_APPLY_H

#include "app.h"
#include "config/config.h"
#include "config/match.h"

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

#endif /* CONFIG_APPLY_H */
