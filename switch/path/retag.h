/* SPDX-License-Identifier: BSD-2-Clause */
/* The outer tag with which a frame leaves: that of its VLAN, or none. */
#ifndef PATH_RETAG_H
#define PATH_RETAG_H

#include "core/decide.h"
#include "frame/tag.h"

/**
 * retag_is_done() - Whether a frame has the tag that it is to leave with
 * @v:		Verdict on @f, with a VLAN
 * @tpid:	EtherType of the VLAN's tag
 * @to_tagged:	It is to leave with that tag; else without one
 */
static inline bool retag_is_done(const struct frame *f,
				 const struct verdict *v, uint16_t tpid,
				 bool to_tagged)
{
	if (v->tagged != to_tagged)
		return false;
	return !to_tagged || (f->tpid == tpid && (f->tci & TCI_VID) == v->vid &&
			      !(tag_is_old(tpid) && f->gso_size));
}

/** retag() - Give it that tag, or remove its own, in place */
void retag(struct frame *f, const struct verdict *v, uint16_t tpid,
	   bool to_tagged);

#endif /* PATH_RETAG_H */
