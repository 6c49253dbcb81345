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

/* What a mirror copied of the same form before, to a port that gets the same;
 * NULL if there is none */
static const struct preview *find_same(const struct mirror_account *account,
				       const struct app *app,
				       const struct mirror_copy *copy,
				       const struct verdict *v)
{
	for (size_t i = (size_t)(copy - account->copy); i > 0; i--) {
		const struct mirror_copy *c = &account->copy[i - 1];

		if (c->form != copy->form)
			break;
		if (c->mirror == copy->mirror &&
		    c->missed == MIRROR_MISS_NONE &&
		    preview_is_same(app, v, c->to, copy->to))
			return &c->preview;
	}
	return NULL;
}

/* A copy gets the tag of the VLAN for copies in front of those that it has.
 * Many are equal, as those of a flooded frame: what they are is found once. */
static int preview(const struct mirror_account *account, const struct app *app,
		   struct mirror_copy *copy, const struct frame *part,
		   struct err *err)
{
	const struct verdict v = { .vid = copy->mirror->to_vid };
	const struct preview *same = find_same(account, app, copy, &v);

	if (!same)
		return preview_make(app, part, &v, copy->to, &copy->preview,
				    err);
	copy->preview = *same;
	return 0;
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
	return last->missed == MIRROR_MISS_NONE
		       ? preview(account, app, last, part, err)
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
