/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From verdicts to writes.
 *
 * egress_add() puts a frame on the list of each port that gets it, with its
 * VLAN's tag for some and without for others; egress_flush() then visits each
 * of those ports once.  A port gets a frame as it came when it takes what the
 * frame leaves undone, else the plain form: checksum finished, cut to pieces.
 * That is made at most once for all ports of the same tag.
 *
 * A list holds IO_BATCH frames.  One that is full is sent before more is added,
 * so a port may get any number of frames of one batch: mirrors do.
 *
 * egress_merge() does the opposite for a batch that came in plain frames: for a
 * port that takes GSO frames, it makes some.
 */
#ifndef PATH_EGRESS_H
#define PATH_EGRESS_H

#include "core/decide.h"

struct app;
struct egress;

/** egress_new() - NULL when memory is short */
struct egress *egress_new(void);
void egress_free(struct egress *egress);

/**
 * egress_merge() - Make GSO frames for the ports that take them
 *
 * Of what is added until egress_flush() alone: nothing waits for a next batch.
 */
void egress_merge(struct app *app);

/**
 * egress_add() - List a frame for the ports of its verdict
 * @f:		Borrowed until egress_flush().  Where the verdict's VLAN asks for
 *		another tag, it is changed in place, or copied if it is on a list
 *		already: what is listed does not change
 *
 * A frame may get several verdicts.  First come those without a VLAN: they send it
 * as it came, as a mirror needs it.  Then comes one in a VLAN at most.
 */
void egress_add(struct app *app, struct frame *f, const struct verdict *v);

/** egress_flush() - Hand all that is listed to the ports, and count it */
void egress_flush(struct app *app);

#endif /* PATH_EGRESS_H */
