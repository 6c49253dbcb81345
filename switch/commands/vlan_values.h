/* SPDX-License-Identifier: BSD-2-Clause */
/* The VLANs and EtherTypes that a line names. */
#ifndef COMMANDS_VLAN_VALUES_H
#define COMMANDS_VLAN_VALUES_H

#include "app.h"
#include "base/vids.h"
#include "control/command.h"
#include "control/grammar.h"

/** command_note_vlans() - Where VLANs are set while they are off, say so */
void command_note_vlans(const struct app *app, const struct args *args,
			struct answer *answer);

/** command_real_vids() - VLANs that ports can be in: not 0; else @err is set */
int command_real_vids(const struct args *args, const char *name,
		      struct vids *vids, struct err *err);

/** command_tpid() - The value called "ethertype"; 0 for default */
int command_tpid(const struct args *args, uint16_t *tpid, struct err *err);

/** command_tpid_word() - The word for it */
const char *command_tpid_word(uint16_t tpid);

/** command_vids() - The VLANs that a line names, all if it names none */
struct vids command_vids(const struct args *args, const char *name);

#endif /* COMMANDS_VLAN_VALUES_H */
