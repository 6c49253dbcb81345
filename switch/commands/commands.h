/* SPDX-License-Identifier: BSD-2-Clause */
/* The handlers of commands, and what handlers of different nouns share. */
#ifndef COMMANDS_COMMANDS_H
#define COMMANDS_COMMANDS_H

#include "app.h"
#include "control/command.h"
#include "control/grammar.h"

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
command_fn cmd_trace_hex, cmd_trace_fields, cmd_trace_arp, cmd_trace_ping,
	cmd_trace_pcap, cmd_trace_live;
command_fn cmd_loop_show, cmd_loop_clear;
command_fn cmd_violation_show, cmd_violation_clear;
command_fn cmd_marker_add, cmd_marker_del, cmd_marker_show, cmd_marker_reset;
command_fn cmd_recorder_show;
command_fn cmd_capture, cmd_capture_last, cmd_capture_marker;
command_fn cmd_mirror_add, cmd_mirror_del, cmd_mirror_show, cmd_mirror_reset;
command_fn cmd_why;
command_fn cmd_config_show, cmd_config_diff, cmd_config_apply, cmd_config_save,
	cmd_config_reload;
command_fn cmd_monitor;
command_fn cmd_wait_switch, cmd_wait_port, cmd_wait_fdb;
command_fn cmd_help;

/**
 * command_check_path() - Check that the value "file" is an absolute path
 *
 * The switch does not know the working directory of its client, so tapctl makes
 * paths absolute.
 *
 * Return: 0, or -EINVAL with @err set
 */
int command_check_path(const struct args *args, struct err *err);

/**
 * command_until() - Read the value "duration", after which a stream ends
 * @until_ms:	Set to the time of its end; INT64_MAX if the line has no such
 *		value
 *
 * Return: 0, or -EINVAL with @err set
 */
int command_until(const struct app *app, const struct args *args,
		  int64_t *until_ms, struct err *err);

/**
 * command_marker() - Find the marker that the value "marker" names
 * @m:		Set to NULL if the line has no such value, which is no error
 *
 * Return: 0, or -ENOENT with @err set
 */
int command_marker(const struct app *app, const struct args *args,
		   struct marker **m, struct err *err);

/**
 * command_find_station() - Find the first fdb entry of a MAC address
 * @vids:	The VLANs to search, in ascending order
 * @on:		Entries of other ports are ignored
 * @e:		Set if an entry is found
 *
 * Return: whether there is one
 */
bool command_find_station(const struct app *app, const struct vids *vids,
			  struct mac mac, const struct portset *on,
			  struct fdb_entry *e);

#endif /* COMMANDS_COMMANDS_H */
