/* SPDX-License-Identifier: BSD-2-Clause */
/* Changes an open tap: all steps that can fail, and how they are undone. */
#include <errno.h>
#include <string.h>

#include "port/passed_fd.h"
#include "port/netns.h"
#include "port/tap_dev.h"

/**
 * struct change - A change of an open tap's configuration
 * @found:	The interface before the change
 * @parts:	Of enum link_part: the settings that were changed
 * @added:	Addresses of @to that this port had added before, as bits
 * @fresh:	Addresses of @to that this change has added, as bits
 */
struct change {
	struct tap_opened *tap;
	const struct tap_config *from;
	const struct tap_config *to;
	struct link found;
	unsigned int parts;
	uint64_t added;
	uint64_t fresh;
};

static bool has_address(const struct tap_config *c, const struct prefix *prefix,
			size_t *nth)
{
	for (*nth = 0; *nth < c->address_count; (*nth)++)
		if (prefix_equal(&c->addresses[*nth], prefix))
			return true;
	return false;
}

static bool has_same_addresses(const struct tap_config *a,
			       const struct tap_config *b)
{
	size_t nth;

	for (size_t i = 0; i < b->address_count; i++)
		if (!has_address(a, &b->addresses[i], &nth))
			return false;
	return a->address_count == b->address_count;
}

static bool has_same_access(const struct tap_config *a,
			    const struct tap_config *b)
{
	return a->owner == b->owner && a->group == b->group &&
	       a->persist == b->persist;
}

static bool is_same_device(const struct tap_config *a,
			   const struct tap_config *b)
{
	if (!passed_fd_is_same(&a->passed, &b->passed))
		return false;
	if (a->passed.fd >= 0)
		return true;
	return netns_is_same(a->netns, b->netns) &&
	       !strcmp(a->ifname, b->ifname);
}

/* The kernel cannot unset these. */
static bool keeps_access(const struct tap_config *a, const struct tap_config *b)
{
	return (a->owner == (uid_t)-1 || b->owner != (uid_t)-1) &&
	       (a->group == (gid_t)-1 || b->group != (gid_t)-1);
}

enum port_likeness tap_config_compare(const struct tap_config *a,
				      const struct tap_config *b)
{
	bool is_equal = a->has_mac == b->has_mac &&
			(!a->has_mac || mac_equal(a->mac, b->mac)) &&
			a->mtu == b->mtu && a->set_up == b->set_up &&
			a->offload == b->offload && has_same_access(a, b) &&
			has_same_addresses(a, b);

	return port_likeness(is_same_device(a, b) && keeps_access(a, b),
			     is_equal);
}

/* The interface's settings under a configuration */
static struct link settings_of(const struct tap_opened *tap,
			       const struct tap_config *c)
{
	struct link goal = tap->link_before;

	if (c->has_mac)
		goal.mac = c->mac;
	if (c->mtu)
		goal.mtu = c->mtu;
	if (c->set_up)
		goal.up = true;
	return goal;
}

static unsigned int parts_between(const struct link *a, const struct link *b)
{
	unsigned int parts = 0;

	if (!mac_equal(a->mac, b->mac))
		parts |= LINK_MAC;
	if (a->mtu != b->mtu)
		parts |= LINK_MTU;
	if (a->up != b->up)
		parts |= LINK_UP;
	return parts;
}

static int change_link(struct change *c, struct err *err)
{
	static const struct {
		enum link_part part;
		const char *key;
	} order[] = {
		{ LINK_MAC, "mac" },
		{ LINK_MTU, "mtu" },
		{ LINK_UP, "up" },
	};
	const struct link from = settings_of(c->tap, c->from);
	struct link to = settings_of(c->tap, c->to);
	unsigned int parts = parts_between(&from, &to);

	to.index = c->found.index;
	for (size_t i = 0; i < ARRAY_SIZE(order); i++) {
		int ret;

		if (!(parts & order[i].part))
			continue;
		ret = link_set(c->found.ifname, &to, order[i].part, err);
		if (ret) {
			err->key = order[i].key;
			return ret;
		}
		c->parts |= order[i].part;
	}
	return 0;
}

static int add_addresses(struct change *c, struct err *err)
{
	for (size_t i = 0; i < c->to->address_count; i++) {
		const struct prefix *address = &c->to->addresses[i];
		size_t nth;
		int ret;

		if (has_address(c->from, address, &nth)) {
			c->added |= (c->tap->added >> nth & 1) << i;
			continue;
		}
		ret = link_add_address(c->found.ifname, c->found.index, address,
				       err);
		if (ret < 0) {
			err->key = "address";
			err->nth = i;
			return ret;
		}
		if (ret == LINK_ADDRESS_ADDED)
			c->fresh |= UINT64_C(1) << i;
	}
	return 0;
}

/* Removes addresses that we had added.  With the primary address of a network
 * the kernel removes the secondary ones too (unless promote_secondaries is
 * set), so those are added again. */
static void drop_addresses(struct change *c)
{
	bool has_dropped = false;
	struct err ignored;
	size_t nth;

	for (size_t i = 0; i < c->from->address_count; i++) {
		const struct prefix *address = &c->from->addresses[i];

		if (!(c->tap->added >> i & 1) ||
		    has_address(c->to, address, &nth))
			continue;
		link_del_address(c->found.ifname, c->found.index, address,
				 &ignored);
		has_dropped = true;
	}
	for (size_t i = 0; has_dropped && i < c->to->address_count; i++)
		link_add_address(c->found.ifname, c->found.index,
				 &c->to->addresses[i], &ignored);
}

static enum tap_persist persist_of(const struct tap_opened *tap,
				   const struct tap_config *c)
{
	if (c->persist != TAP_PERSIST_AS_IS)
		return c->persist;
	return tap->was_persistent ? TAP_PERSIST_ON : TAP_PERSIST_OFF;
}

static int set_access(const struct change *c, const struct tap_config *from,
		      const struct tap_config *to, struct err *err)
{
	struct tap_config access = {
		.owner = from->owner == to->owner ? (uid_t)-1 : to->owner,
		.group = from->group == to->group ? (gid_t)-1 : to->group,
		.persist = TAP_PERSIST_AS_IS,
	};

	if (persist_of(c->tap, from) != persist_of(c->tap, to))
		access.persist = persist_of(c->tap, to);
	return tap_dev_set_access(c->tap->fd, c->found.ifname, &access, err);
}

static void undo_change(struct change *c)
{
	struct err ignored;

	for (size_t i = 0; i < c->to->address_count; i++)
		if (c->fresh >> i & 1)
			link_del_address(c->found.ifname, c->found.index,
					 &c->to->addresses[i], &ignored);
	if (c->parts)
		link_set(c->found.ifname, &c->found, c->parts, &ignored);
}

/* Steps that cannot be undone, or cannot fail, come last. */
static int apply_change(struct change *c, struct err *err)
{
	int ret = change_link(c, err);

	if (!ret)
		ret = add_addresses(c, err);
	if (!ret) {
		struct err ignored;

		ret = set_access(c, c->from, c->to, err);
		if (ret)
			set_access(c, c->to, c->from, &ignored);
	}
	if (ret)
		undo_change(c);
	else
		drop_addresses(c);
	return ret;
}

static void note_change(struct change *c)
{
	struct tap_opened *tap = c->tap;
	const struct link to = settings_of(tap, c->to);

	tap->link = c->found;
	if (c->parts & LINK_MAC)
		tap->link.mac = to.mac;
	if (c->parts & LINK_MTU)
		tap->link.mtu = to.mtu;
	tap->added = c->added | c->fresh;
	if (tap->has_vnet && c->from->offload != c->to->offload)
		tap->offloads = c->to->offload ? tap_dev_widest_offload(tap->fd)
					       : tap_dev_no_offload(tap->fd);
}

int tap_opened_change(struct tap_opened *tap, const struct tap_config *from,
		      const struct tap_config *to, struct err *err)
{
	struct change c = {
		.tap = tap,
		.from = from,
		.to = to,
		.found = tap->link,
	};
	const char *key = tap_config_link_key(to);
	int back = -1, ret;

	if (tap->is_known || key) {
		back = tap_dev_visit(tap->fd, tap->home_index, &c.found, err);
		if (back == -EBADFD)
			return 0;
		if (back < 0) {
			err->key = key;
			return back;
		}
	}
	ret = apply_change(&c, err);
	if (back >= 0)
		tap_dev_return(back);
	if (!ret)
		note_change(&c);
	return ret;
}
