/* SPDX-License-Identifier: BSD-2-Clause */
#include "port/udp.h"

#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/descriptor.h"
#include "port/denied.h"

int udp_socket(int family, struct err *err)
{
	int fd = descriptor_claim(
		socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));

	if (fd >= 0)
		return fd;
	if (descriptor_is_short(errno))
		return descriptor_err(err, errno, "a socket");
	return denied_socket(err_set(err, errno, "make a socket"), family, err);
}

int udp_set_multicast_if(int fd, int family, int index)
{
	const struct ip_mreqn by = { .imr_ifindex = index };
	const int one = 1;

	if (family == AF_INET6)
		return setsockopt(fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, &index,
				  sizeof(index)) ||
		       setsockopt(fd, IPPROTO_IPV6, IPV6_MULTICAST_LOOP, &one,
				  sizeof(one));
	return (index &&
		setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &by, sizeof(by))) ||
	       setsockopt(fd, IPPROTO_IP, IP_MULTICAST_LOOP, &one, sizeof(one));
}

/* The address with port 0, which lets the kernel choose: @address is in use. */
static struct address beside(const struct address *address)
{
	struct address a = *address;

	if (a.any.sa_family == AF_INET6)
		((struct sockaddr_in6 *)&a.storage)->sin6_port = 0;
	else
		((struct sockaddr_in *)&a.storage)->sin_port = 0;
	return a;
}

bool udp_can_send(const struct address *from, const struct address *to,
		  int index)
{
	const struct address a = beside(from);
	const int family = from->any.sa_family;
	int fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool ret;

	if (fd < 0)
		return true; /* unknown: assume that it can */
	ret = !bind(fd, &a.any, a.len) &&
	      !udp_set_multicast_if(fd, family, index) &&
	      !connect(fd, &to->any, to->len);
	close(fd);
	return ret;
}

/* EINVAL: IPv4, when the source address is no longer one of the host's. */
bool udp_is_unreachable(int errnum)
{
	return errnum == ENETUNREACH || errnum == EHOSTUNREACH ||
	       errnum == EADDRNOTAVAIL || errnum == EINVAL ||
	       errnum == ENETDOWN || errnum == ENODEV;
}
