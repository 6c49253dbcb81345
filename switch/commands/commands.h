/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of commands, and what their handlers share. */
#ifndef COMMANDS_COMMANDS_H
#define COMMANDS_COMMANDS_H

#include "app.h"
#include "base/line.h"
#include "control/command.h"
#include "control/grammar.h"

/* Slots of the filtering database that one piece of a long list looks at. */
#define SHOW_SLOTS 4096

extern const struct command commands[];
extern const size_t command_count;

typedef int command_fn(struct app *app, const struct args *args,
		       struct answer *answer, struct err *err);

command_fn cmd_switch_show, cmd_switch_set, cmd_switch_reset;
command_fn cmd_port_add_tap, cmd_port_add_null, cmd_port_del, cmd_port_set,
	cmd_port_show;
command_fn cmd_fdb_add, cmd_fdb_del, cmd_fdb_show, cmd_fdb_flush;
command_fn cmd_vlan_add, cmd_vlan_del, cmd_vlan_set, cmd_vlan_show;
command_fn cmd_stats_show, cmd_stats_vlan, cmd_stats_check, cmd_stats_reset,
	cmd_stats_reasons;
command_fn cmd_config_show;
command_fn cmd_wait_port, cmd_wait_fdb;
command_fn cmd_help;

/**
 * commands_run() - Run one line, as if a client had sent it
 * @line:	@len bytes without the newline
 * @out:	The JSON of the result is appended; may be NULL
 *
 * Lines that wait are asked once.  Return: 0, or a negative errno with @err set
 */
int commands_run(struct app *app, const char *line, size_t len,
		 struct writer *out, struct err *err);

/**
 * command_port() - The port that the value called "port" names
 * @port:	NULL when the value was not given, which is no error
 *
 * Return: 0, or -ENOENT with @err set
 */
int command_port(const struct app *app, const struct args *args,
		 struct port **port, struct err *err);

/**
 * command_on() - Whether the value so named is "on"
 */
bool command_on(const struct args *args, const char *name);

/**
 * command_find_station() - In which VLAN somebody is known
 * @vids:	Where to look
 * @on:		On which port; PORT_NONE for any
 * @e:		Set when found: the first
 */
bool command_find_station(const struct app *app, const struct vids *vids,
			  struct mac mac, port_no on, struct fdb_entry *e);

/** command_vids() - The VLANs that a line names, all if it names none */
struct vids command_vids(const struct args *args, const char *name);

/**
 * port_vlan_check(), port_vlan_apply() - accept, access, trunk ... of a port
 *
 * All that may be wrong is found by the first; the second, with the port's
 * number, cannot fail.
 */
int port_vlan_check(const struct app *app, const struct args *args,
		    struct err *err);
void port_vlan_apply(struct app *app, const struct args *args, port_no no);

/** port_vlan_words() - Those of "port add" that say what is not as usual */
void port_vlan_words(const struct bridge_port *port, struct line *line);

/** port_line() - "port add NAME TYPE ..." that would make a port again */
void port_line(const struct port *port, struct line *line);

/** switch_line() - "switch set ..." with all settings, but those of VLANs */
void switch_line(const struct app *app, struct line *line);

/** switch_vlan_line() - With those, too */
void switch_vlan_line(const struct app *app, struct line *line);

#endif /* COMMANDS_COMMANDS_H */
