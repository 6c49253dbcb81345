/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finds the interface of a tap's descriptor, and its namespace.  A name alone
 * does not identify an interface: every namespace may have an eth0.
 */
#include <errno.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "port/netns.h"
#include "port/tap_dev.h"

/* Missing in older kernel headers */
#ifndef TUNGETDEVNETNS
#define TUNGETDEVNETNS _IO('T', 227)
#endif

#define FIND_TRIES 8	     /* the interface may be renamed meanwhile */
#define NO_VISIT   INT32_MAX /* the thread is in its namespace already */

int tap_dev_name(int fd, struct link *link, struct err *err)
{
	struct ifreq name = { 0 }, mac = { 0 };

	if (tap_dev_get(fd, TUNGETIFF, &name) || ioctl(fd, SIOCGIFHWADDR, &mac))
		return err_set(err, errno, "read the interface of a tap");
	snprintf(link->ifname, sizeof(link->ifname), "%.*s",
		 LINK_IFNAME_SIZE - 1, name.ifr_name);
	memcpy(&link->mac, mac.ifr_hwaddr.sa_data, sizeof(link->mac));
	return 0;
}

static int unknown_netns(const struct link *link, struct err *err)
{
	return err_say(err, EPERM, "unknown-netns", 0,
		       "the network namespace of tap \"%s\" is unknown: the "
		       "switch needs CAP_NET_ADMIN there",
		       link->ifname);
}

static bool is_found(int fd, const struct link *found)
{
	struct link own;
	struct err ignored;

	return found->is_tun && !tap_dev_name(fd, &own, &ignored) &&
	       !strcmp(own.ifname, found->ifname) &&
	       mac_equal(own.mac, found->mac);
}

int tap_dev_find(int fd, struct link *link, struct err *err)
{
	struct link own;
	int ret = 0;

	for (int i = 0; i < FIND_TRIES && !ret; i++) {
		ret = tap_dev_name(fd, &own, err);
		if (!ret && !link_get(own.ifname, link, err) &&
		    is_found(fd, link))
			return 0;
	}
	return ret ? ret : unknown_netns(&own, err);
}

/* Fails with EPERM without CAP_NET_ADMIN there, and with EINVAL before Linux
 * 5.2. */
int tap_dev_netns(int fd)
{
	return ioctl(fd, TUNGETDEVNETNS);
}

static int enter(int netns, struct err *err)
{
	int back = netns_id_equal(netns_id_of(netns), netns_id())
			   ? NO_VISIT
			   : netns_enter_fd(netns, err);

	close(netns);
	return back;
}

static int find_in_own_netns(int fd, int home_index, struct link *link,
			     struct err *err)
{
	int ret = tap_dev_name(fd, link, err);

	if (ret)
		return ret;
	if (!home_index)
		return unknown_netns(link, err);
	ret = tap_dev_find(fd, link, err);
	if (!ret && link->index != home_index)
		ret = unknown_netns(link, err);
	return ret ? ret : NO_VISIT;
}

int tap_dev_visit(int fd, int home_index, struct link *link, struct err *err)
{
	int netns = tap_dev_netns(fd);
	int back, ret;

	if (netns < 0)
		return find_in_own_netns(fd, home_index, link, err);
	back = enter(netns, err);
	if (back < 0)
		return back;
	ret = tap_dev_find(fd, link, err);
	if (!ret)
		return back;
	tap_dev_return(back);
	return ret;
}

void tap_dev_return(int back)
{
	if (back != NO_VISIT)
		netns_leave(back);
}
