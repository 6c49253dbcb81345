/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/heard.h"

bool heard_read(struct heard *h, const struct record *record)
{
	h->record = record;
	if (!record_frame(record, &h->f))
		return false;
	frame_hosts(&h->f, &h->hosts);
	return true;
}

bool heard_is_accepted(const struct heard *h)
{
	return record_is_accepted(h->record);
}
