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
 * struct talk - One request and the kernel's answer
 * @request:	The request, in @buf, until it is sent
 * @said:	The kernel's own message on a failure; "" if it gave none
 * @buf:	The request, then the answer; that about a link has some
 *		kilobytes
 */
struct talk {
	struct nlmsghdr *request;
	char said[128];
	_Alignas(struct nlmsghdr) char buf[16384];
};

static struct nlmsghdr *begin(struct talk *talk, uint16_t type, uint16_t flags)
{
	talk->said[0] = '\0';
	talk->request = mnl_nlmsg_put_header(talk->buf);
	talk->request->nlmsg_type = type;
	talk->request->nlmsg_flags = NLM_F_REQUEST | flags;
	talk->request->nlmsg_seq = 1;
	return talk->request;
}

static int note_words(const struct nlattr *attr, void *data)
{
	struct talk *talk = data;

	if (mnl_attr_get_type(attr) == NLMSGERR_ATTR_MSG &&
	    !mnl_attr_validate(attr, MNL_TYPE_NUL_STRING))
		snprintf(talk->said, sizeof(talk->said), "%s",
			 mnl_attr_get_str(attr));
	return MNL_CB_OK;
}

/* Returns 0 or a negative errno, as the kernel does */
static int on_error(const struct nlmsghdr *answer, struct talk *talk)
{
	const struct nlmsgerr *error = mnl_nlmsg_get_payload(answer);
	size_t skip = sizeof(*error);

	if (mnl_nlmsg_get_payload_len(answer) < skip)
		return -EBADMSG;
	if (!(answer->nlmsg_flags & NLM_F_CAPPED))
		skip += error->msg.nlmsg_len - sizeof(error->msg);
	if (answer->nlmsg_flags & NLM_F_ACK_TLVS &&
	    mnl_nlmsg_get_payload_len(answer) >= skip)
		mnl_attr_parse(answer, (unsigned int)skip, note_words, talk);
	return error->error;
}

static int exchange(struct mnl_socket *nl, struct talk *talk,
		    const struct nlmsghdr **answer)
{
	int one = 1;
	ssize_t len;

	/* Older kernels refuse these, and give no message or a longer answer. */
	mnl_socket_setsockopt(nl, NETLINK_EXT_ACK, &one, sizeof(one));
	mnl_socket_setsockopt(nl, NETLINK_CAP_ACK, &one, sizeof(one));
	if (mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID) < 0 ||
	    mnl_socket_sendto(nl, talk->request, talk->request->nlmsg_len) < 0)
		return -errno;
	len = mnl_socket_recvfrom(nl, talk->buf, sizeof(talk->buf));
	if (len < 0)
		return -errno;
	*answer = (const struct nlmsghdr *)talk->buf;
	if (!mnl_nlmsg_ok(*answer, (int)len))
		return -EBADMSG;
	if ((*answer)->nlmsg_type == NLMSG_ERROR)
		return on_error(*answer, talk);
	return 0;
}

/* Sends the request, and points @answer to the answer.  Returns 0, or a
 * negative errno, and @answer is not set. */
static int ask(struct talk *talk, const struct nlmsghdr **answer)
{
	struct mnl_socket *nl = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	int ret;

	if (!nl)
		return -errno;
	ret = exchange(nl, talk, answer);
	mnl_socket_close(nl);
	return ret;
}

/* Sets @err after a failed ask(), with the kernel's message if there is one. */
static int refused(const struct talk *talk, int errnum, const char *what,
		   const char *ifname, struct err *err)
{
	const char *colon = talk->said[0] ? ": " : "";

	return denied_link(err_set(err, errnum, "%s \"%s\"%s%s", what, ifname,
				   colon, talk->said),
			   err);
}

static int note_tap_part(const struct nlattr *attr, void *data)
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
static int note_kind_part(const struct nlattr *attr, void *data)
{
	struct link *link = data;

	if (mnl_attr_get_type(attr) == IFLA_INFO_KIND)
		link->is_tun = !strcmp(mnl_attr_get_str(attr), "tun");
	if (mnl_attr_get_type(attr) == IFLA_INFO_DATA && link->is_tun)
		return mnl_attr_parse_nested(attr, note_tap_part, data);
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

static int note_part(const struct nlattr *attr, void *data)
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
		mnl_attr_parse_nested(attr, note_kind_part, link);
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
	mnl_attr_parse(message, sizeof(*info), note_part, link);
	/* Bridges and wireless drivers send other messages, without these. */
	return info->ifi_family == AF_UNSPEC && *link->ifname && link->mtu;
}

int link_get(const char *ifname, struct link *link, struct err *err)
{
	const struct nlmsghdr *answer;
	struct nlmsghdr *request;
	struct talk talk;
	int ret;

	request = begin(&talk, RTM_GETLINK, 0);
	mnl_nlmsg_put_extra_header(request, sizeof(struct ifinfomsg));
	mnl_attr_put_strz(request, IFLA_IFNAME, ifname);
	/* Without statistics of IPv6, which are not used. */
	mnl_attr_put_u32(request, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
	ret = ask(&talk, &answer);
	if (!ret &&
	    (answer->nlmsg_type != RTM_NEWLINK || !link_parse(answer, link)))
		ret = -EBADMSG;
	return ret ? refused(&talk, -ret, "find interface", ifname, err) : 0;
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
	struct talk talk;
	char what[80];
	int ret;

	request = begin(&talk, RTM_NEWLINK, NLM_F_ACK);
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
	ret = ask(&talk, &answer);
	if (!ret)
		return 0;
	describe(link, parts, what, sizeof(what));
	return refused(&talk, -ret, what, ifname, err);
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

static int ask_address(uint16_t type, uint16_t flags, int index,
		       const struct prefix *prefix, struct talk *talk)
{
	bool is_ipv4 = prefix->family == AF_INET;
	size_t len = is_ipv4 ? 4 : 16;
	const struct nlmsghdr *answer;
	struct nlmsghdr *request;
	struct ifaddrmsg *info;

	request = begin(talk, type, NLM_F_ACK | flags);
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
	return ask(talk, &answer);
}

int link_add_address(const char *ifname, int index, const struct prefix *prefix,
		     struct err *err)
{
	char text[PREFIX_TEXT_SIZE], what[96];
	struct talk talk;
	int ret = ask_address(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, index,
			      prefix, &talk);

	if (!ret)
		return LINK_ADDRESS_ADDED;
	if (ret == -EEXIST)
		return LINK_ADDRESS_EXISTS;
	snprintf(what, sizeof(what), "add address %s to",
		 prefix_format(prefix, text));
	return refused(&talk, -ret, what, ifname, err);
}

int link_del_address(const char *ifname, int index, const struct prefix *prefix,
		     struct err *err)
{
	char text[PREFIX_TEXT_SIZE], what[96];
	struct talk talk;
	int ret = ask_address(RTM_DELADDR, 0, index, prefix, &talk);

	if (!ret)
		return 0;
	snprintf(what, sizeof(what), "take address %s from",
		 prefix_format(prefix, text));
	return refused(&talk, -ret, what, ifname, err);
}

static int note_way(const struct nlattr *attr, void *data)
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
	struct talk talk;
	struct rtmsg *info;
	int index = 0;

	request = begin(&talk, RTM_GETROUTE, 0);
	info = mnl_nlmsg_put_extra_header(request, sizeof(*info));
	info->rtm_family = (uint8_t)family;
	info->rtm_dst_len = (uint8_t)(8 * len);
	mnl_attr_put(request, RTA_DST, len, address);
	if (!ask(&talk, &answer) && answer->nlmsg_type == RTM_NEWROUTE)
		mnl_attr_parse(answer, sizeof(*info), note_way, &index);
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
static int ask_nsid(struct talk *talk, uint16_t type, int netns, int32_t *nsid)
{
	const struct nlmsghdr *answer;
	struct nlmsghdr *request;
	struct rtgenmsg *info;
	int ret;

	request = begin(talk, type, type == RTM_NEWNSID ? NLM_F_ACK : 0);
	info = mnl_nlmsg_put_extra_header(request, sizeof(*info));
	info->rtgen_family = AF_UNSPEC;
	mnl_attr_put_u32(request, NETNSA_FD, (uint32_t)netns);
	if (type == RTM_NEWNSID)
		mnl_attr_put_u32(request, NETNSA_NSID, (uint32_t)-1); /* any */
	ret = ask(talk, &answer);
	if (ret || type == RTM_NEWNSID)
		return ret;
	*nsid = -1;
	mnl_attr_parse(answer, sizeof(*info), note_nsid, nsid);
	return 0;
}

int link_nsid(int netns, struct err *err)
{
	struct talk talk;
	int32_t nsid = -1;
	int ret = ask_nsid(&talk, RTM_NEWNSID, netns, &nsid);

	if (!ret || ret == -EEXIST) /* EEXIST: it has one already */
		ret = ask_nsid(&talk, RTM_GETNSID, netns, &nsid);
	if (!ret && nsid < 0)
		ret = -ENOENT;
	return ret ? err_set(err, -ret, "number a network namespace") : nsid;
}
