/* SPDX-License-Identifier: BSD-2-Clause */
#include "path/mirror_account.h"

void mirror_account_begin(struct mirror_account *account,
			  const struct mirrors *mirrors)
{
	account->count = 0;
	account->left_off = 0;
	for (size_t i = 0; i < mirrors->n; i++)
		account->frames[i] = mirrors->by[i]->frames;
}

/* A copy gets the tag of the VLAN for copies in front of those that it has. */
static int preview(const struct app *app, struct mirror_copy *copy,
		   const struct frame *part, struct err *err)
{
	const struct verdict v = { .vid = copy->mirror->to_vid };

	return preview_make(app, part, &v, copy->to, &copy->preview, err);
}

int mirror_account_add(struct mirror_account *account, const struct app *app,
		       const struct mirror_copy *copy, const struct frame *part,
		       struct err *err)
{
	struct mirror_copy *last = &account->copy[account->count];

	if (account->count == MIRROR_COPIES_MAX) {
		account->left_off++;
		return 0;
	}
	account->count++;
	*last = *copy;
	return last->missed == MIRROR_MISS_NONE ? preview(app, last, part, err)
						: 0;
}

void mirror_account_count(const struct mirror_account *account,
			  enum pkt_type pkt_type, port_no no,
			  struct counters *c)
{
	for (size_t i = 0; i < account->count; i++) {
		const struct mirror_copy *copy = &account->copy[i];

		if (copy->missed != MIRROR_MISS_NONE)
			continue;
		if (copy->port == no)
			c->mirrored++;
		if (copy->to == no)
			preview_count(&copy->preview, pkt_type, c);
	}
}
