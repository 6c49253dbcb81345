/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/tunnel.h"

#include <linux/if_ether.h>
#include <netinet/in.h>

#include "base/bytes.h"
#include "frame/csum.h"
#include "frame/headers.h"
#include "frame/tag.h"

#define ETHERTYPE_MPLS	    0x8847
#define ETHERTYPE_MPLS_MULT 0x8848 /* upstream-assigned labels, RFC 5332 */
#define ETHERTYPE_HSR	    0x892f
#define HSR_TAG_SIZE	    6

/* Bytes of IPv6 extension headers inside a tunnel: limits the search */
#define INNER_EXTENSIONS_MAX 256

/* Size of a tag (VLAN, HSR), which ends with another EtherType; 0 if there is
 * none or it is truncated */
static uint32_t label_size(const struct frame *f, uint32_t at, uint16_t type)
{
	uint32_t size = 0;

	if (tag_is_tpid(type))
		size = VLAN_TAG_SIZE;
	else if (type == ETHERTYPE_HSR)
		size = HSR_TAG_SIZE;
	return at + size <= f->len ? size : 0;
}

/* Returns the offset behind the last label, which may exceed the frame. */
static uint32_t skip_mpls(const struct frame *f, uint32_t at)
{
	while (at + MPLS_SIZE <= f->len &&
	       !(f->data[at + MPLS_BOTTOM] & MPLS_BOTTOM_BIT))
		at += MPLS_SIZE;
	return at + MPLS_SIZE;
}

bool tunnel_outer(const struct frame *f, struct ip *outer)
{
	uint16_t type = f->type;
	uint32_t at = f->l3, size;

	while ((size = label_size(f, at, type))) {
		at += size;
		type = get_be16(f->data + at - 2);
	}
	if (type == ETHERTYPE_MPLS || type == ETHERTYPE_MPLS_MULT)
		return ip_read(f->data, f->len, skip_mpls(f, at), outer);
	return ip_read(f->data, f->len, at, outer) &&
	       type == (outer->is_v4 ? ETH_P_IP : ETH_P_IPV6);
}

/* Bytes with a valid length that ends the header at @l4 may look like a header
 * by chance; that of IPv4 must have a valid checksum, too. */
static bool is_ipv4(const struct frame *f, uint32_t at, uint32_t l4,
		    struct ip *ip)
{
	return ip_read(f->data, f->len, at, ip) && ip->is_v4 &&
	       ip->payload == l4 &&
	       !csum_finish(csum_add(0, f->data + at, l4 - at));
}

static bool is_ipv6(const struct frame *f, uint32_t at, uint32_t l4,
		    struct ip *ip)
{
	return ip_read(f->data, f->len, at, ip) && !ip->is_v4 &&
	       ip->payload == l4;
}

/* Searches for an IP header between @from and @l4. */
static bool find_inner(const struct frame *f, uint32_t from, uint32_t l4,
		       struct ip *ip)
{
	uint32_t room = l4 - from;

	for (uint32_t size = IPV4_SIZE; size <= room && size <= IPV4_SIZE_MAX;
	     size += 4)
		if (is_ipv4(f, l4 - size, l4, ip))
			return true;
	for (uint32_t size = IPV6_SIZE;
	     size <= room && size <= IPV6_SIZE + INNER_EXTENSIONS_MAX;
	     size += IPV6_EXT_UNIT)
		if (is_ipv6(f, l4 - size, l4, ip))
			return true;
	return false;
}

bool tunnel_inner(const struct frame *f, uint32_t l4, struct tunnel *t)
{
	if (t->outer.is_fragment || l4 < t->outer.payload)
		return false;
	t->inner = t->outer;
	if (t->outer.payload == l4)
		return true;
	return find_inner(f, t->outer.payload, l4, &t->inner) &&
	       !t->inner.is_fragment;
}

/* With a routing header the outer UDP checksum may cover another address, so it
 * could not be recomputed. */
static bool can_cut_udp(const struct frame *f, const struct ip *outer,
			uint32_t room)
{
	const uint8_t *udp = f->data + outer->payload;

	return room >= UDP_SIZE &&
	       get_be16(udp + UDP_LEN) == f->len - outer->payload &&
	       (ip_is_direct(f->data, outer) || !get_be16(udp + UDP_CSUM));
}

/* Sequence numbers (RFC 2890) are excluded: the next ones are already used by
 * the frames that follow. */
static bool can_cut_gre(const struct frame *f, const struct ip *outer,
			uint32_t room)
{
	const uint8_t *gre = f->data + outer->payload;

	return room >= GRE_SIZE &&
	       !(get_be16(gre) & ~(GRE_FLAG_CSUM | GRE_FLAG_KEY)) &&
	       (!(get_be16(gre) & GRE_FLAG_CSUM) ||
		room >= GRE_SIZE + GRE_CSUM_SIZE);
}

/* In a tunnel within the tunnel, an IP header between the two would keep the
 * length of the GSO frame.  Everything that can precede it has an even
 * length. */
static bool has_middle_header(const struct frame *f, const struct tunnel *t)
{
	struct ip ip;

	for (uint32_t at = t->outer.payload; at < t->inner.at; at += 2)
		if (ip_read(f->data, f->len, at, &ip) && ip.end == f->len &&
		    ip.payload <= t->inner.at)
			return true;
	return false;
}

bool tunnel_can_be_cut(const struct frame *f, const struct tunnel *t)
{
	const struct ip *outer = &t->outer, *inner = &t->inner;
	uint32_t room = inner->at - outer->payload;

	if (outer->end != f->len || inner->end != f->len)
		return false;
	if (inner->at == outer->at)
		return true;
	if (has_middle_header(f, t))
		return false;
	switch (outer->protocol) {
	case IPPROTO_IPIP:
		return !room && inner->is_v4;
	case IPPROTO_IPV6:
		return !room && !inner->is_v4;
	case IPPROTO_MPLS:
		return room % MPLS_SIZE == 0;
	case IPPROTO_UDP:
		return can_cut_udp(f, outer, room);
	case IPPROTO_GRE:
		return can_cut_gre(f, outer, room);
	}
	return false;
}

bool tunnel_is_udp(const struct frame *f, const struct tunnel *t)
{
	return t->inner.at != t->outer.at && t->outer.protocol == IPPROTO_UDP &&
	       t->outer.at == f->l3 && ip_is_basic(&t->outer) &&
	       !tag_is_old(f->tpid);
}

/* A header without a checksum stays without: RFC 768, and RFC 6935 for IPv6. */
static void adjust_udp(const struct ip *outer, const struct buf *piece)
{
	uint8_t *udp = piece->data + outer->payload;
	uint32_t len = piece->len - outer->payload;
	uint16_t csum;

	put_be16(udp + UDP_LEN, (uint16_t)len);
	if (!get_be16(udp + UDP_CSUM))
		return;
	put_be16(udp + UDP_CSUM, 0);
	csum = csum_finish(
		csum_add(ip_pseudo_sum(piece->data, outer, len), udp, len));
	put_be16(udp + UDP_CSUM, csum ? csum : 0xffff);
}

static void adjust_gre(const struct ip *outer, const struct buf *piece)
{
	uint8_t *gre = piece->data + outer->payload;

	if (!(get_be16(gre) & GRE_FLAG_CSUM))
		return;
	put_be16(gre + GRE_CSUM, 0);
	put_be16(gre + GRE_CSUM,
		 csum_finish(csum_add(0, gre, piece->len - outer->payload)));
}

void tunnel_adjust(const struct tunnel *t, const struct buf *piece, size_t i)
{
	ip_adjust(&t->outer, piece, i);
	if (t->outer.protocol == IPPROTO_UDP)
		adjust_udp(&t->outer, piece);
	else if (t->outer.protocol == IPPROTO_GRE)
		adjust_gre(&t->outer, piece);
}
