/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of commands, and what their handlers share. */
#ifndef COMMANDS_COMMANDS_H
#define COMMANDS_COMMANDS_H

#include "app.h"
#include "base/line.h"
#include "commands/table.h"
#include "control/command.h"
#include "control/grammar.h"
#include "port/endpoint.h"
#include "port/passed_fd.h"

/* Slots of the filtering database that one piece of a long list looks at. */
#define SHOW_SLOTS 4096

struct switch_settings;

typedef int command_fn(struct app *app, const struct args *args,
		       struct answer *answer, struct err *err);

command_fn cmd_switch_show, cmd_switch_set, cmd_switch_stop;
command_fn cmd_port_add_tap, cmd_port_add_null, cmd_port_add_packet,
	cmd_port_add_stream, cmd_port_add_dgram, cmd_port_add_patch;
command_fn cmd_port_del, cmd_port_set, cmd_port_show;
command_fn cmd_port_listen, cmd_port_listen_show, cmd_port_listen_del;
command_fn cmd_fdb_add, cmd_fdb_del, cmd_fdb_get, cmd_fdb_show, cmd_fdb_stats,
	cmd_fdb_flush;
command_fn cmd_vlan_add, cmd_vlan_del, cmd_vlan_set, cmd_vlan_show;
command_fn cmd_stats_show, cmd_stats_vlan, cmd_stats_check, cmd_stats_reset,
	cmd_stats_reset_loop, cmd_stats_reasons;
command_fn cmd_loop_show, cmd_loop_clear;
command_fn cmd_violation_show, cmd_violation_clear;
command_fn cmd_config_show, cmd_config_diff, cmd_config_apply, cmd_config_save,
	cmd_config_reload;
command_fn cmd_wait_switch, cmd_wait_port, cmd_wait_fdb;
command_fn cmd_help;

/**
 * commands_run() - Run one line, as if a client had sent it
 * @line:	@len bytes without the newline
 * @out:	The JSON of the result is appended.  NULL for a line of a file: nobody
 *		reads what it says, so those that only show or wait are refused
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
 * command_ports() - The ports that the value called "port" means, a list of names,
 * ranges and patterns; all when it was not given
 *
 * One that is named must exist, and so must all of a range, and one at least that
 * a pattern is for, unless the line says --if-exists.  What looks like a range may
 * be a port's name.
 *
 * Return: 0, or -ENOENT with @err set
 */
int command_ports(const struct app *app, const struct args *args,
		  struct portset *ports, struct err *err);

typedef void command_visit(struct app *app, struct port *port,
			   const struct args *args, struct answer *answer);

/**
 * command_some_ports() - For @more: go to some of them, as that takes time
 *
 * The answer's cursor is the next one; one that goes meanwhile is left out.
 *
 * Return: ANSWER_MORE, or ANSWER_DONE behind the last
 */
int command_some_ports(struct app *app, const struct args *args,
		       struct answer *answer, command_visit *visit);

/** command_show_ports() - The same, and end the array that was begun for them */
int command_show_ports(struct app *app, const struct args *args,
		       struct answer *answer, command_visit *show);

/**
 * command_check_path() - The value called "file" says where from the root on
 *
 * The switch was started elsewhere than its client: tapctl completes a path.
 */
int command_check_path(const struct args *args, struct err *err);

/** command_note_vlans() - Where VLANs are set while they are off, say so */
void command_note_vlans(const struct app *app, const struct args *args,
			struct answer *answer);

/** command_next_port() - Walk them by number, from NULL on; NULL at the end */
struct port *command_next_port(const struct app *app,
			       const struct portset *ports,
			       const struct port *before);

/**
 * command_on() - Whether the value so named is "on"
 */
bool command_on(const struct args *args, const char *name);

/**
 * command_find_station() - In which VLAN somebody is known
 * @vids:	Where to look
 * @on:		On which ports
 * @e:		Set when found: the first
 */
bool command_find_station(const struct app *app, const struct vids *vids,
			  struct mac mac, const struct portset *on,
			  struct fdb_entry *e);

/** fdb_show_count() - fdb_count(), as keys of an open object */
void fdb_show_count(const struct fdb *fdb, port_no port, struct writer *out);

/** command_real_vids() - VLANs that ports can be in: not 0; else @err is set */
int command_real_vids(const struct args *args, const char *name,
		      struct vids *vids, struct err *err);

/** command_tpid() - The value called "ethertype"; 0 for default */
int command_tpid(const struct args *args, uint16_t *tpid, struct err *err);

/** command_tpid_word() - The word for it */
const char *command_tpid_word(uint16_t tpid);

/** command_vids() - The VLANs that a line names, all if it names none */
struct vids command_vids(const struct args *args, const char *name);

/**
 * port_role_check(), port_role_apply() - access, trunk, native, dot1q-tunnel
 * @ports:	NULL for one that is yet to come
 *
 * All that may be wrong is found by the first; the second cannot fail.  An "accept"
 * that the line says, too, stays as it was set.
 */
int port_role_check(const struct app *app, const struct args *args,
		    const struct portset *ports, struct err *err);
void port_role_apply(struct app *app, const struct args *args,
		     const struct portset *ports);

/**
 * port_role_words() - Append the role that a port has, as it would be said
 * @rest:	Its settings; what the role says is then as a new port has it
 *
 * Return: whether that says its whole part in VLANs; a new port's needs no words
 */
bool port_role_words(const struct bridge *br, port_no no,
		     struct port_settings *rest, struct line *line);

/** port_role_is() - Whether that would change nothing */
bool port_role_is(const struct app *app, const struct args *args, port_no no);

/**
 * port_settings_check(), port_settings_apply() - What else a port has of the bridge
 * @no:		PORT_NONE for a port that is yet to come
 *
 * Likewise, but for memory; then nothing is changed.
 */
int port_settings_check(const struct app *app, const struct args *args,
			port_no no, struct err *err);
int port_settings_apply(struct app *app, const struct args *args,
			struct port *port, struct err *err);

/** port_options_check(), port_options_apply() - Both: PORT_OPTIONS of a line */
int port_options_check(const struct app *app, const struct args *args,
		       port_no no, struct err *err);
int port_options_apply(struct app *app, const struct args *args,
		       struct port *port, struct err *err);

/** port_options_are() - Whether that would change nothing */
bool port_options_are(const struct app *app, const struct args *args,
		      const struct port *port);

/**
 * struct port_saved - A port's settings
 * @no:		Of @port, while it is there
 */
struct port_saved {
	struct port *port;
	port_no no;
	struct port_settings settings;
	struct port_device device;
	bool up;
};

/**
 * port_save(), port_restore() - Keep them, and set them again
 *
 * But for its part in VLANs: a role cannot fail, so it comes last.
 */
void port_save(const struct app *app, struct port *port,
	       struct port_saved *saved);
void port_restore(struct app *app, const struct port_saved *saved);

/** port_settings_words() - What differs from @usual, but for the backup port */
void port_settings_words(const struct port_settings *settings,
			 const struct port_settings *usual, struct line *line);

/** port_options_show() - All, as keys of an open object */
void port_options_show(const struct app *app, const struct port *port,
		       struct writer *out);

/** port_oper_word() - Operational state (RFC 2863): up, down or not-present */
const char *port_oper_word(const struct app *app, const struct port *port);

/**
 * port_reap() - Let some of those go that leave, and answer when all have, and their
 * interfaces
 */
void port_reap(struct app *app, const struct args *args, struct answer *answer);

/**
 * port_new_named() - Of a line that adds one; NULL with @err set
 */
struct port *port_new_named(struct app *app, const struct args *args,
			    const struct port_ops *ops, struct err *err);

/**
 * port_plug_in() - With all that the line says of any kind
 *
 * With --may-exist, one that is there already and is as the line says does as well,
 * and @port is freed.
 *
 * Return: 0, or a negative errno with @err set and @port the caller's
 */
int port_plug_in(struct app *app, const struct args *args, struct port *port,
		 struct err *err);

/** port_take_fd() - The descriptor that a line gives, if it does */
int port_take_fd(const struct args *args, struct answer *answer,
		 struct passed_fd *passed, struct err *err);

/** port_take_group() - The value so named: a group's name or number */
int port_take_group(const struct args *args, const char *name, gid_t *group,
		    struct err *err);

/** port_take_implied() - What "offload" says of a socket, and the MTU with that */
void port_take_implied(const struct args *args, bool *implied, uint32_t *mtu);

/** port_take_endpoint() - Where a socket is to be, and for whom */
int port_take_endpoint(const struct args *args, const char *name,
		    struct endpoint *endpoint, struct err *err);

/** port_check_mac() - The value called "mac" is a station's address */
int port_check_mac(const struct args *args, struct err *err);

/** port_line() - "port add NAME TYPE ..." with what a port of its kind is told */
void port_line(const struct port *port, struct line *line);

/**
 * port_whole_line() - And with its role and settings, but for the backup port
 *
 * Return: whether that says its whole part in VLANs
 */
bool port_whole_line(const struct app *app, const struct port *port,
		     struct line *line);

/** vlan_line() - "vlan set VID ..." with what differs from @usual */
void vlan_line(vlan_id vid, const struct vlan_settings *settings,
	       const struct vlan_settings *usual, struct line *line);

/** loop_show() - What `switch show` says of loops */
void loop_show(const struct loop_detect *loop, struct writer *out);

/** switch_line() - "switch set ..." with what differs from @usual */
void switch_line(const struct switch_settings *settings,
		 const struct switch_settings *usual, struct line *line);

#endif /* COMMANDS_COMMANDS_H */
