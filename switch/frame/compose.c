/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/compose.h"

#include <netinet/in.h>

#include "base/bytes.h"
#include "frame/csum.h"
#include "frame/headers.h"
#include "frame/ip.h"
#include "frame/tag.h"

#define TYPE_ARP       0x0806
#define TYPE_IPV4      0x0800
#define TYPE_IPV6      0x86dd
#define ARP_SIZE       28
#define ICMP_SIZE      8
#define ICMP_CSUM      2
#define ECHO	       8   /* RFC 792 */
#define ECHO_V6	       128 /* RFC 4443 */
#define PING_PAYLOAD   56
#define HOP_LIMIT      64
#define IP_SIZE(is_v4) ((is_v4) ? IPV4_SIZE : IPV6_SIZE)

static uint32_t l3_of(const struct composition *c)
{
	return ETH_HEADER_SIZE + c->tags * (uint32_t)VLAN_TAG_SIZE;
}

uint32_t compose_len_min(const struct composition *c)
{
	switch (c->kind) {
	case COMPOSE_ZEROS:
		break;
	case COMPOSE_ARP:
		return l3_of(c) + ARP_SIZE;
	case COMPOSE_PING:
		return l3_of(c) + IP_SIZE(c->from.is_v4) + ICMP_SIZE;
	}
	return l3_of(c);
}

/* The length of IPv6 does not include its header (RFC 8200 3). */
uint32_t compose_len_max(const struct composition *c)
{
	if (c->kind != COMPOSE_PING)
		return FRAME_SIZE_MAX;
	return l3_of(c) + UINT16_MAX + (c->from.is_v4 ? 0 : IPV6_SIZE);
}

uint32_t compose_len_usual(const struct composition *c)
{
	uint32_t len = compose_len_min(c);

	if (c->kind == COMPOSE_PING)
		len += PING_PAYLOAD;
	return len > COMPOSE_LEN ? len : COMPOSE_LEN;
}

static bool is_v4_group(const uint8_t *bytes)
{
	return bytes[0] >> 4 == 0xe;
}

struct mac compose_mac(const struct ip_address *address)
{
	const uint8_t *b = address->bytes;

	if (address->is_v4) {
		if (get_be32(b) == UINT32_MAX)
			return (struct mac){ { 0xff, 0xff, 0xff, 0xff, 0xff,
					       0xff } };
		if (is_v4_group(b))
			return (struct mac){ { 0x01, 0x00, 0x5e, b[1] & 0x7f,
					       b[2], b[3] } };
		return (struct mac){ { 0x02, 0, b[0], b[1], b[2], b[3] } };
	}
	if (b[0] == 0xff)
		return (struct mac){ { 0x33, 0x33, b[12], b[13], b[14],
				       b[15] } };
	return (struct mac){ { 0x02, 0, b[12], b[13], b[14], b[15] } };
}

static uint16_t type_of(const struct composition *c)
{
	switch (c->kind) {
	case COMPOSE_ZEROS:
		break;
	case COMPOSE_ARP:
		return TYPE_ARP;
	case COMPOSE_PING:
		return c->from.is_v4 ? TYPE_IPV4 : TYPE_IPV6;
	}
	return c->type;
}

static void write_ethernet(const struct composition *c, uint8_t *at)
{
	memcpy(at, &c->dst, sizeof(c->dst));
	memcpy(at + sizeof(c->dst), &c->src, sizeof(c->src));
	at += ETH_HEADER_SIZE - 2;
	for (unsigned int i = 0; i < c->tags; i++) {
		put_be16(at, i ? TPID_8021Q : c->tpid);
		put_be16(at + 2, c->tci[i]);
		at += VLAN_TAG_SIZE;
	}
	put_be16(at, type_of(c));
}

static void write_arp(const struct composition *c, uint8_t *arp)
{
	put_be16(arp, 1); /* Ethernet */
	put_be16(arp + 2, TYPE_IPV4);
	arp[4] = sizeof(c->src);
	arp[5] = 4;
	put_be16(arp + 6, 1); /* a request */
	memcpy(arp + 8, &c->src, sizeof(c->src));
	memcpy(arp + 14, c->from.bytes, 4);
	memcpy(arp + 24, c->to.bytes, 4);
}

static void write_ipv4(const struct composition *c, uint8_t *ip, uint32_t len)
{
	ip[IPV4_VERSION_IHL] = 0x45;
	put_be16(ip + IPV4_LEN, (uint16_t)len);
	ip[IPV4_TTL] = HOP_LIMIT;
	ip[IPV4_PROTOCOL] = IPPROTO_ICMP;
	memcpy(ip + IPV4_ADDRESSES, c->from.bytes, 4);
	memcpy(ip + IPV4_ADDRESSES + 4, c->to.bytes, 4);
	put_be16(ip + IPV4_CSUM, csum_finish(csum_add(0, ip, IPV4_SIZE)));
}

static void write_ipv6(const struct composition *c, uint8_t *ip, uint32_t len)
{
	ip[IPV6_VERSION] = 0x60;
	put_be16(ip + IPV6_PAYLOAD_LEN, (uint16_t)(len - IPV6_SIZE));
	ip[IPV6_NEXT_HEADER] = IPPROTO_ICMPV6;
	ip[IPV6_HOP_LIMIT] = HOP_LIMIT;
	memcpy(ip + IPV6_ADDRESSES, c->from.bytes, 16);
	memcpy(ip + IPV6_ADDRESSES + 16, c->to.bytes, 16);
}

/* The checksum of ICMPv6 covers a pseudo-header, that of ICMP does not. */
static void write_ping(const struct composition *c, uint8_t *data)
{
	const bool is_v4 = c->from.is_v4;
	const uint32_t l3 = l3_of(c), l4 = l3 + IP_SIZE(is_v4);
	uint8_t *icmp = data + l4;
	uint64_t sum = 0;
	struct ip ip;

	if (is_v4)
		write_ipv4(c, data + l3, c->len - l3);
	else
		write_ipv6(c, data + l3, c->len - l3);
	icmp[0] = is_v4 ? ECHO : ECHO_V6;
	put_be16(icmp + 6, 1); /* the first of its sequence */
	if (!is_v4 && ip_read(data, c->len, l3, &ip))
		sum = ip_pseudo_sum(data, &ip, c->len - l4);
	put_be16(icmp + ICMP_CSUM,
		 csum_finish(csum_add(sum, icmp, c->len - l4)));
}

void compose(const struct composition *c, uint8_t *data)
{
	memset(data, 0, c->len);
	write_ethernet(c, data);
	switch (c->kind) {
	case COMPOSE_ZEROS:
		break;
	case COMPOSE_ARP:
		write_arp(c, data + l3_of(c));
		break;
	case COMPOSE_PING:
		write_ping(c, data);
		break;
	}
}
