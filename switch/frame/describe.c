/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/describe.h"

#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/bytes.h"
#include "base/ip_address.h"
#include "frame/headers.h"
#include "frame/ip.h"
#include "frame/segment.h"

#define ARP_SIZE  28
#define LLC_STP	  0x4242 /* IEEE 802.1D: both service access points */
#define TYPE_MIN  0x600	 /* below, the field is a length */
#define TYPE_IPV4 0x0800
#define TYPE_ARP  0x0806
#define TYPE_IPV6 0x86dd

/* A text that grows up to the size of its array */
struct text {
	char *at;
	size_t left;
};

static __attribute__((format(printf, 2, 3))) void say(struct text *t,
						      const char *format, ...)
{
	va_list values;
	int len;

	va_start(values, format);
	len = vsnprintf(t->at, t->left, format, values);
	va_end(values);
	if (len < 0 || (size_t)len >= t->left)
		len = t->left ? (int)t->left - 1 : 0;
	t->at += len;
	t->left -= (size_t)len;
}

/* Bytes of a frame from @at on */
static uint32_t left_at(const struct frame *f, uint32_t at)
{
	return at < f->len ? f->len - at : 0;
}

static void say_addresses(struct text *t, const uint8_t *from, bool is_v4)
{
	char a[IP_ADDRESS_TEXT_SIZE], b[IP_ADDRESS_TEXT_SIZE];

	say(t, "%s > %s", ip_address_format(from, is_v4, a),
	    ip_address_format(from + (is_v4 ? 4 : 16), is_v4, b));
}

static void say_arp(struct text *t, const struct frame *f)
{
	const uint8_t *arp = f->data + f->l3;
	char a[IP_ADDRESS_TEXT_SIZE], b[IP_ADDRESS_TEXT_SIZE];
	struct mac mac;
	char text[MAC_TEXT_SIZE];

	say(t, "ARP");
	if (left_at(f, f->l3) < ARP_SIZE || get_be16(arp + 2) != TYPE_IPV4 ||
	    arp[4] != 6 || arp[5] != 4)
		return;
	ip_address_format(arp + 14, true, a);
	ip_address_format(arp + 24, true, b);
	memcpy(&mac, arp + 8, sizeof(mac));
	if (get_be16(arp + 6) == 1)
		say(t, " who-has %s tell %s", b, a);
	else if (get_be16(arp + 6) == 2)
		say(t, " %s is-at %s", a, mac_format(mac, text));
}

/* RFC 792, RFC 4443, RFC 4861, RFC 3810 */
static const struct {
	uint8_t type;
	bool is_v4;
	const char *name;
} icmp_types[] = {
	{ 0, true, "echo reply" },
	{ 3, true, "destination unreachable" },
	{ 5, true, "redirect" },
	{ 8, true, "echo request" },
	{ 11, true, "time exceeded" },
	{ 1, false, "destination unreachable" },
	{ 2, false, "packet too big" },
	{ 3, false, "time exceeded" },
	{ 128, false, "echo request" },
	{ 129, false, "echo reply" },
	{ 130, false, "multicast listener query" },
	{ 133, false, "router solicitation" },
	{ 134, false, "router advertisement" },
	{ 135, false, "neighbor solicitation" },
	{ 136, false, "neighbor advertisement" },
	{ 143, false, "multicast listener report" },
};

static void say_icmp(struct text *t, const uint8_t *icmp, uint32_t left,
		     bool is_v4)
{
	say(t, " %s", is_v4 ? "ICMP" : "ICMPv6");
	for (size_t i = 0; left && i < ARRAY_SIZE(icmp_types); i++)
		if (icmp_types[i].type == icmp[0] &&
		    icmp_types[i].is_v4 == is_v4) {
			say(t, " %s", icmp_types[i].name);
			return;
		}
	if (left)
		say(t, " type %u", icmp[0]);
}

/* RFC 9293 3.1: those that people look for */
static void say_tcp_flags(struct text *t, uint8_t flags)
{
	static const struct {
		uint8_t flag;
		const char *name;
	} names[] = { { 0x02, "SYN" },
		      { 0x01, "FIN" },
		      { 0x04, "RST" },
		      { 0x10, "ACK" } };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (flags & names[i].flag)
			say(t, " %s", names[i].name);
}

/* TCP, UDP and SCTP begin with the two ports. */
static void say_ports(struct text *t, const char *name, const uint8_t *l4,
		      uint32_t left)
{
	say(t, " %s", name);
	if (left >= 4)
		say(t, " %u > %u", get_be16(l4), get_be16(l4 + 2));
}

static void say_transport(struct text *t, const uint8_t *l4, uint32_t left,
			  const struct ip *ip)
{
	switch (ip->protocol) {
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		say_icmp(t, l4, left, ip->is_v4);
		break;
	case IPPROTO_TCP:
		say_ports(t, "TCP", l4, left);
		if (left > TCP_FLAGS)
			say_tcp_flags(t, l4[TCP_FLAGS]);
		break;
	case IPPROTO_UDP:
		say_ports(t, "UDP", l4, left);
		break;
	case IPPROTO_SCTP:
		say_ports(t, "SCTP", l4, left);
		break;
	case IPPROTO_IGMP:
		say(t, " IGMP");
		break;
	default:
		say(t, " protocol %u", ip->protocol);
	}
}

static void say_ip(struct text *t, const struct frame *f)
{
	const bool is_v4 = f->type == TYPE_IPV4;
	struct ip ip;

	say(t, "%s", is_v4 ? "IPv4" : "IPv6");
	if (!ip_read_start(f->data, f->len, f->l3, &ip) || ip.is_v4 != is_v4)
		return;
	say(t, " ");
	say_addresses(
		t, f->data + f->l3 + (is_v4 ? IPV4_ADDRESSES : IPV6_ADDRESSES),
		is_v4);
	if (ip.is_fragment)
		say(t, " fragment");
	else
		say_transport(t, f->data + ip.payload, ip.end - ip.payload,
			      &ip);
}

static const struct {
	uint16_t type;
	const char *name;
} types[] = {
	{ 0x0842, "Wake-on-LAN" },
	{ 0x8809, "slow protocol (LACP)" },
	{ 0x8808, "MAC control (pause)" },
	{ 0x8847, "MPLS" },
	{ 0x8863, "PPPoE discovery" },
	{ 0x8864, "PPPoE session" },
	{ 0x888e, "EAPOL (802.1X)" },
	{ 0x88cc, "LLDP" },
	{ 0x88e5, "MACsec" },
	{ 0x88f7, "PTP" },
	{ 0x8902, "CFM" },
	{ 0x9000, "loopback" },
};

static void say_type(struct text *t, const struct frame *f)
{
	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (types[i].type == f->type) {
			say(t, "%s", types[i].name);
			return;
		}
	if (f->type >= TYPE_MIN)
		say(t, "EtherType 0x%04x", f->type);
	else if (left_at(f, f->l3) >= 2 && get_be16(f->data + f->l3) == LLC_STP)
		say(t, "BPDU (spanning tree)");
	else
		say(t, "LLC, %u bytes", f->type);
}

char *frame_describe(const struct frame *f, char text[DESCRIBE_SIZE])
{
	struct text t = { text, DESCRIBE_SIZE };

	*text = '\0';
	if (f->len < ETH_HEADER_SIZE) {
		say(&t, "not an Ethernet header");
		return text;
	}
	if (f->error == FRAME_OVERSIZE) {
		say(&t, "not an Ethernet frame");
		return text;
	}
	if (f->type == TYPE_ARP)
		say_arp(&t, f);
	else if (f->type == TYPE_IPV4 || f->type == TYPE_IPV6)
		say_ip(&t, f);
	else
		say_type(&t, f);
	if (f->error == FRAME_OK && f->gso_size)
		say(&t, ", %zu segments of %u bytes", segment_count(f),
		    f->gso_size);
	return text;
}
