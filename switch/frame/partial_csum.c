/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/partial_csum.h"

#include <endian.h>
#include <netinet/in.h>

#include "base/bytes.h"
#include "frame/crc32c.h"
#include "frame/csum.h"
#include "frame/headers.h"
#include "frame/tunnel.h"

/* The checksum of other protocols may be at any offset. */
static bool is_csum_offset_of(uint8_t protocol, uint16_t offset)
{
	switch (protocol) {
	case IPPROTO_TCP:
		return offset == TCP_CSUM;
	case IPPROTO_UDP:
		return offset == UDP_CSUM;
	case IPPROTO_SCTP:
		return offset == SCTP_CSUM;
	}
	return true;
}

enum frame_error partial_csum_find(const struct frame *f,
				   const struct virtio_net_hdr *hdr,
				   struct partial_csum *c)
{
	struct tunnel t;
	uint32_t size = 2;

	*c = (struct partial_csum){
		.start = hdr->csum_start,
		.field = hdr->csum_start + (uint32_t)hdr->csum_offset,
	};
	if (!tunnel_outer(f, &t.outer) || c->start < t.outer.payload)
		return FRAME_BAD_OFFLOAD;
	c->end = t.outer.end;
	if (c->field + size > c->end)
		return FRAME_BAD_OFFLOAD;
	if (!tunnel_inner(f, c->start, &t))
		return FRAME_BAD_CSUM;

	c->end = t.inner.end;
	c->is_crc32c = t.inner.protocol == IPPROTO_SCTP;
	if (c->is_crc32c)
		size = sizeof(uint32_t);
	if (!is_csum_offset_of(t.inner.protocol, hdr->csum_offset) ||
	    c->field + size > c->end)
		return FRAME_BAD_OFFLOAD;
	return FRAME_OK;
}

/* RFC 9260 6.8: the CRC is computed with zeros in the field. */
static void finish_crc32c(const struct partial_csum *c, uint8_t *data)
{
	uint32_t crc;

	memset(data + c->field, 0, sizeof(crc));
	crc = htole32(crc32c(0, data + c->start, c->end - c->start));
	memcpy(data + c->field, &crc, sizeof(crc));
}

void partial_csum_finish(const struct partial_csum *c, uint8_t *data)
{
	uint16_t csum;

	if (c->is_crc32c) {
		finish_crc32c(c, data);
		return;
	}
	csum = csum_finish(csum_add(0, data + c->start, c->end - c->start));
	/* 0 and 0xffff are equal in one's complement, but 0 in UDP means that
	 * there is no checksum (RFC 768). */
	put_be16(data + c->field, csum ? csum : 0xffff);
}
