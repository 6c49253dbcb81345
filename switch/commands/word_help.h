/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Help for the words of commands: lists that the rows of the table refer to.
 *
 * A phrase says what the word does and, after a comma, what the default is.
 */
#ifndef COMMANDS_WORD_HELP_H
#define COMMANDS_WORD_HELP_H

#include "control/command.h"

/* Words that many commands have, and the options of every port */
extern const struct word_help help_common[], help_port_options[];

/* Words of one command, or of one kind of port */
extern const struct word_help help_switch_set[];
extern const struct word_help help_tap[], help_null[], help_packet[],
	help_stream[], help_dgram[], help_patch[];
extern const struct word_help help_port_listen[], help_port_set[];
extern const struct word_help help_vlan_add[], help_vlan_set[],
	help_vlan_show[];
extern const struct word_help help_fdb_add[], help_fdb_flush[];
extern const struct word_help help_why[], help_trace[], help_trace_live[];
extern const struct word_help help_marker[], help_marker_add[];
extern const struct word_help help_recorder_show[], help_capture[];
extern const struct word_help help_capture_last[], help_capture_marker[];
extern const struct word_help help_mirror[], help_mirror_add[];
extern const struct word_help help_config[], help_config_save[];
extern const struct word_help help_monitor[], help_wait[], help_help[];

#endif /* COMMANDS_WORD_HELP_H */
