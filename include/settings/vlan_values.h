/* SPDX-License-Identifier: BSD-2-Clause */
/* The VLANs and EtherTypes that a line names. */
#ifndef SETTINGS_VLAN_VALUES_H
#define SETTINGS_VLAN_VALUES_H

#include "app.h"
#include "base/vids.h"
#include "control/command.h"
#include "control/grammar.h"

/**
 * command_note_vlans() - Note that VLANs are off, if the line sets VLANs
 * @answer:	Its note is set
 */
void command_note_vlans(const struct app *app, const struct args *args,
			struct answer *answer);

/**
 * command_port_vids() - Get VLANs that a port may be a member of
 * @name:	The value; if the line does not have it, @vids is unchanged
 *
 * Return: 0, or -EINVAL with @err set if 0 is one of them
 */
int command_port_vids(const struct args *args, const char *name,
		      struct vids *vids, struct err *err);

/**
 * command_tpid() - Get the value "ethertype", which must have been given
 * @tpid:	Set to 0 for "default", the EtherType of the switch
 *
 * Return: 0, or -EINVAL with @err set
 */
int command_tpid(const struct args *args, uint16_t *tpid, struct err *err);

/** command_tpid_word() - The word that command_tpid() reads as @tpid */
const char *command_tpid_word(uint16_t tpid);

/** command_vids() - The VLANs of a value; all if the line does not have it */
struct vids command_vids(const struct args *args, const char *name);

#endif /* SETTINGS_VLAN_VALUES_H */
