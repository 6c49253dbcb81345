/* SPDX-License-Identifier: BSD-2-Clause */
#include "path/retag.h"

/* PCP and DEI are kept (802.1Q-2018 6.9.3); a frame without a tag gets 0. */
void retag(struct frame *f, const struct verdict *v, uint16_t tpid,
	   bool to_tagged)
{
	if (!to_tagged)
		tag_pop(f);
	else if (v->tagged)
		tag_rewrite(f, tpid, (uint16_t)((f->tci & ~TCI_VID) | v->vid));
	else
		tag_push(f, tpid, v->vid);
	if (to_tagged && tag_is_old(tpid) && f->gso_size)
		f->needs |= OFFLOAD_OLD_TAG;
}
