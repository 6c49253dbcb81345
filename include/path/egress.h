/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Egress: turns verdicts into writes to ports.
 *
 * egress_add() puts a frame on the list of each egress port, with the VLAN's
 * tag for some ports and without for others; egress_flush() then visits each of
 * these ports once.  A port that supports the offloads that a frame needs gets
 * the frame unchanged.  Another port gets it with its checksum finished and cut
 * into segments; these are made at most once for all ports with the same tag.
 *
 * A list holds IO_BATCH frames.  A full list is sent before a frame is added,
 * so a port may get any number of frames of one batch, as a monitor does.
 *
 * egress_merge() does the opposite for a batch without GSO frames: it merges
 * frames into GSO frames for the ports that take them.
 */
#ifndef PATH_EGRESS_H
#define PATH_EGRESS_H

#include "core/decide.h"

struct app;
struct egress;

/** egress_new() - Allocate the lists and forms; NULL when memory is short */
struct egress *egress_new(void);
void egress_free(struct egress *egress);

/**
 * egress_merge() - Merge frames into GSO frames for the ports that take them
 *
 * Applies to the frames that are added until egress_flush(); none waits for the
 * next batch.
 */
void egress_merge(struct app *app);

/**
 * egress_add() - List a frame for the ports of its verdict
 * @f:		Borrowed until egress_flush().  If it must leave with another
 *		tag, it is changed in place, or copied if it is on a list
 *		already: a listed frame does not change
 *
 * May be called with several verdicts on one frame: first with those without a
 * VLAN, which send the frame unchanged, as a mirror needs it; then with at most
 * one that has a VLAN.
 */
void egress_add(struct app *app, struct frame *f, const struct verdict *v);

/**
 * egress_reserve() - Make room for @forms forms of a frame
 *
 * May send all that is listed.  To be called before the functions below; those
 * and egress_add() then add forms, and discard none.
 */
void egress_reserve(struct app *app, size_t forms);

/** egress_next_form() - The number of the form that is added next */
uint8_t egress_next_form(const struct app *app);

/** egress_form() - The frame of a form; it does not change */
const struct frame *egress_form(const struct app *app, uint8_t form);

/** egress_hold() - Add a form of a frame as it is, before egress_add() */
void egress_hold(struct app *app, const struct frame *f,
		 const struct verdict *v);

/**
 * egress_copy() - Add a form that is a copy of the first @len bytes of a frame
 * @vid:	VLAN whose tag is pushed in front of the others; VLAN_NONE: none
 */
void egress_copy(struct app *app, const struct frame *f,
		 const struct verdict *v, uint32_t len, vlan_id vid);

/** egress_list() - List a form for one more port */
void egress_list(struct app *app, uint8_t form, port_no to);

/** egress_flush() - Hand all listed frames to the ports, and count them */
void egress_flush(struct app *app);

#endif /* PATH_EGRESS_H */
