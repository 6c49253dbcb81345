/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * For tests of tunnels: GSO frames and partial checksums inside each kind of
 * tunnel
 */
#ifndef TEST_WRAPPING_H
#define TEST_WRAPPING_H

#include "base/bytes.h"
#include "frame/parse.h"
#include "frames.h"
#include "stations.h"

enum { IPIP = 4, UDP = 17, IPV6_IN = 41, GRE = 47, MPLS_IN = 137 };
enum { ID = 0xfffe, GRE_KEY = 0x2000, GRE_SEQ = 0x1000, GRE_CSUM = 0x8000 };

/**
 * struct wrapping - The outer headers of a tunnel
 * @ip:		Version of the outer IP header, 4 or 6; 0: only labels
 * @type:	EtherType in front of @between bytes of labels, if @ip is 0
 * @extension:	A destination options header of 8 bytes, which Linux adds to
 *		IPv6
 * @udp_csum:	The outer UDP header has a checksum
 * @between:	Bytes of a header behind that of UDP or GRE, or of labels
 * @ethernet:	The tunnel carries Ethernet frames, else IP packets
 * @only:	The tunnel carries only this version of IP
 */
static const struct wrapping {
	const char *name;
	unsigned int ip;
	uint8_t protocol;
	uint16_t type;
	bool extension;
	bool udp_csum;
	uint16_t gre_flags;
	uint32_t between;
	bool ethernet;
	unsigned int only;
} wrappings[] = {
	{ "vxlan", 4, UDP, .between = 8, .ethernet = true },
	{ "vxlan, checksums", 4, UDP, .udp_csum = true, .between = 8,
	  .ethernet = true },
	{ "vxlan over IPv6", 6, UDP, .udp_csum = true, .between = 8,
	  .ethernet = true },
	{ "vxlan over IPv6, none", 6, UDP, .between = 8, .ethernet = true },
	{ "geneve, options", 4, UDP, .udp_csum = true, .between = 8 + 64,
	  .ethernet = true },
	{ "fou", 4, UDP, .between = 0 },
	{ "gue", 6, UDP, .udp_csum = true, .between = 4 },
	{ "gre", 4, GRE, .gre_flags = 0 },
	{ "gre, key and checksum", 4, GRE, .gre_flags = GRE_KEY | GRE_CSUM },
	{ "gretap", 4, GRE, .ethernet = true },
	{ "ip6gretap, checksum", 6, GRE, .extension = true,
	  .gre_flags = GRE_CSUM, .ethernet = true },
	{ "ipip", 4, IPIP, .only = 4 },
	{ "sit", 4, IPV6_IN, .only = 6 },
	{ "ip6ip6", 6, IPV6_IN, .extension = true, .only = 6 },
	{ "ipip6", 6, IPIP, .extension = true, .only = 4 },
	{ "mpls in ip", 4, MPLS_IN, .between = 8 },
	{ "mpls", .type = 0x8847, .between = 12 },
	{ "hsr", .type = 0x892f, .between = 6 },
};

/* Packets with each kind of header */
static const struct recipe insides[] = {
	{ .ip = 4,
	  .tcp_flags = TCP_ACK | TCP_PSH,
	  .tcp_options = 12,
	  .ip_id = 7,
	  .payload = 5000,
	  .gso_size = 1388,
	  .tags = 1,
	  .tci = 9 },
	{ .ip = 6,
	  .tcp_flags = TCP_ACK | TCP_CWR,
	  .payload = 5001,
	  .gso_size = 1368,
	  .ecn = true,
	  .extensions = 1 },
	{ .ip = 4, .udp = true, .payload = 3600, .gso_size = 1200 },
	{ .ip = 6, .udp = true, .payload = 2401, .gso_size = 1200 },
	{ .ip = 4, .ip_options = 8, .payload = 700, .gso_size = 900 },
};

static struct made inside, wrapped;

static inline uint16_t pseudo(const uint8_t *ip, unsigned int version,
			      uint8_t protocol, uint32_t len)
{
	uint8_t bytes[40] = { [1] = protocol };

	put_be16(bytes + 2, (uint16_t)len);
	memcpy(bytes + 4, version == 4 ? ip + 12 : ip + 8,
	       version == 4 ? 8 : 32);
	return (uint16_t)~slow_csum(bytes, version == 4 ? 12 : 36);
}

/* Checksum of @len bytes, continued from a sum */
static inline uint16_t csum_from(uint16_t sum, const uint8_t *bytes,
				 uint32_t len)
{
	static uint8_t all[2 + FRAME_SIZE_MAX];

	put_be16(all, sum);
	memcpy(all + 2, bytes, len);
	return slow_csum(all, len + 2);
}

static inline uint32_t put_gre(uint8_t *at, const struct wrapping *w,
			       uint16_t type)
{
	uint32_t len = 4;

	put_be16(at, w->gre_flags);
	put_be16(at + 2, type);
	if (w->gre_flags & GRE_CSUM)
		len += 4;
	if (w->gre_flags & GRE_KEY)
		len += 4;
	return len;
}

static inline uint32_t put_outer_ip(uint8_t *at, const struct wrapping *w)
{
	if (w->ip == 4) {
		put_be16(at, 0x4500);
		put_be16(at + 6, 0x4000);
		put_be16(at + 8, (uint16_t)(0x4000 | w->protocol));
		put_be32(at + 12, 0xc6336401);
		put_be32(at + 16, 0xc6336402);
		return 20;
	}
	put_be32(at, 0x60000000);
	at[6] = w->extension ? 60 : w->protocol;
	at[7] = 64;
	put_be32(at + 8, 0x20010db8);
	put_be32(at + 24, 0x20010db8);
	at[39] = 2;
	if (!w->extension)
		return 40;
	at[40] = w->protocol;
	put_be32(at + 42, 0x04010401);
	return 48;
}

static inline void adjust_outer(uint8_t *ip, const struct wrapping *w,
				uint8_t *l4, const uint8_t *end, size_t i)
{
	uint32_t len = (uint32_t)(end - l4);
	uint16_t csum;

	if (w->ip == 4) {
		put_be16(ip + 2, (uint16_t)(end - ip));
		put_be16(ip + 4, (uint16_t)(ID + i));
		put_be16(ip + 10, slow_csum(ip, 20));
	} else {
		put_be16(ip + 4, (uint16_t)(end - ip - 40));
	}
	if (w->protocol == UDP) {
		put_be16(l4, 4789);
		put_be16(l4 + 2, 4789);
		put_be16(l4 + 4, (uint16_t)len);
	}
	if (w->protocol == UDP && w->udp_csum) {
		csum = csum_from(pseudo(ip, w->ip, UDP, len), l4, len);
		put_be16(l4 + 6, csum ? csum : 0xffff);
	}
	if (w->protocol == GRE && w->gre_flags & GRE_CSUM)
		put_be16(l4 + 4, slow_csum(l4, len));
}

/* Adds the outer headers to a frame; returns their length. */
static inline int wrap(struct made *made, const struct wrapping *w,
		       const struct frame *in, size_t i)
{
	uint8_t *data = made->room + VNET_HDR_SIZE, *at = data, *ip, *l4;
	uint32_t skip = w->ethernet ? 0 : in->l3;

	memset(made->room, 0, 512);
	memcpy(at, in->data, 12);
	put_be16(at + 12, w->ip == 4 ? 0x0800 : w->ip == 6 ? 0x86dd : w->type);
	ip = at += 14;
	if (w->ip)
		at += put_outer_ip(at, w);
	l4 = at;
	if (w->protocol == UDP)
		at += 8;
	if (w->protocol == GRE)
		at += put_gre(at, w, w->ethernet ? 0x6558 : in->type);
	memset(at, 0x10, w->between); /* labels without the bottom bit */
	at += w->between;
	if (w->type == 0x8847 || w->protocol == MPLS_IN)
		at[-2] = 1;
	if (w->type == 0x892f)
		put_be16(at - 2, in->type);
	memcpy(at, in->data + skip, in->len - skip);
	made->frame = (struct frame){
		.data = data,
		.len = (uint32_t)(at - data) + in->len - skip,
	};
	if (w->ip)
		adjust_outer(ip, w, l4, data + made->frame.len, i);
	return (int)(at - data) - (int)skip;
}

/* The offsets in the virtio-net header are those of the inner headers, as in
 * Linux. */
static inline struct frame *wrap_inside(const struct wrapping *w)
{
	struct virtio_net_hdr hdr = frames_hdr(&inside);
	int by;

	assert_int_equal(frame_parse(&inside.frame), FRAME_OK);
	by = wrap(&wrapped, w, &inside.frame, 0);
	if (hdr.flags & VIRTIO_NET_HDR_F_NEEDS_CSUM)
		hdr.csum_start = (uint16_t)(hdr.csum_start + by);
	hdr.hdr_len = hdr.hdr_len ? (uint16_t)(hdr.hdr_len + by) : 0;
	frames_set_hdr(&wrapped, hdr);
	return &wrapped.frame;
}

static inline bool fits(const struct wrapping *w, const struct recipe *r)
{
	return !w->only || w->only == r->ip;
}

static inline bool can_be_bundled(const struct wrapping *w)
{
	return w->protocol == UDP && !w->extension;
}

static inline const struct wrapping *wrapping(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(wrappings); i++)
		if (!strcmp(wrappings[i].name, name))
			return &wrappings[i];
	return NULL;
}

#endif /* TEST_WRAPPING_H */
