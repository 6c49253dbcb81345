/* SPDX-License-Identifier: BSD-2-Clause */
#include "port/packet_dev.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/descriptor.h"
#include "frame/tag.h"
#include "port/denied.h"

/* One TCP stream of GSO frames lost frames with 1 MiB, and none with 2 MiB. */
#define RECEIVE_BYTES (4 * 1024 * 1024)
#define SEND_BYTES    (4 * 1024 * 1024)

int packet_dev_socket(struct err *err)
{
	/* Protocol 0, so that it receives nothing before it is bound. */
	int fd = descriptor_claim(
		socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));

	if (fd < 0 && descriptor_is_short(errno))
		return descriptor_err(err, errno, "a packet socket");
	if (fd < 0)
		return denied_socket(
			err_set(err, errno, "make a packet socket"), AF_PACKET,
			err);
	return fd;
}

static int set(int fd, int option, const char *what, struct err *err)
{
	const int one = 1;

	if (setsockopt(fd, SOL_PACKET, option, &one, sizeof(one)))
		return err_set(err, errno, "%s", what);
	return 0;
}

/* Without CAP_NET_ADMIN, the kernel limits them to net.core.[rw]mem_max. */
static void set_buffers(int fd)
{
	const int in = RECEIVE_BYTES, out = SEND_BYTES;

	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &in, sizeof(in)))
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &in, sizeof(in));
	if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &out, sizeof(out)))
		setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &out, sizeof(out));
}

int packet_dev_prepare(int fd, bool headers, struct err *err)
{
	int ret = 0;

	if (headers)
		ret = set(fd, PACKET_VNET_HDR, "ask for virtio-net headers",
			  err);
	if (!ret)
		ret = set(fd, PACKET_AUXDATA, "ask for VLAN tags", err);
	if (!ret)
		ret = set(fd, PACKET_IGNORE_OUTGOING,
			  "ignore frames that the host sends", err);
	set_buffers(fd);
	return ret;
}

int packet_dev_bind(int fd, int index, struct err *err)
{
	const struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = index,
	};

	if (bind(fd, (const struct sockaddr *)&address, sizeof(address)))
		return err_set(err, errno, "bind to interface %d", index);
	return 0;
}

int packet_dev_make_promiscuous(int fd, int index, struct err *err)
{
	const struct packet_mreq all = {
		.mr_ifindex = index,
		.mr_type = PACKET_MR_PROMISC,
	};

	if (setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &all,
		       sizeof(all)))
		return err_set(err, errno, "make interface %d promiscuous",
			       index);
	return 0;
}

int packet_dev_bound_index(int fd)
{
	struct sockaddr_ll address = { .sll_ifindex = 0 };
	socklen_t len = sizeof(address);

	if (getsockname(fd, (struct sockaddr *)&address, &len) ||
	    address.sll_family != AF_PACKET || address.sll_ifindex < 0)
		return 0;
	return address.sll_ifindex;
}

int packet_dev_index(int fd, const char *ifname)
{
	struct ifreq request = { .ifr_ifindex = 0 };

	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", ifname);
	return ioctl(fd, SIOCGIFINDEX, &request) ? 0 : request.ifr_ifindex;
}

bool packet_dev_is_bound(int fd, int index)
{
	struct ifreq request = { .ifr_ifindex = index };

	return packet_dev_bound_index(fd) == index &&
	       !ioctl(fd, SIOCGIFNAME, &request);
}

/* These requests take the interface's name. */
static bool get_by_name(int fd, struct link *link)
{
	struct ifreq request = { .ifr_ifindex = 0 };

	memcpy(request.ifr_name, link->ifname, sizeof(request.ifr_name));
	if (ioctl(fd, SIOCGIFFLAGS, &request))
		return false;
	link->up = request.ifr_flags & IFF_UP;
	link->running = link->up && (request.ifr_flags & IFF_RUNNING);
	if (ioctl(fd, SIOCGIFMTU, &request))
		return false;
	link->mtu = (uint32_t)request.ifr_mtu;
	if (ioctl(fd, SIOCGIFHWADDR, &request))
		return false;
	memcpy(&link->mac, request.ifr_hwaddr.sa_data, sizeof(link->mac));
	link->is_ethernet = request.ifr_hwaddr.sa_family == ARPHRD_ETHER;
	return true;
}

bool packet_dev_get(int fd, int index, struct link *link)
{
	struct ifreq before = { .ifr_ifindex = index };
	struct ifreq after = { .ifr_ifindex = index };

	if (ioctl(fd, SIOCGIFNAME, &before))
		return false;
	*link = (struct link){ .index = index };
	memcpy(link->ifname, before.ifr_name, sizeof(link->ifname));
	return get_by_name(fd, link) && !ioctl(fd, SIOCGIFNAME, &after) &&
	       !strcmp(before.ifr_name, after.ifr_name);
}

int packet_dev_netns(int fd)
{
	return ioctl(fd, SIOCGSKNS);
}

/* The kernel does not tell which GSO frames a packet socket takes; those of UDP
 * came with Linux 6.2. */
uint32_t packet_dev_offloads(void)
{
	struct utsname kernel;
	int major, minor;

	if (uname(&kernel) ||
	    sscanf(kernel.release, "%d.%d", &major, &minor) != 2 || major < 6 ||
	    (major == 6 && minor < 2))
		return OFFLOAD_ALL & ~OFFLOAD_USO;
	return OFFLOAD_ALL;
}

const char *packet_dev_gso_remedy(void)
{
	return packet_dev_offloads() & OFFLOAD_USO
		       ? "ethtool -K DEV tx-sctp-segmentation off"
		       : "ethtool -K DEV tx-udp-segmentation off "
			 "tx-sctp-segmentation off";
}

static void restore(struct buf *frame, const struct tpacket_auxdata *aux)
{
	struct frame f = { .data = frame->data, .len = frame->len };

	tag_push(&f,
		 aux->tp_status & TP_STATUS_VLAN_TPID_VALID ? aux->tp_vlan_tpid
							    : TPID_8021Q,
		 aux->tp_vlan_tci);
	*frame = (struct buf){ f.data, f.len };
}

static bool is_auxdata(const struct cmsghdr *c, const uint8_t *end)
{
	const size_t size = sizeof(struct tpacket_auxdata);

	return c->cmsg_level == SOL_PACKET && c->cmsg_type == PACKET_AUXDATA &&
	       c->cmsg_len >= CMSG_LEN(size) && CMSG_DATA(c) + size <= end;
}

/* A frame has one at most. */
static bool find_auxdata(uint8_t *control, size_t len,
			 struct tpacket_auxdata *aux)
{
	struct msghdr m = { .msg_control = control, .msg_controllen = len };

	for (struct cmsghdr *c = CMSG_FIRSTHDR(&m); c; c = CMSG_NXTHDR(&m, c)) {
		if (!is_auxdata(c, control + len))
			continue;
		memcpy(aux, CMSG_DATA(c), sizeof(*aux));
		return true;
	}
	return false;
}

bool packet_dev_csum_is_partial(uint8_t *control, size_t len)
{
	struct tpacket_auxdata aux;

	return find_auxdata(control, len, &aux) &&
	       aux.tp_status & TP_STATUS_CSUMNOTREADY;
}

void packet_dev_restore_tag(struct buf *frame, uint8_t *control, size_t len)
{
	struct tpacket_auxdata aux;

	if (frame->len >= ETH_HEADER_SIZE && find_auxdata(control, len, &aux) &&
	    aux.tp_status & TP_STATUS_VLAN_VALID)
		restore(frame, &aux);
}
