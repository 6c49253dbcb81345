/* SPDX-License-Identifier: BSD-2-Clause */
#include "port/link.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/net_namespace.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/bytes.h"
#include "port/denied.h"

/**
 * struct transaction - One request and the kernel's answer
 * @request:	The request, in @buf, until it is sent
 * @kernel_text: The kernel's own message on a failure; "" if it gave none
 * @buf:	The request, then the answer; that about a link has some
 *		kilobytes
 */
struct transaction {
	struct nlmsghdr *request;
	char kernel_text[128];
	_Alignas(struct nlmsghdr) char buf[16384];
};

static struct nlmsghdr *begin_request(struct transaction *t, uint16_t type,
				      uint16_t flags)
{
	t->kernel_text[0] = '\0';
	t->request = mnl_nlmsg_put_header(t->buf);
	t->request->nlmsg_type = type;
	t->request->nlmsg_flags = NLM_F_REQUEST | flags;
	t->request->nlmsg_seq = 1;
	return t->request;
}

static int note_message(const struct nlattr *attr, void *data)
{
	struct transaction *t = data;

	if (mnl_attr_get_type(attr) == NLMSGERR_ATTR_MSG &&
	    !mnl_attr_validate(attr, MNL_TYPE_NUL_STRING))
		snprintf(t->kernel_text, sizeof(t->kernel_text), "%s",
			 mnl_attr_get_str(attr));
	return MNL_CB_OK;
}

/* Returns 0 or a negative errno, as the kernel does */
static int parse_nlmsgerr(const struct nlmsghdr *answer, struct transaction *t)
{
	const struct nlmsgerr *error = mnl_nlmsg_get_payload(answer);
	size_t skip = sizeof(*error);

	if (mnl_nlmsg_get_payload_len(answer) < skip)
		return -EBADMSG;
	if (!(answer->nlmsg_flags & NLM_F_CAPPED))
		skip += error->msg.nlmsg_len - sizeof(error->msg);
	if (answer->nlmsg_flags & NLM_F_ACK_TLVS &&
	    mnl_nlmsg_get_payload_len(answer) >= skip)
		mnl_attr_parse(answer, (unsigned int)skip, note_message, t);
	return error->error;
}

static int exchange(struct mnl_socket *nl, struct transaction *t,
		    const struct nlmsghdr **answer)
{
	int one = 1;
	ssize_t len;

	/* Older kernels refuse these, and give no message or a longer answer. */
	mnl_socket_setsockopt(nl, NETLINK_EXT_ACK, &one, sizeof(one));
	mnl_socket_setsockopt(nl, NETLINK_CAP_ACK, &one, sizeof(one));
	if (mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID) < 0 ||
	    mnl_socket_sendto(nl, t->request, t->request->nlmsg_len) < 0)
		return -errno;
	len = mnl_socket_recvfrom(nl, t->buf, sizeof(t->buf));
	if (len < 0)
		return -errno;
	*answer = (const struct nlmsghdr *)t->buf;
	if (!mnl_nlmsg_ok(*answer, (int)len))
		return -EBADMSG;
	if ((*answer)->nlmsg_type == NLMSG_ERROR)
		return parse_nlmsgerr(*answer, t);
	return 0;
}

/* Sends the request, and points @answer to the answer.  Returns 0, or a
 * negative errno, and @answer is not set. */
static int transact(struct transaction *t, const struct nlmsghdr **answer)
{
	struct mnl_socket *nl = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	int ret;

	if (!nl)
		return -errno;
	ret = exchange(nl, t, answer);
	mnl_socket_close(nl);
	return ret;
}

/* Sets @err after a failed transact(), with the kernel's message if there is
 * one. */
static int request_failed(const struct transaction *t, int errnum,
			  const char *what, const char *ifname, struct err *err)
{
	const char *colon = t->kernel_text[0] ? ": " : "";

	return denied_link(err_set(err, errnum, "%s \"%s\"%s%s", what, ifname,
				   colon, t->kernel_text),
			   err);
}

static int note_tun_attr(const struct nlattr *attr, void *data)
{
	struct link *link = data;

	if (mnl_attr_get_type(attr) == IFLA_TUN_PI &&
	    !mnl_attr_validate(attr, MNL_TYPE_U8))
		link->has_packet_info = mnl_attr_get_u8(attr);
	if ((mnl_attr_get_type(attr) == IFLA_TUN_NUM_QUEUES ||
	     mnl_attr_get_type(attr) == IFLA_TUN_NUM_DISABLED_QUEUES) &&
	    !mnl_attr_validate(attr, MNL_TYPE_U32))
		link->queues += mnl_attr_get_u32(attr);
	return MNL_CB_OK;
}

/* IFLA_INFO_KIND comes first, and tells whose attributes IFLA_INFO_DATA has. */
static int note_info_attr(const struct nlattr *attr, void *data)
{
	struct link *link = data;

	if (mnl_attr_get_type(attr) == IFLA_INFO_KIND)
		link->is_tun = !strcmp(mnl_attr_get_str(attr), "tun");
	if (mnl_attr_get_type(attr) == IFLA_INFO_DATA && link->is_tun)
		return mnl_attr_parse_nested(attr, note_tun_attr, data);
	return MNL_CB_OK;
}

/* Newer kernels have longer statistics; they need not be aligned, so copy them. */
static void note_stats(const struct nlattr *attr, struct link *link)
{
	struct rtnl_link_stats64 stats = { .tx_dropped = 0 };
	size_t len = mnl_attr_get_payload_len(attr);

	memcpy(&stats, mnl_attr_get_payload(attr),
	       len < sizeof(stats) ? len : sizeof(stats));
	link->tx_dropped = stats.tx_dropped;
}

static int note_attr(const struct nlattr *attr, void *data)
{
	struct link *link = data;

	switch (mnl_attr_get_type(attr)) {
	case IFLA_IFNAME:
		if (!mnl_attr_validate(attr, MNL_TYPE_NUL_STRING))
			snprintf(link->ifname, sizeof(link->ifname), "%s",
				 mnl_attr_get_str(attr));
		break;
	case IFLA_ADDRESS:
		if (mnl_attr_get_payload_len(attr) == sizeof(link->mac))
			memcpy(&link->mac, mnl_attr_get_payload(attr),
			       sizeof(link->mac));
		break;
	case IFLA_MTU:
		if (!mnl_attr_validate(attr, MNL_TYPE_U32))
			link->mtu = mnl_attr_get_u32(attr);
		break;
	case IFLA_STATS64:
		note_stats(attr, link);
		break;
	case IFLA_PROP_LIST:
		link->has_altnames = true;
		break;
	case IFLA_LINKINFO:
		mnl_attr_parse_nested(attr, note_info_attr, link);
		break;
	}
	return MNL_CB_OK;
}

bool link_parse(const struct nlmsghdr *message, struct link *link)
{
	const struct ifinfomsg *info;

	if (mnl_nlmsg_get_payload_len(message) < sizeof(*info))
		return false;
	info = mnl_nlmsg_get_payload(message);
	*link = (struct link){
		.index = info->ifi_index,
		.up = info->ifi_flags & IFF_UP,
		.running = (info->ifi_flags & IFF_UP) &&
			   (info->ifi_flags & IFF_RUNNING),
		.is_ethernet = info->ifi_type == ARPHRD_ETHER,
	};
	mnl_attr_parse(message, sizeof(*info), note_attr, link);
	/* Bridges and wireless drivers send other messages, without these. */
	return info->ifi_family == AF_UNSPEC && *link->ifname && link->mtu;
}

int link_get(const char *ifname, struct link *link, struct err *err)
{
	const struct nlmsghdr *answer;
	struct nlmsghdr *request;
	struct transaction t;
	int ret;

	request = begin_request(&t, RTM_GETLINK, 0);
	mnl_nlmsg_put_extra_header(request, sizeof(struct ifinfomsg));
	mnl_attr_put_strz(request, IFLA_IFNAME, ifname);
	/* Without statistics of IPv6, which are not used. */
	mnl_attr_put_u32(request, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
	ret = transact(&t, &answer);
	if (!ret &&
	    (answer->nlmsg_type != RTM_NEWLINK || !link_parse(answer, link)))
		ret = -EBADMSG;
	return ret ? request_failed(&t, -ret, "find interface", ifname, err)
		   : 0;
}

/* Describes a request of link_set(), for its error: "set mtu 9000 link up on" */
static void describe(const struct link *link, unsigned int parts, char *what,
		     size_t size)
{
	char mac[MAC_TEXT_SIZE], mtu[16];

	snprintf(mtu, sizeof(mtu), "%u", link->mtu);
	snprintf(what, size, "set%s%s%s%s%s%s on",
		 parts & LINK_MAC ? " mac " : "",
		 parts & LINK_MAC ? mac_format(link->mac, mac) : "",
		 parts & LINK_MTU ? " mtu " : "", parts & LINK_MTU ? mtu : "",
		 parts & LINK_UP ? " link " : "",
		 parts & LINK_UP ? link->up ? "up" : "down" : "");
}

int link_set(const char *ifname, const struct link *link, unsigned int parts,
	     struct err *err)
{
	const struct nlmsghdr *answer;
	struct nlmsghdr *request;
	struct ifinfomsg *info;
	struct transaction t;
	char what[80];
	int ret;

	request = begin_request(&t, RTM_NEWLINK, NLM_F_ACK);
	info = mnl_nlmsg_put_extra_header(request, sizeof(*info));
	info->ifi_index = link->index;
	if (parts & LINK_MAC)
		mnl_attr_put(request, IFLA_ADDRESS, sizeof(link->mac),
			     &link->mac);
	if (parts & LINK_MTU)
		mnl_attr_put_u32(request, IFLA_MTU, link->mtu);
	if (parts & LINK_UP) {
		info->ifi_change = IFF_UP;
		info->ifi_flags = link->up ? IFF_UP : 0;
	}
	ret = transact(&t, &answer);
	if (!ret)
		return 0;
	describe(link, parts, what, sizeof(what));
	return request_failed(&t, -ret, what, ifname, err);
}

/* The broadcast address has all host bits set (RFC 919, 7).  Networks of one or
 * two addresses have none (RFC 3021). */
static void put_broadcast(struct nlmsghdr *request, const struct prefix *prefix)
{
	uint32_t address = get_be32(prefix->address);

	if (prefix->bits < 31)
		mnl_attr_put_u32(request, IFA_BROADCAST,
				 htonl(address | UINT32_MAX >> prefix->bits));
}

static int request_address(uint16_t type, uint16_t flags, int index,
			   const struct prefix *prefix, struct transaction *t)
{
	bool is_ipv4 = prefix->family == AF_INET;
	size_t len = is_ipv4 ? 4 : 16;
	const struct nlmsghdr *answer;
	struct nlmsghdr *request;
	struct ifaddrmsg *info;

	request = begin_request(t, type, NLM_F_ACK | flags);
	info = mnl_nlmsg_put_extra_header(request, sizeof(*info));
	info->ifa_family = (uint8_t)prefix->family;
	info->ifa_prefixlen = prefix->bits;
	info->ifa_index = (uint32_t)index;
	/* No duplicate address detection (RFC 4862, 5.4): the address would be
	 * unusable for a second or two. */
	info->ifa_flags = is_ipv4 ? 0 : IFA_F_NODAD;
	mnl_attr_put(request, IFA_LOCAL, len, prefix->address);
	mnl_attr_put(request, IFA_ADDRESS, len, prefix->address);
	if (is_ipv4)
		put_broadcast(request, prefix);
	return transact(t, &answer);
}

int link_add_address(const char *ifname, int index, const struct prefix *prefix,
		     struct err *err)
{
	char text[PREFIX_TEXT_SIZE], what[96];
	struct transaction t;
	int ret = request_address(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, index,
				  prefix, &t);

	if (!ret)
		return LINK_ADDRESS_ADDED;
	if (ret == -EEXIST)
		return LINK_ADDRESS_EXISTS;
	snprintf(what, sizeof(what), "add address %s to",
		 prefix_format(prefix, text));
	return request_failed(&t, -ret, what, ifname, err);
}

int link_del_address(const char *ifname, int index, const struct prefix *prefix,
		     struct err *err)
{
	char text[PREFIX_TEXT_SIZE], what[96];
	struct transaction t;
	int ret = request_address(RTM_DELADDR, 0, index, prefix, &t);

	if (!ret)
		return 0;
	snprintf(what, sizeof(what), "remove address %s from",
		 prefix_format(prefix, text));
	return request_failed(&t, -ret, what, ifname, err);
}

static int note_oif(const struct nlattr *attr, void *data)
{
	int *index = data;

	if (mnl_attr_get_type(attr) == RTA_OIF &&
	    !mnl_attr_validate(attr, MNL_TYPE_U32))
		*index = (int)mnl_attr_get_u32(attr);
	return MNL_CB_OK;
}

int link_route_to(int family, const void *address)
{
	const uint8_t len = family == AF_INET ? 4 : 16;
	const struct nlmsghdr *answer;
	struct nlmsghdr *request;
	struct transaction t;
	struct rtmsg *info;
	int index = 0;

	request = begin_request(&t, RTM_GETROUTE, 0);
	info = mnl_nlmsg_put_extra_header(request, sizeof(*info));
	info->rtm_family = (uint8_t)family;
	info->rtm_dst_len = (uint8_t)(8 * len);
	mnl_attr_put(request, RTA_DST, len, address);
	if (!transact(&t, &answer) && answer->nlmsg_type == RTM_NEWROUTE)
		mnl_attr_parse(answer, sizeof(*info), note_oif, &index);
	return index;
}

static int note_nsid(const struct nlattr *attr, void *data)
{
	int32_t *nsid = data;

	if (mnl_attr_get_type(attr) == NETNSA_NSID &&
	    !mnl_attr_validate(attr, MNL_TYPE_U32))
		*nsid = (int32_t)mnl_attr_get_u32(attr);
	return MNL_CB_OK;
}

/* Sends a request about @netns.  The answer to RTM_GETNSID is stored in @nsid. */
static int request_nsid(struct transaction *t, uint16_t type, int netns,
			int32_t *nsid)
{
	const struct nlmsghdr *answer;
	struct nlmsghdr *request;
	struct rtgenmsg *info;
	int ret;

	request = begin_request(t, type, type == RTM_NEWNSID ? NLM_F_ACK : 0);
	info = mnl_nlmsg_put_extra_header(request, sizeof(*info));
	info->rtgen_family = AF_UNSPEC;
	mnl_attr_put_u32(request, NETNSA_FD, (uint32_t)netns);
	if (type == RTM_NEWNSID)
		mnl_attr_put_u32(request, NETNSA_NSID, (uint32_t)-1); /* any */
	ret = transact(t, &answer);
	if (ret || type == RTM_NEWNSID)
		return ret;
	*nsid = -1;
	mnl_attr_parse(answer, sizeof(*info), note_nsid, nsid);
	return 0;
}

int link_nsid(int netns, struct err *err)
{
	struct transaction t;
	int32_t nsid = -1;
	int ret = request_nsid(&t, RTM_NEWNSID, netns, &nsid);

	if (!ret || ret == -EEXIST) /* EEXIST: it has one already */
		ret = request_nsid(&t, RTM_GETNSID, netns, &nsid);
	if (!ret && nsid < 0)
		ret = -ENOENT;
	return ret ? err_set(err, -ret, "get the ID of a network namespace")
		   : nsid;
}
