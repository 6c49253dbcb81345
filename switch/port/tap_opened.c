/* SPDX-License-Identifier: BSD-2-Clause */
/* Opens a tap: all steps that can fail, and how they are undone. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "base/log.h"
#include "frame/frame.h"
#include "port/passed_fd.h"
#include "port/async_close.h"
#include "port/link_watch.h"
#include "port/netns.h"
#include "port/tap_dev.h"

#define NETNS_MOVES_MAX 8 /* to other namespaces, while it is being made */

static int make_device(const struct tap_config *c, struct tap_opened *tap,
		       struct err *err)
{
	char ifname[TAP_IFNAME_SIZE];

	snprintf(ifname, sizeof(ifname), "%s", c->ifname);
	tap->fd = tap_dev_make(ifname, err);
	tap->has_vnet = true;
	return tap->fd < 0 ? tap->fd : 0;
}

static int set_offloads(const struct tap_config *c, struct tap_opened *tap,
			struct err *err)
{
	int ret;

	if (!tap->has_vnet)
		return 0;
	ret = tap_dev_set_vnet_hdr(tap->fd, err);
	if (!ret)
		tap->offloads = c->offload ? tap_dev_widest_offload(tap->fd)
					   : tap_dev_no_offload(tap->fd);
	return ret;
}

static int add_addresses(const struct tap_config *c, struct tap_opened *tap,
			 struct err *err)
{
	for (size_t i = 0; i < c->address_count; i++) {
		int ret = link_add_address(tap->link.ifname, tap->link.index,
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
	int ret = link_set(tap->link.ifname, &tap->link, part, err);

	if (ret)
		err->key = key;
	return ret;
}

/* The settings that an interface keeps when it is moved to another namespace */
static int configure_device(const struct tap_config *c, struct tap_opened *tap,
			    struct err *err)
{
	int ret = 0;

	if (c->has_mac) {
		tap->link.mac = c->mac;
		ret = set_link("mac", tap, LINK_MAC, err);
	}
	if (!ret && c->mtu && c->mtu != tap->link.mtu) {
		tap->link.mtu = c->mtu;
		ret = set_link("mtu", tap, LINK_MTU, err);
	}
	return ret;
}

static int configure_link(const struct tap_config *c, struct tap_opened *tap,
			  struct err *err)
{
	int ret = configure_device(c, tap, err);

	if (!ret)
		ret = add_addresses(c, tap, err);
	if (!ret && c->set_up && !tap->link.up) {
		tap->link.up = true;
		ret = set_link("up", tap, LINK_UP, err);
	}
	return ret;
}

static void note_link(struct tap_opened *tap, const struct link *link)
{
	tap->link = tap->link_before = *link;
	tap->is_known = true;
	tap->was_persistent = tap_dev_is_persistent(tap->fd);
}

/* @link is in the thread's namespace. */
static int claim_link(struct claim *claim, const struct link *link,
		      struct err *err)
{
	const struct claim_resource resource =
		claim_interface(netns_id(), link->index);
	char what[32];

	snprintf(what, sizeof(what), "interface \"%s\"", link->ifname);
	return claim_take(claim, &resource, what, err);
}

/* If the interface is another port's, a better error than the kernel's: "in-use" */
static int make_error(const struct tap_config *c, struct claim *claim, int ret,
		      struct err *err)
{
	struct err other;
	struct link link;

	if (!link_get(c->ifname, &link, &other) &&
	    claim_link(claim, &link, &other)) {
		*err = other;
		err->key = "ifname";
		ret = -EBUSY;
	}
	claim_drop(claim);
	return ret;
}

/* Called in the namespace in which it is to be made */
static int make_here(const struct tap_config *c, struct claim *claim,
		     struct tap_opened *tap, struct err *err)
{
	struct link link;
	int ret;

	tap->made_in = netns_id();
	tap->is_followed = link_watch_covers(tap->made_in);
	ret = make_device(c, tap, err);
	if (ret)
		return make_error(c, claim, ret, err);
	ret = tap_dev_find(tap->fd, &link, err);
	if (!ret)
		ret = claim_link(claim, &link, err);
	if (ret)
		return ret;
	note_link(tap, &link);
	tap->home_index = c->netns ? 0 : link.index;
	ret = set_offloads(c, tap, err);
	return ret ? ret : configure_link(c, tap, err);
}

static int make_there(const struct tap_config *c, struct claim *claim,
		      struct tap_opened *tap, struct err *err)
{
	int back, ret;

	if (!c->netns)
		return make_here(c, claim, tap, err);
	back = netns_enter(c->netns, err);
	if (back < 0) {
		err->key = "netns";
		return back;
	}
	ret = make_here(c, claim, tap, err);
	netns_leave(back);
	return ret;
}

static struct netns_id current_netns(const struct tap_opened *tap)
{
	int netns = tap->fd < 0 ? -1 : tap_dev_netns(tap->fd);
	struct netns_id id = tap->made_in;

	if (netns < 0)
		return id;
	id = netns_id_of(netns);
	close(netns);
	return id;
}

/* A tap that was moved while it was being made is left as one that is moved
 * later: the kernel has removed its addresses and set it down. */
static int configure_moved(const struct tap_config *c, struct claim *claim,
			   struct tap_opened *tap, struct err *err)
{
	struct link link;
	int back, ret;

	tap->is_followed = false;
	back = tap_dev_visit(tap->fd, 0, &link, err);
	if (back < 0)
		return back;
	ret = claim_link(claim, &link, err);
	if (!ret && !tap->is_known)
		note_link(tap, &link);
	if (!ret) {
		tap->link = link;
		tap->added = 0;
		ret = set_offloads(c, tap, err);
	}
	if (!ret)
		ret = configure_device(c, tap, err);
	tap_dev_return(back);
	return ret;
}

/* The interface may be moved to another namespace as soon as it exists. */
static int make_tap(const struct tap_config *c, struct claim *claim,
		    struct tap_opened *tap, struct err *err)
{
	int ret = make_there(c, claim, tap, err);
	struct netns_id failed_in = tap->made_in, now;

	for (int i = 0; ret && i < NETNS_MOVES_MAX; i++) {
		now = current_netns(tap);
		if (netns_id_equal(now, failed_in))
			break;
		failed_in = now;
		ret = configure_moved(c, claim, tap, err);
	}
	return ret;
}

const char *tap_config_link_key(const struct tap_config *c)
{
	if (c->has_mac)
		return "mac";
	if (c->mtu)
		return "mtu";
	if (c->address_count)
		return "address";
	return c->set_up ? "up" : NULL;
}

/* Uses a passed tap whose interface cannot be found; its frames can still be
 * read and written. */
static int use_unknown(const struct tap_config *c, struct tap_opened *tap,
		       struct err *err)
{
	const char *key = tap_config_link_key(c);
	int ret;

	if (key) {
		err->key = key;
		return -EPERM;
	}
	if (passed_fd_check_unique(&c->passed, err)) {
		err->key = "fd";
		return -EBUSY;
	}
	log_warn("fd %d: %s; its MTU is not known", c->passed.word, err->text);
	tap->link.mtu = TAP_MTU_MAX;
	ret = tap_dev_name(tap->fd, &tap->link, err);
	return ret ? ret : set_offloads(c, tap, err);
}

/* Called in the namespace in which it is */
static int adopt_here(const struct tap_config *c, struct claim *claim,
		      const struct link *link, struct tap_opened *tap,
		      struct err *err)
{
	int ret;

	if (link->has_packet_info)
		ret = err_say(
			err, EINVAL, "not-a-tap", 0,
			"\"%s\" was made without IFF_NO_PI: make it with this "
			"flag",
			link->ifname);
	else
		ret = claim_link(claim, link, err);
	if (ret) {
		err->key = "fd";
		return ret;
	}
	note_link(tap, link);
	ret = set_offloads(c, tap, err);
	return ret ? ret : configure_link(c, tap, err);
}

static int adopt_there(const struct tap_config *c, struct claim *claim,
		       struct tap_opened *tap, struct err *err)
{
	struct link link;
	int back, ret;

	back = tap_dev_visit(tap->fd, 0, &link, err);
	if (back < 0)
		return back == -EPERM ? use_unknown(c, tap, err) : back;
	ret = adopt_here(c, claim, &link, tap, err);
	tap_dev_return(back);
	return ret;
}

static int adopt(const struct tap_config *c, struct claim *claim,
		 struct tap_opened *tap, struct err *err)
{
	int ret = passed_fd_acquire(&c->passed, claim, err);

	if (!ret) {
		ret = tap_dev_adopt(c->passed.fd, &tap->before, err);
		if (ret)
			passed_fd_release(&c->passed);
	}
	if (ret) {
		err->key = "fd";
		return ret;
	}
	tap->fd = c->passed.fd;
	tap->has_vnet = tap->before.header_size;
	ret = adopt_there(c, claim, tap, err);
	if (ret)
		tap_opened_undo(tap, c);
	return ret;
}

int tap_opened_make(const struct tap_config *c, struct claim *claim,
		    struct tap_opened *tap, struct err *err)
{
	int ret;

	*tap = (struct tap_opened){ .fd = -1 };
	if (c->passed.fd >= 0)
		return adopt(c, claim, tap, err);
	ret = make_tap(c, claim, tap, err);
	if (ret)
		tap_opened_undo(tap, c);
	return ret;
}

/* @now has its present name and index: it may have been moved or renamed. */
static void restore_link(const struct tap_config *c,
			 const struct tap_opened *tap, const struct link *now)
{
	const struct tap_config access = {
		.owner = (uid_t)-1,
		.group = (gid_t)-1,
		.persist =
			tap->was_persistent ? TAP_PERSIST_ON : TAP_PERSIST_OFF,
	};
	struct link before = tap->link_before;
	struct err ignored;

	/* An owner cannot be unset, so owners are set last and not restored. */
	if (c->persist != TAP_PERSIST_AS_IS)
		tap_dev_set_access(tap->fd, now->ifname, &access, &ignored);
	for (size_t i = 0; i < c->address_count; i++)
		if (tap->added >> i & 1)
			link_del_address(now->ifname, now->index,
					 &c->addresses[i], &ignored);
	before.index = now->index;
	link_set(now->ifname, &before, LINK_MAC | LINK_MTU | LINK_UP, &ignored);
}

static bool stays_after_close(const struct tap_opened *tap,
			      const struct tap_config *c)
{
	if (c->passed.fd >= 0 || c->persist == TAP_PERSIST_ON)
		return true;
	return c->persist == TAP_PERSIST_AS_IS && tap->was_persistent;
}

/* The next user of the tap expects the short header, and offloads that fit it. */
static void reset_offload(const struct tap_opened *tap,
			  const struct tap_config *c)
{
	if (tap->fd >= 0 && tap->offloads & OFFLOAD_UDP_TUNNEL &&
	    stays_after_close(tap, c))
		tap_dev_reset_offload(tap->fd);
}

static void release(struct tap_opened *tap, const struct tap_config *c)
{
	if (tap->fd < 0)
		return;
	if (c->passed.fd >= 0)
		passed_fd_release(&c->passed);
	else
		async_close(tap->fd);
	tap->fd = -1;
}

void tap_opened_undo(struct tap_opened *tap, const struct tap_config *c)
{
	struct err ignored;
	struct link now;
	int back = -1;

	if (tap->is_known)
		back = tap_dev_visit(tap->fd, tap->home_index, &now, &ignored);
	if (back >= 0) {
		restore_link(c, tap, &now);
		tap_dev_return(back);
	}
	reset_offload(tap, c);
	if (c->passed.fd >= 0)
		tap_dev_restore(c->passed.fd, &tap->before);
	release(tap, c);
}

void tap_opened_close(struct tap_opened *tap, const struct tap_config *c)
{
	reset_offload(tap, c);
	release(tap, c);
}
