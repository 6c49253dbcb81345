/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/coalesce.h"

#include <assert.h>
#include <linux/if_ether.h>
#include <netinet/in.h>

#include "base/bytes.h"
#include "frame/csum.h"
#include "frame/headers.h"
#include "frame/parse.h"
#include "frame/tag.h"

#define LOOK_BACK 4 /* newest runs among which a frame's is searched for */
#define ALIGNMENT 16

#define TCP_FLAGS_MASK 0x0fff /* the bits behind the data offset */

/* A TCP segment that may be merged: a frame, and offsets in it */
struct segment {
	const struct frame *frame;
	uint32_t l4;
	uint32_t payload;
};

/**
 * struct run - Frames to be merged, or a single frame
 * @first:	The first segment; its frame is NULL if it cannot be merged
 * @index:	Index of the first frame in the input
 * @last:	Index of the last frame
 * @count:	Number of frames
 * @len:	Bytes of the GSO frame
 * @is_closed:	No other frame may join
 */
struct run {
	struct segment first;
	size_t index;
	size_t last;
	size_t count;
	uint32_t len;
	bool is_closed;
};

/**
 * struct plan - Which frames are merged with which
 * @next:	For each index of the input: that of the next frame of the same
 *		run
 */
struct plan {
	struct run runs[COALESCE_MAX];
	size_t run_count;
	size_t next[COALESCE_MAX];
};

static const uint8_t *ip_of(const struct segment *s)
{
	return s->frame->data + s->frame->l3;
}

static const uint8_t *tcp_of(const struct segment *s)
{
	return s->frame->data + s->l4;
}

static uint32_t payload_len(const struct segment *s)
{
	return s->frame->len - s->payload;
}

static bool is_ipv4(const struct segment *s)
{
	return s->frame->type == ETH_P_IP;
}

/* Returns the offset behind the header at f->l3, or 0 if it is not a plain one
 * of an unfragmented TCP packet without padding behind it. */
static uint32_t skip_ipv4(const struct frame *f)
{
	const uint8_t *ip = f->data + f->l3;

	if (f->packet_len < IPV4_SIZE ||
	    ip[IPV4_VERSION_IHL] != (4 << 4 | IPV4_SIZE / 4) ||
	    get_be16(ip + IPV4_LEN) != f->packet_len ||
	    get_be16(ip + IPV4_FRAGMENT) & 0x3fff ||
	    ip[IPV4_PROTOCOL] != IPPROTO_TCP)
		return 0;
	return f->l3 + IPV4_SIZE;
}

static uint32_t skip_ipv6(const struct frame *f)
{
	const uint8_t *ip = f->data + f->l3;

	if (f->packet_len < IPV6_SIZE || ip[IPV6_VERSION] >> 4 != 6 ||
	    get_be16(ip + IPV6_PAYLOAD_LEN) != f->packet_len - IPV6_SIZE ||
	    ip[IPV6_NEXT_HEADER] != IPPROTO_TCP)
		return 0;
	return f->l3 + IPV6_SIZE;
}

static uint32_t skip_ip(const struct frame *f, uint32_t offloads)
{
	if (!(offloads & OFFLOAD_CSUM) || f->needs & ~OFFLOAD_CSUM ||
	    tag_is_old(f->tpid))
		return 0;
	if (f->type == ETH_P_IP && offloads & OFFLOAD_TSO4)
		return skip_ipv4(f);
	if (f->type == ETH_P_IPV6 && offloads & OFFLOAD_TSO6)
		return skip_ipv6(f);
	return 0;
}

/* Checksums are not examined yet: that costs more and is seldom needed. */
static bool read_segment(const struct frame *f, uint32_t offloads,
			 struct segment *s)
{
	uint32_t l4 = skip_ip(f, offloads);
	const uint8_t *tcp = f->data + l4;
	uint32_t size;

	if (!l4 || f->len < l4 + TCP_SIZE)
		return false;
	size = (tcp[TCP_DATA_OFFSET] >> 4) * 4u;
	if (size < TCP_SIZE || f->len <= l4 + size)
		return false;
	if ((get_be16(tcp + TCP_DATA_OFFSET) & TCP_FLAGS_MASK &
	     ~(TCP_FLAG_PSH | TCP_FLAG_FIN)) != TCP_FLAG_ACK)
		return false;
	*s = (struct segment){ f, l4, l4 + size };
	return true;
}

/* @len is the number of bytes from the TCP header on. */
static uint64_t pseudo_sum(const struct segment *s, uint32_t len)
{
	uint32_t at = is_ipv4(s) ? IPV4_ADDRESSES : IPV6_ADDRESSES;
	uint8_t words[4] = { 0, IPPROTO_TCP };

	put_be16(words + 2, (uint16_t)len);
	return csum_add(csum_add(0, words, sizeof(words)), ip_of(s) + at,
			s->l4 - s->frame->l3 - at);
}

/* Value of the field of a partial checksum */
static uint16_t partial_csum_field(const struct segment *s, uint32_t len)
{
	return (uint16_t)~csum_finish(pseudo_sum(s, len));
}

/* One's complement has two forms of zero.  Each field must have the form that
 * segment_make() writes. */
static bool ipv4_csum_is_valid(const struct segment *s)
{
	const uint8_t *ip = ip_of(s);

	return !csum_finish(csum_add(0, ip, IPV4_SIZE)) &&
	       get_be16(ip + IPV4_CSUM) != 0xffff;
}

static bool tcp_csum_is_valid(const struct segment *s)
{
	const struct frame *f = s->frame;
	const uint8_t *tcp = tcp_of(s);
	uint16_t field = get_be16(tcp + TCP_CSUM);
	struct virtio_net_hdr hdr;
	uint32_t len = f->len - s->l4;

	if (f->needs & OFFLOAD_CSUM) {
		hdr = frame_vnet_hdr(f->data);
		return hdr.csum_start == s->l4 && hdr.csum_offset == TCP_CSUM &&
		       field == partial_csum_field(s, len);
	}
	return field && !csum_finish(csum_add(pseudo_sum(s, len), tcp, len));
}

static bool csums_are_valid(const struct segment *s)
{
	return (!is_ipv4(s) || ipv4_csum_is_valid(s)) && tcp_csum_is_valid(s);
}

static bool same_bytes(const struct segment *a, const struct segment *b,
		       uint32_t from, uint32_t to)
{
	return !memcmp(a->frame->data + from, b->frame->data + from, to - from);
}

static bool same_ip(const struct segment *a, const struct segment *b)
{
	uint32_t l3 = a->frame->l3;

	if (is_ipv4(a))
		return same_bytes(a, b, l3, l3 + IPV4_LEN) &&
		       same_bytes(a, b, l3 + IPV4_FRAGMENT, l3 + IPV4_CSUM) &&
		       same_bytes(a, b, l3 + IPV4_ADDRESSES, a->l4);
	return same_bytes(a, b, l3, l3 + IPV6_PAYLOAD_LEN) &&
	       same_bytes(a, b, l3 + IPV6_NEXT_HEADER, a->l4);
}

static bool same_tcp(const struct segment *a, const struct segment *b)
{
	uint32_t l4 = a->l4;

	return same_bytes(a, b, l4, l4 + TCP_SEQ) &&
	       same_bytes(a, b, l4 + TCP_ACK_NUMBER, l4 + TCP_FLAGS) &&
	       same_bytes(a, b, l4 + TCP_WINDOW, l4 + TCP_CSUM) &&
	       same_bytes(a, b, l4 + TCP_URGENT, a->payload);
}

/* Compares all bytes that segment_make() copies to every segment. */
static bool same_head(const struct segment *a, const struct segment *b)
{
	return a->frame->l3 == b->frame->l3 && a->l4 == b->l4 &&
	       a->payload == b->payload && same_bytes(a, b, 0, a->frame->l3) &&
	       same_ip(a, b) && same_tcp(a, b);
}

/* Whether the sequence number and IPv4 identification of @s continue those of
 * the @count segments before it.  Identifications of unfragmented packets have
 * no meaning (RFC 6864), and some senders do not change them; but segmentation
 * increments them, and must restore the original frames. */
static bool is_next(const struct segment *first, size_t count,
		    const struct segment *s)
{
	uint32_t seq = get_be32(tcp_of(first) + TCP_SEQ);
	uint16_t id;

	if (get_be32(tcp_of(s) + TCP_SEQ) !=
	    seq + (uint32_t)count * payload_len(first))
		return false;
	if (!is_ipv4(s))
		return true;
	id = get_be16(ip_of(first) + IPV4_ID);
	return get_be16(ip_of(s) + IPV4_ID) == (uint16_t)(id + count);
}

static bool may_join(const struct run *run, const struct segment *s)
{
	const struct segment *first = &run->first;

	return !run->is_closed && payload_len(s) <= payload_len(first) &&
	       run->len + payload_len(s) <= COALESCE_SIZE_MAX &&
	       same_head(first, s) && is_next(first, run->count, s) &&
	       (run->count > 1 || csums_are_valid(first)) && csums_are_valid(s);
}

/* The newest run between the same two stations: the only one that a frame may
 * join without being reordered. */
static struct run *find_run(struct plan *plan, const struct frame *f,
			    const struct frame *const *frames)
{
	size_t left = plan->run_count < LOOK_BACK ? plan->run_count : LOOK_BACK;
	struct run *run = plan->runs + plan->run_count;

	while (left--) {
		const struct frame *other = frames[(--run)->index];

		if (mac_equal(other->dst, f->dst) &&
		    mac_equal(other->src, f->src))
			return run;
	}
	return NULL;
}

static bool closes_run(const struct run *run, const struct segment *s)
{
	return tcp_of(s)[TCP_FLAGS] & (TCP_FLAG_PSH | TCP_FLAG_FIN) ||
	       payload_len(s) < payload_len(&run->first);
}

static void begin_run(struct plan *plan, const struct frame *f, size_t index,
		      const struct segment *s)
{
	struct run *run = &plan->runs[plan->run_count++];

	*run = (struct run){
		.index = index, .last = index, .count = 1, .len = f->len
	};
	if (s)
		run->first = *s;
	run->is_closed = !s || closes_run(run, s);
}

static void join_run(struct plan *plan, struct run *run, size_t index,
		     const struct segment *s)
{
	plan->next[run->last] = index;
	run->last = index;
	run->count++;
	run->len += payload_len(s);
	run->is_closed = closes_run(run, s);
}

static void add_frame(struct plan *plan, const struct frame *const *frames,
		      size_t index, uint32_t offloads)
{
	const struct frame *f = frames[index];
	struct run *run = find_run(plan, f, frames);
	struct segment s;

	if (!read_segment(f, offloads, &s))
		begin_run(plan, f, index, NULL);
	else if (run && may_join(run, &s))
		join_run(plan, run, index, &s);
	else
		begin_run(plan, f, index, &s);
}

static void write_head(const struct run *run, uint8_t *data, uint8_t last_flags)
{
	const struct segment *first = &run->first;
	uint8_t *ip = data + first->frame->l3;
	uint8_t *tcp = data + first->l4;

	if (is_ipv4(first)) {
		put_be16(ip + IPV4_LEN,
			 (uint16_t)(run->len - first->frame->l3));
		put_be16(ip + IPV4_CSUM, 0);
		put_be16(ip + IPV4_CSUM,
			 csum_finish(csum_add(0, ip, IPV4_SIZE)));
	} else {
		put_be16(ip + IPV6_PAYLOAD_LEN,
			 (uint16_t)(run->len - first->l4));
	}
	tcp[TCP_FLAGS] = last_flags; /* only the last may have PSH and FIN */
	put_be16(tcp + TCP_CSUM,
		 partial_csum_field(first, run->len - first->l4));
}

static void write_hdr(const struct run *run, uint8_t *data)
{
	const struct segment *first = &run->first;
	struct virtio_net_hdr hdr = {
		.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM,
		.gso_type = is_ipv4(first) ? VIRTIO_NET_HDR_GSO_TCPV4
					   : VIRTIO_NET_HDR_GSO_TCPV6,
		.hdr_len = (uint16_t)first->payload,
		.gso_size = (uint16_t)payload_len(first),
		.csum_start = (uint16_t)first->l4,
		.csum_offset = TCP_CSUM,
	};

	memcpy(data - VNET_HDR_SIZE, &hdr, sizeof(hdr));
}

static void make_gso_frame(const struct plan *plan, const struct run *run,
			   const struct frame *const *frames, uint8_t *data,
			   struct frame *gso)
{
	const struct segment *first = &run->first;
	uint8_t *end = data + first->frame->len;
	size_t index = run->index;

	memcpy(data, first->frame->data, first->frame->len);
	while (index != run->last) {
		const struct frame *f;

		index = plan->next[index];
		f = frames[index];
		memcpy(end, f->data + first->payload, f->len - first->payload);
		end += f->len - first->payload;
	}
	write_head(run, data, frames[index]->data[first->l4 + TCP_FLAGS]);
	write_hdr(run, data);
	*gso = (struct frame){ .data = data, .len = run->len };
	frame_parse(gso);
	gso->id = first->frame->id;
	assert(gso->gso_size);
}

static size_t room_for(uint32_t len)
{
	return (FRAME_HEADROOM + (size_t)len + ALIGNMENT - 1) &
	       ~(size_t)(ALIGNMENT - 1);
}

size_t coalesce_room(const struct frame *const *frames, size_t n)
{
	size_t room = 0;

	for (size_t i = 0; i < n; i++)
		room += room_for(frames[i]->len);
	return room;
}

size_t coalesce_make(const struct frame *const *frames, size_t n,
		     uint32_t offloads, uint8_t *room, struct frame *gso_frames,
		     struct coalesced *out)
{
	struct plan plan; /* not zeroed, since it is large */

	assert(n <= COALESCE_MAX);
	plan.run_count = 0;
	for (size_t i = 0; i < n; i++)
		add_frame(&plan, frames, i, offloads);
	for (size_t i = 0; i < plan.run_count; i++) {
		const struct run *run = &plan.runs[i];

		out[i] = (struct coalesced){ frames[run->index], run->index,
					     run->count };
		if (run->count == 1)
			continue;
		make_gso_frame(&plan, run, frames, room + FRAME_HEADROOM,
			       gso_frames);
		room += room_for(run->len);
		out[i].frame = gso_frames++;
	}
	return plan.run_count;
}
