/* SPDX-License-Identifier: BSD-2-Clause */
#include "frames.h"

#include <assert.h>

#include "base/bytes.h"

enum { TCP = 6, UDP = 17, DST_OPTIONS = 60 };

#define DST_OPTIONS_MAX 2048 /* bytes of one header */

static const uint8_t ipv4_addresses[8] = { 192, 0, 2, 1, 192, 0, 2, 2 };
static const uint8_t ipv6_addresses[32] = {
	0x20, 0x01, 0xd, 0xb8, [15] = 1, [16] = 0x20, 0x01, 0xd, 0xb8, [31] = 2,
};
static const uint8_t extension_types[] = { 0, 43, 60 };

/* A frame to which bytes are appended */
struct pen {
	uint8_t *data;
	uint32_t len;
};

static void put8(struct pen *pen, uint8_t value)
{
	pen->data[pen->len++] = value;
}

static void put16(struct pen *pen, uint32_t value)
{
	put_be16(pen->data + pen->len, (uint16_t)value);
	pen->len += 2;
}

static void put32(struct pen *pen, uint32_t value)
{
	put_be32(pen->data + pen->len, value);
	pen->len += 4;
}

static void put_bytes(struct pen *pen, const uint8_t *bytes, uint32_t len)
{
	memcpy(pen->data + pen->len, bytes, len);
	pen->len += len;
}

static void put_nops(struct pen *pen, uint32_t len)
{
	memset(pen->data + pen->len, 1, len); /* NOP in IPv4 and in TCP */
	pen->len += len;
}

uint8_t payload_byte(uint32_t n)
{
	return (uint8_t)((n * 2654435761u) >> 13);
}

/* Sum of 16-bit words, the carry added at once */
static uint16_t slow_sum(uint16_t sum, const uint8_t *bytes, uint32_t len)
{
	for (uint32_t i = 0; i < len; i += 2) {
		uint32_t low = i + 1 < len ? bytes[i + 1] : 0;
		uint32_t more = sum + (bytes[i] * 256u + low);

		sum = (uint16_t)(more > 0xffff ? more - 0xffff : more);
	}
	return sum;
}

uint16_t slow_csum(const uint8_t *bytes, uint32_t len)
{
	return (uint16_t)~slow_sum(0, bytes, len);
}

static uint16_t pseudo_sum(unsigned int ip, uint8_t protocol, uint32_t len)
{
	uint8_t words[4] = { 0, protocol };
	uint16_t sum;

	put_be16(words + 2, (uint16_t)len);
	sum = slow_sum(0, words, sizeof(words));
	return ip == 4 ? slow_sum(sum, ipv4_addresses, sizeof(ipv4_addresses))
		       : slow_sum(sum, ipv6_addresses, sizeof(ipv6_addresses));
}

static void put_payload(struct pen *pen, const struct recipe *r)
{
	for (uint32_t i = 0; i < r->payload; i++)
		put8(pen, payload_byte(r->payload_at + i));
}

static void put_ethernet(struct pen *pen, const struct recipe *r)
{
	put_bytes(pen, r->dst.byte, sizeof(r->dst.byte));
	put_bytes(pen, r->src.byte, sizeof(r->src.byte));
	for (unsigned int i = 0; i < r->tags; i++) {
		put16(pen, r->tags > 1 && !i ? 0x88a8 : 0x8100);
		put16(pen, r->tci + i);
	}
	put16(pen, r->ip == 4 ? 0x0800 : r->ip == 6 ? 0x86dd : r->type);
}

static void put_ipv4(struct pen *pen, const struct recipe *r, uint32_t l4_len)
{
	uint32_t size = 20 + r->ip_options;
	uint8_t *ip = pen->data + pen->len;

	put16(pen, 0x4000 | size / 4 << 8);
	put16(pen, size + l4_len);
	put16(pen, r->ip_id);
	put16(pen, 0x4000); /* do not fragment */
	put8(pen, 64);
	put8(pen, r->udp ? UDP : TCP);
	put16(pen, 0);
	put_bytes(pen, ipv4_addresses, sizeof(ipv4_addresses));
	put_nops(pen, r->ip_options);
	put_be16(ip + 10, slow_csum(ip, size));
}

/* Headers of Pad1 options */
static void put_dst_options(struct pen *pen, uint32_t left, uint8_t protocol)
{
	while (left) {
		uint32_t size = left < DST_OPTIONS_MAX ? left : DST_OPTIONS_MAX;

		left -= size;
		put8(pen, left ? DST_OPTIONS : protocol);
		put8(pen, (uint8_t)(size / 8 - 1));
		memset(pen->data + pen->len, 0, size - 2);
		pen->len += size - 2;
	}
}

static void put_ipv6(struct pen *pen, const struct recipe *r, uint32_t l4_len)
{
	uint8_t protocol = r->udp ? UDP : TCP;
	uint8_t last = r->dst_options ? DST_OPTIONS : protocol;

	put32(pen, 0x60000000);
	put16(pen, r->extensions * 8 + r->dst_options + l4_len);
	put8(pen, r->extensions ? extension_types[0] : last);
	put8(pen, 64);
	put_bytes(pen, ipv6_addresses, sizeof(ipv6_addresses));
	for (unsigned int i = 1; i <= r->extensions; i++) {
		put8(pen, i < r->extensions ? extension_types[i] : last);
		put8(pen, 0);
		put16(pen, 0x0100); /* PadN; routing: no segments left */
		put32(pen, 0);
	}
	put_dst_options(pen, r->dst_options, protocol);
}

static void put_tcp(struct pen *pen, const struct recipe *r)
{
	put16(pen, 49152);
	put16(pen, 80);
	put32(pen, r->tcp_seq);
	put32(pen, 0x01020304);
	put8(pen, (uint8_t)((20 + r->tcp_options) / 4 << 4));
	put8(pen, r->tcp_flags);
	put16(pen, 65535);
	put32(pen, 0); /* checksum, urgent pointer */
	put_nops(pen, r->tcp_options);
}

static void put_udp(struct pen *pen, const struct recipe *r)
{
	put16(pen, 49152);
	put16(pen, 53);
	put16(pen, 8 + r->payload);
	put16(pen, 0);
}

static uint8_t gso_type(const struct recipe *r)
{
	uint8_t ecn = r->ecn ? VIRTIO_NET_HDR_GSO_ECN : 0;

	if (!r->gso_size)
		return VIRTIO_NET_HDR_GSO_NONE;
	if (r->udp)
		return VIRTIO_NET_HDR_GSO_UDP_L4;
	return ecn | (r->ip == 4 ? VIRTIO_NET_HDR_GSO_TCPV4
				 : VIRTIO_NET_HDR_GSO_TCPV6);
}

static void put_ip(struct made *made, struct pen *pen, const struct recipe *r)
{
	uint32_t l4_len = (r->udp ? 8 : 20 + r->tcp_options) + r->payload;
	uint16_t sum = pseudo_sum(r->ip, r->udp ? UDP : TCP, l4_len);
	uint16_t offset = r->udp ? 6 : 16;
	uint32_t head_len, l4;

	(r->ip == 4 ? put_ipv4 : put_ipv6)(pen, r, l4_len);
	l4 = pen->len;
	(r->udp ? put_udp : put_tcp)(pen, r);
	head_len = pen->len;
	put_payload(pen, r);

	if (!r->csum_only && !r->gso_size) {
		sum = (uint16_t)~slow_sum(sum, pen->data + l4, l4_len);
		put_be16(pen->data + l4 + offset, sum ? sum : 0xffff);
		return;
	}
	put_be16(pen->data + l4 + offset, sum);
	frames_set_hdr(made,
		       (struct virtio_net_hdr){
			       .flags = VIRTIO_NET_HDR_F_NEEDS_CSUM,
			       .gso_type = gso_type(r),
			       .hdr_len = r->gso_size ? (uint16_t)head_len : 0,
			       .gso_size = r->gso_size,
			       .csum_start = (uint16_t)l4,
			       .csum_offset = offset,
		       });
}

struct frame *frames_make(struct made *made, struct recipe recipe)
{
	struct pen pen = { .data = made->room + VNET_HDR_SIZE };

	memset(made->room, 0, VNET_HDR_SIZE);
	put_ethernet(&pen, &recipe);
	if (recipe.ip)
		put_ip(made, &pen, &recipe);
	else
		put_payload(&pen, &recipe);
	assert(pen.len <= sizeof(made->room) - VNET_HDR_SIZE);
	made->frame = (struct frame){ .data = pen.data, .len = pen.len };
	return &made->frame;
}

struct virtio_net_hdr frames_hdr(const struct made *made)
{
	return frame_vnet_hdr(made->room + VNET_HDR_SIZE);
}

void frames_set_hdr(struct made *made, struct virtio_net_hdr hdr)
{
	memcpy(made->room, &hdr, VNET_HDR_SIZE);
}

/* Returns the protocol of the payload. */
static uint8_t see_ipv4(const uint8_t *data, uint32_t len, struct seen *seen)
{
	const uint8_t *ip = data + seen->l3;

	seen->l4 = seen->l3 + (ip[0] & 15) * 4u;
	seen->ip_id = get_be16(ip + 4);
	seen->lens_right = get_be16(ip + 2) == len - seen->l3;
	seen->csums_right = !slow_csum(ip, seen->l4 - seen->l3);
	return ip[9];
}

static uint8_t see_ipv6(const uint8_t *data, uint32_t len, struct seen *seen)
{
	uint8_t next = data[seen->l3 + 6];

	seen->l4 = seen->l3 + 40;
	seen->lens_right = get_be16(data + seen->l3 + 4) == len - seen->l4;
	seen->csums_right = true;
	while (next != TCP && next != UDP) {
		next = data[seen->l4];
		seen->l4 += (data[seen->l4 + 1] + 1u) * 8;
	}
	return next;
}

struct seen frames_see(const uint8_t *data, uint32_t len)
{
	struct seen seen = { .l3 = 14 };
	unsigned int ip;
	uint8_t protocol;
	uint16_t sum;

	while (get_be16(data + seen.l3 - 2) == 0x8100 ||
	       get_be16(data + seen.l3 - 2) == 0x88a8)
		seen.l3 += 4;
	ip = data[seen.l3] >> 4;
	protocol = (ip == 4 ? see_ipv4 : see_ipv6)(data, len, &seen);
	if (protocol == UDP) {
		seen.payload = seen.l4 + 8;
		if (get_be16(data + seen.l4 + 4) != len - seen.l4)
			seen.lens_right = false;
		if (!get_be16(data + seen.l4 + 6))
			seen.csums_right = false;
	} else {
		seen.payload = seen.l4 + (data[seen.l4 + 12] >> 4) * 4u;
		seen.tcp_seq = get_be32(data + seen.l4 + 4);
		seen.tcp_flags = data[seen.l4 + 13];
	}
	sum = pseudo_sum(ip, protocol, len - seen.l4);
	if (slow_sum(sum, data + seen.l4, len - seen.l4) != 0xffff)
		seen.csums_right = false;
	return seen;
}
