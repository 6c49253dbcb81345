/* SPDX-License-Identifier: BSD-2-Clause */
/* Opening a tap: all that may fail, and the way back. */
#include <errno.h>
#include <stdio.h>

#include "port/adopted.h"
#include "port/closer.h"
#include "port/tap_dev.h"

static int get_device(const struct tap_config *c, struct tap_opened *tap,
		      struct err *err)
{
	if (c->adopted.fd >= 0) {
		tap->fd = c->adopted.fd;
		tap->has_vnet = tap->before.header_size;
		return 0;
	}
	snprintf(tap->ifname, sizeof(tap->ifname), "%s", c->ifname);
	tap->fd = tap_dev_make(tap->ifname, err);
	tap->has_vnet = true;
	return tap->fd < 0 ? tap->fd : 0;
}

static int set_offloads(const struct tap_config *c, struct tap_opened *tap,
			struct err *err)
{
	int ret;

	if (!tap->has_vnet)
		return 0;
	ret = tap_dev_set_vnet_hdr(tap->fd, tap->ifname, err);
	if (!ret)
		tap->offloads = c->offload ? tap_dev_widest_offload(tap->fd)
					   : tap_dev_no_offload(tap->fd);
	return ret;
}

static int add_addresses(const struct tap_config *c, struct tap_opened *tap,
			 struct err *err)
{
	for (size_t i = 0; i < c->address_count; i++) {
		int ret = link_add_address(tap->ifname, tap->link.index,
					   &c->addresses[i], err);

		if (ret < 0) {
			err->key = "address";
			err->nth = i;
			return ret;
		}
		if (ret == LINK_ADDRESS_ADDED)
			tap->added |= UINT64_C(1) << i;
	}
	return 0;
}

static int set_link(const char *key, struct tap_opened *tap,
		    enum link_part part, struct err *err)
{
	int ret = link_set(tap->ifname, &tap->link, part, err);

	if (ret)
		err->key = key;
	return ret;
}

static int configure_link(const struct tap_config *c, struct tap_opened *tap,
			  struct err *err)
{
	int ret = link_get(tap->ifname, &tap->link_before, err);

	if (ret)
		return ret;
	tap->link = tap->link_before;
	if (tap->link.has_packet_info) {
		ret = err_say(err, EINVAL, "not-a-tap", 0,
			      "\"%s\" was made without IFF_NO_PI", tap->ifname);
		err->key = "fd";
		return ret;
	}
	if (c->has_mac) {
		tap->link.mac = c->mac;
		ret = set_link("mac", tap, LINK_MAC, err);
	}
	if (!ret && c->mtu && c->mtu != tap->link.mtu) {
		tap->link.mtu = c->mtu;
		ret = set_link("mtu", tap, LINK_MTU, err);
	}
	if (!ret)
		ret = add_addresses(c, tap, err);
	if (!ret && c->set_up && !tap->link.up) {
		tap->link.up = true;
		ret = set_link("up", tap, LINK_UP, err);
	}
	return ret;
}

static int adopt(const struct tap_config *c, struct tap_opened *tap,
		 struct err *err)
{
	int ret = adopted_use(&c->adopted, err);

	if (!ret) {
		ret = tap_dev_adopt(c->adopted.fd, tap->ifname, &tap->before,
				    err);
		if (ret)
			adopted_rest(&c->adopted);
	}
	if (ret)
		err->key = "fd";
	return ret;
}

static int make_there(const struct tap_config *c, struct tap_opened *tap,
		      struct err *err)
{
	int back = tap_dev_visit_config(c, err);
	int ret;

	if (back < 0) {
		err->key = "netns";
		return back;
	}
	ret = get_device(c, tap, err);
	if (!ret)
		ret = set_offloads(c, tap, err);
	if (!ret)
		ret = configure_link(c, tap, err);
	tap_dev_return(back);
	return ret;
}

int tap_opened_make(const struct tap_config *c, struct tap_opened *tap,
		    struct err *err)
{
	int ret;

	*tap = (struct tap_opened){ .fd = -1 };
	ret = c->adopted.fd >= 0 ? adopt(c, tap, err) : 0;
	if (ret)
		return ret;
	ret = make_there(c, tap, err);
	if (ret)
		tap_opened_undo(tap, c);
	return ret;
}

static void restore_link(const struct tap_config *c, struct tap_opened *tap)
{
	const struct tap_config access = {
		.owner = (uid_t)-1,
		.group = (gid_t)-1,
		.persist = tap->link_before.is_persistent ? TAP_PERSIST_ON
							  : TAP_PERSIST_OFF,
	};
	struct err ignored;

	/* Nothing unsets an owner; that is why they are set last. */
	if (c->persist != TAP_PERSIST_AS_IS)
		tap_dev_set_access(tap->fd, tap->ifname, &access, &ignored);
	for (size_t i = 0; i < c->address_count; i++)
		if (tap->added >> i & 1)
			link_del_address(tap->ifname, tap->link.index,
					 &c->addresses[i], &ignored);
	link_set(tap->ifname, &tap->link_before, LINK_MAC | LINK_MTU | LINK_UP,
		 &ignored);
}

void tap_opened_undo(struct tap_opened *tap, const struct tap_config *c)
{
	struct err ignored;
	int back = -1;

	if (tap->link_before.index)
		back = tap_dev_visit(tap->fd, tap->ifname, &ignored);
	if (back >= 0) {
		restore_link(c, tap);
		tap_dev_return(back);
	}
	if (c->adopted.fd >= 0)
		tap_dev_restore(c->adopted.fd, &tap->before);
	tap_opened_close(tap, c);
}

void tap_opened_close(struct tap_opened *tap, const struct tap_config *c)
{
	if (tap->fd < 0 && c->adopted.fd < 0)
		return;
	if (c->adopted.fd >= 0)
		adopted_rest(&c->adopted);
	else
		closer_close(tap->fd);
	tap->fd = -1;
}
