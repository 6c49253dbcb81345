/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/violation.h"

const char *violation_mode_word(enum violation_mode mode)
{
	static const char *const words[VIOLATION_MODE_COUNT] = {
		[VIOLATION_FLOOD] = "flood",
		[VIOLATION_PROTECT] = "protect",
		[VIOLATION_RESTRICT] = "restrict",
		[VIOLATION_SHUTDOWN] = "shutdown",
	};

	return words[mode];
}

static struct violation *find(struct violations *all, struct mac mac,
			      vlan_id vid, port_no port)
{
	for (size_t i = 0; i < all->n; i++) {
		struct violation *v = &all->by[i];

		if (v->port == port && v->vid == vid && mac_equal(v->mac, mac))
			return v;
	}
	return NULL;
}

static struct violation *slot_for_new(struct violations *all)
{
	struct violation *oldest = &all->by[0];

	if (all->n < VIOLATIONS_MAX)
		return &all->by[all->n++];
	for (size_t i = 1; i < all->n; i++)
		if (all->by[i].last_ms < oldest->last_ms)
			oldest = &all->by[i];
	all->evicted++;
	return oldest;
}

bool violations_note(struct violations *all, struct mac mac, vlan_id vid,
		     port_no port, int64_t now_ms)
{
	struct violation *v = find(all, mac, vid, port);
	const bool begins = !v || now_ms - v->last_ms >= VIOLATION_PAUSE_MS;

	if (!v) {
		v = slot_for_new(all);
		*v = (struct violation){ mac, vid, port, now_ms, now_ms, 0 };
	}
	v->last_ms = now_ms;
	v->count++;
	return begins;
}

void violations_forget(struct violations *all, port_no port)
{
	size_t kept = 0;

	for (size_t i = 0; i < all->n; i++)
		if (port != PORT_NONE && all->by[i].port != port)
			all->by[kept++] = all->by[i];
	all->n = kept;
	if (port == PORT_NONE)
		all->evicted = 0;
}
