/* SPDX-License-Identifier: BSD-2-Clause */
#include "port/dgram_group.h"

#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "port/link.h"
#include "port/udp.h"

/* Missing in older kernel headers */
#ifndef IPV6_MULTICAST_ALL
#define IPV6_MULTICAST_ALL 29
#endif

static int join_failed(const char *what, const struct address *group,
		       struct err *err)
{
	const int errnum = errno;
	char text[ADDRESS_TEXT_SIZE];

	if (errnum == ENODEV || errnum == ENETUNREACH ||
	    errnum == EADDRNOTAVAIL)
		return err_say(err, errnum, "no-route", 0,
			       "%s %s: no route by an interface that is up "
			       "and has an address: name an interface with "
			       "\"dev IFNAME\", or add a route with \"ip "
			       "route add\"",
			       what, address_format(group, text));
	return err_set(err, errnum, "%s %s", what, address_format(group, text));
}

/* The socket receives only the group and interface that it has joined itself,
 * and other sockets may be bound to the same group. */
static int join(int fd, const struct address *group, int index)
{
	const bool is_ipv6 = group->any.sa_family == AF_INET6;
	const int level = is_ipv6 ? IPPROTO_IPV6 : IPPROTO_IP;
	struct group_req req = { .gr_interface = (unsigned int)index };
	const int one = 1, zero = 0;

	memcpy(&req.gr_group, &group->storage, group->len);
	setsockopt(fd, level, is_ipv6 ? IPV6_MULTICAST_ALL : IP_MULTICAST_ALL,
		   &zero, sizeof(zero));
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) ||
	    bind(fd, &group->any, group->len))
		return -1;
	return setsockopt(fd, level, MCAST_JOIN_GROUP, &req, sizeof(req));
}

/* Adds the interface to a link-local address or group. */
static struct address on_link(const struct address *address, int index)
{
	struct address a = *address;
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&a.storage;

	if (a.any.sa_family == AF_INET6 &&
	    (IN6_IS_ADDR_LINKLOCAL(&in6->sin6_addr) ||
	     IN6_IS_ADDR_MC_LINKLOCAL(&in6->sin6_addr)))
		in6->sin6_scope_id = (uint32_t)index;
	return a;
}

/* Without a source address, our own frames would come back from any address
 * that the host gets later. */
static bool has_source(const struct address *self)
{
	const struct sockaddr_in *in = (const struct sockaddr_in *)self;

	return self->any.sa_family != AF_INET ||
	       in->sin_addr.s_addr != INADDR_ANY;
}

static int open_sender(struct dgram_group *g, const struct address *group,
		       int index, struct err *err)
{
	g->tx_fd = udp_socket(group->any.sa_family, err);
	if (g->tx_fd < 0)
		return g->tx_fd;
	g->self.len = sizeof(g->self.storage);
	if (udp_set_multicast_if(g->tx_fd, group->any.sa_family, index) ||
	    connect(g->tx_fd, &group->any, group->len) ||
	    getsockname(g->tx_fd, &g->self.any, &g->self.len))
		return join_failed("send to", group, err);
	g->self = on_link(&g->self, index);
	if (has_source(&g->self))
		return 0;
	errno = EADDRNOTAVAIL;
	return join_failed("send to", group, err);
}

static int claim_it(struct claim *claim, const struct address *group, int index,
		    struct err *err)
{
	const struct claim_resource resource = claim_group(group, index);
	char text[ADDRESS_TEXT_SIZE], what[ADDRESS_TEXT_SIZE + 16];

	snprintf(what, sizeof(what), "group \"%s\"",
		 address_format(group, text));
	return claim_take(claim, &resource, what, err);
}

static int towards(const struct address *group)
{
	const struct sockaddr_in *in = (const struct sockaddr_in *)group;
	const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)group;
	const void *address = &in->sin_addr;

	if (group->any.sa_family == AF_INET6)
		address = &in6->sin6_addr;
	return link_route_to(group->any.sa_family, address);
}

int dgram_group_find(const struct address *group, const char *ifname,
		     struct err *err)
{
	int index = *ifname ? (int)if_nametoindex(ifname) : towards(group);

	if (!*ifname || index)
		return index;
	err_say(err, ENODEV, "no-such-interface", 0,
		"interface \"%s\" does not exist", ifname);
	err->key = "dev";
	return -ENODEV;
}

int dgram_group_open(struct dgram_group *g, const struct address *group,
		     int index, struct claim *claim, struct err *err)
{
	struct address there;
	int ret;

	*g = (struct dgram_group){ .rx_fd = -1, .tx_fd = -1 };
	ret = claim_it(claim, group, index, err);
	if (ret)
		return ret;
	g->rx_fd = udp_socket(group->any.sa_family, err);
	if (g->rx_fd < 0)
		return g->rx_fd;
	there = on_link(group, index);
	ret = join(g->rx_fd, &there, index)
		      ? join_failed("join", group, err)
		      : open_sender(g, &there, index, err);
	if (ret)
		dgram_group_close(g);
	return ret;
}

bool dgram_group_can_send(const struct dgram_group *g,
			  const struct address *group, int index)
{
	const struct address there = on_link(group, index);

	return udp_can_send(&g->self, &there, index);
}

void dgram_group_close(struct dgram_group *g)
{
	if (g->rx_fd >= 0)
		close(g->rx_fd);
	if (g->tx_fd >= 0)
		close(g->tx_fd);
	g->rx_fd = -1;
	g->tx_fd = -1;
}
