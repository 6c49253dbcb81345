/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copies of frames for mirrors; which ones, see core/mirror.h.
 *
 * Order:   a monitor gets copies in the order in which the switch handles
 *          frames: the copy of a frame as it came, then those of the frame as
 *          it leaves.  Of these, those without the VLAN's tag come first, and
 *          then the lower number of the port.
 * Form:    a copy is sent like any other frame: a GSO frame whole if the
 *          monitor takes it, else in segments.  It is not merged with others
 *          for a monitor.  If it is cut to a snaplen, its offloads are dropped.
 * Waiting: never.  What the monitor's driver refuses is counted there, in
 *          tx_drops, and nothing else is delayed, dropped or reordered.
 */
#ifndef PATH_MIRROR_H
#define PATH_MIRROR_H

#include "core/decide.h"
#include "path/mirror_account.h"

/**
 * mirror_received() - List copies of a frame as it came, whatever its verdict
 */
void mirror_received(struct app *app, const struct frame *f,
		     const struct verdict *v);

/** mirror_add() - egress_add(), and list copies of the frame as it leaves */
void mirror_add(struct app *app, struct frame *f, const struct verdict *v);

/**
 * mirror_explain() - List the copies that the two above would make
 * @v:		Verdict on @f, which has just been made
 *
 * The code that makes copies also lists them; nothing is counted or sent.
 *
 * Return: 0, or -ENOMEM with @err set
 */
int mirror_explain(const struct app *app, const struct frame *f,
		   const struct verdict *v, struct mirror_account *account,
		   struct err *err);

#endif /* PATH_MIRROR_H */
