/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Input: the offloads of the port, then frames, each as
 *
 *	kind, payload, flags, id [, offset high and low, bits]
 *
 * kind:	2 bits of station, IPv6, VLAN tag, partial checksum, second flow,
 *		sequence number does not advance, frame is corrupted by the last 3
 * payload:	Bytes; above 200, each counts 250
 * flags:	Exclusive or with ACK
 * id:		Difference of the IPv4 identification from the expected one
 */
#include <linux/if_ether.h>
#include <string.h>

#include "base/bytes.h"
#include "frame/coalesce.h"
#include "frame/csum.h"
#include "frame/parse.h"
#include "frame/segment.h"
#include "fuzz.h"

enum kind {
	KIND_STATION = 0x03,
	KIND_IPV6 = 0x04,
	KIND_TAG = 0x08,
	KIND_BEGUN = 0x10,
	KIND_FLOW = 0x20,
	KIND_STILL = 0x40,
	KIND_SPOILT = 0x80,
	KIND_OF_FLOW = KIND_STATION | KIND_IPV6 | KIND_TAG | KIND_FLOW,
};

enum { TCP_LEN = 32, PROTOCOL = 6, ACK = 0x10 };

/* The state of each flow */
static struct flow {
	uint32_t seq;
	uint16_t id;
} flows[KIND_OF_FLOW + 1];

static struct frame made[COALESCE_MAX];
static const struct frame *frames[COALESCE_MAX];
static struct frame supers[COALESCE_MAX / 2];
static struct coalesced out[COALESCE_MAX];

struct input {
	const uint8_t *data;
	size_t size;
};

static uint8_t take(struct input *in)
{
	if (!in->size)
		return 0;
	in->size--;
	return *in->data++;
}

static uint8_t *put_ethernet(uint8_t *at, uint8_t kind)
{
	memset(at, 2, 12);
	at[5] = kind & KIND_STATION;
	at += 12;
	if (kind & KIND_TAG) {
		put_be32(at, 0x81000007);
		at += VLAN_TAG_SIZE;
	}
	put_be16(at, kind & KIND_IPV6 ? ETH_P_IPV6 : ETH_P_IP);
	return at + 2;
}

static uint8_t *put_ipv4(uint8_t *ip, uint32_t len, uint16_t id)
{
	memset(ip, 0, 20);
	ip[0] = 0x45;
	put_be16(ip + 2, (uint16_t)(20 + len));
	put_be16(ip + 4, id);
	ip[6] = 0x40;
	ip[8] = 64;
	ip[9] = PROTOCOL;
	memset(ip + 12, 192, 8);
	put_be16(ip + 10, csum_finish(csum_add(0, ip, 20)));
	return ip + 20;
}

static uint8_t *put_ipv6(uint8_t *ip, uint32_t len)
{
	put_be32(ip, 0x60000000);
	put_be16(ip + 4, (uint16_t)len);
	ip[6] = PROTOCOL;
	ip[7] = 64;
	memset(ip + 8, 32, 32);
	return ip + 40;
}

/* Returns the sum of the pseudo-header, the addresses being in front */
static uint64_t pseudo_sum(const uint8_t *tcp, uint8_t kind, uint32_t len)
{
	uint32_t addresses = kind & KIND_IPV6 ? 32 : 8;
	uint8_t words[4] = { 0, PROTOCOL };

	put_be16(words + 2, (uint16_t)len);
	return csum_add(csum_add(0, words, 4), tcp - addresses, addresses);
}

static void put_tcp(uint8_t *tcp, uint8_t kind, uint32_t len, uint32_t seq,
		    uint8_t flags)
{
	uint64_t sum = pseudo_sum(tcp, kind, len);

	memset(tcp, 0, TCP_LEN);
	put_be16(tcp, kind & KIND_FLOW ? 80 : 443);
	put_be32(tcp + 4, seq);
	tcp[12] = TCP_LEN / 4 << 4;
	tcp[13] = flags;
	memset(tcp + 20, 1, TCP_LEN - 20);
	for (uint32_t i = TCP_LEN; i < len; i++)
		tcp[i] = (uint8_t)(i * 7 + seq);
	if (kind & KIND_BEGUN)
		put_be16(tcp + 16, (uint16_t)~csum_finish(sum));
	else
		put_be16(tcp + 16, csum_finish(csum_add(sum, tcp, len)));
}

static void put_hdr(uint8_t *room, uint32_t l4)
{
	struct virtio_net_hdr hdr = {
		.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM,
		.csum_start = (uint16_t)l4,
		.csum_offset = 16,
	};

	memcpy(room, &hdr, sizeof(hdr));
}

static void spoil(struct frame *f, struct input *in)
{
	uint32_t at = take(in);

	at = at << 8 | take(in);
	f->data[at % f->len] ^= take(in);
}

/* In memory of exactly its size, so that the address sanitizer sees overruns. */
static void make_frame(struct frame *f, struct input *in)
{
	uint8_t kind = take(in), payload = take(in), flags = take(in) ^ ACK;
	struct flow *flow = &flows[kind & KIND_OF_FLOW];
	uint32_t len = payload < 200 ? payload : 200 + (payload - 200) * 250;
	uint32_t l3 = kind & KIND_TAG ? 18 : 14;
	uint32_t l4 = l3 + (kind & KIND_IPV6 ? 40 : 20);
	uint8_t *room = calloc(1, VNET_HDR_SIZE + l4 + TCP_LEN + len);
	uint8_t *at = room + VNET_HDR_SIZE;

	must(room);
	*f = (struct frame){ .data = at, .len = l4 + TCP_LEN + len };
	flow->id = (uint16_t)(flow->id + take(in));
	at = put_ethernet(at, kind);
	at = kind & KIND_IPV6 ? put_ipv6(at, TCP_LEN + len)
			      : put_ipv4(at, TCP_LEN + len, flow->id);
	put_tcp(at, kind, TCP_LEN + len, flow->seq, flags);
	if (kind & KIND_BEGUN)
		put_hdr(room, l4);
	if (!(kind & KIND_STILL))
		flow->seq += len;
	flow->id++;
	if (kind & KIND_SPOILT)
		spoil(f, in);
}

/* A frame as on a wire: with a complete checksum. */
static struct buf plain_of(const struct frame *f)
{
	uint8_t *room = malloc(segment_room(f));
	struct buf plain;

	must(room);
	must(segment_make(f, false, room, &plain) == 1);
	return plain;
}

static bool same_stations(const struct frame *a, const struct frame *b)
{
	return mac_equal(a->dst, b->dst) && mac_equal(a->src, b->src);
}

/* The next frame between the same stations that has not been accounted for; so the
 * order of frames is checked, too. */
static size_t next_original(const struct frame *f, size_t n, const bool *seen)
{
	for (size_t i = 0; i < n; i++)
		if (!seen[i] && same_stations(frames[i], f))
			return i;
	must(!"nothing is made up");
	return n;
}

static void check_pieces(const struct coalesced *c, size_t n, bool *seen)
{
	struct buf pieces[COALESCE_MAX];
	uint8_t *room = malloc(segment_room(c->frame));

	must(room);
	must(segment_make(c->frame, false, room, pieces) == c->count);
	for (size_t i = 0; i < c->count; i++) {
		size_t at = next_original(c->frame, n, seen);
		struct buf plain = plain_of(frames[at]);

		must(pieces[i].len == plain.len);
		must(!memcmp(pieces[i].data, plain.data, plain.len));
		free(plain.data - FRAME_HEADROOM);
		seen[at] = true;
	}
	free(room);
}

static void check_super(const struct coalesced *c, uint32_t offloads)
{
	struct frame again = { .data = c->frame->data, .len = c->frame->len };

	must(frame_parse(&again) == FRAME_OK);
	must(again.needs == c->frame->needs && !(again.needs & ~offloads));
	must(again.len <= COALESCE_SIZE_MAX);
	must(frame_vnet_hdr(again.data).hdr_len == again.head_len);
	must(again.packet_len == frames[c->first]->packet_len);
}

static void check(size_t n, uint32_t offloads)
{
	uint8_t *room = malloc(n ? coalesce_room(frames, n) : 1);
	bool seen[COALESCE_MAX] = { false };
	size_t count, sum = 0;

	must(room);
	count = coalesce_make(frames, n, offloads, room, supers, out);
	for (size_t i = 0; i < count; i++) {
		size_t first = next_original(out[i].frame, n, seen);

		must(first == out[i].first);
		sum += out[i].count;
		if (out[i].count > 1) {
			check_super(&out[i], offloads);
			check_pieces(&out[i], n, seen);
			continue;
		}
		must(out[i].frame == frames[first]);
		seen[first] = true;
	}
	must(sum == n);
	free(room);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	uint32_t offloads = OFFLOAD_ALL ^ take(&in);
	size_t n = 0;

	memset(flows, 0, sizeof(flows));
	while (in.size && n < COALESCE_MAX) {
		make_frame(&made[n], &in);
		if (frame_parse(&made[n]) == FRAME_OK) {
			frames[n] = &made[n];
			n++;
		} else {
			free(made[n].data - VNET_HDR_SIZE);
		}
	}
	check(n, offloads);
	for (size_t i = 0; i < n; i++)
		free(made[i].data - VNET_HDR_SIZE);
	return 0;
}
