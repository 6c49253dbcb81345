/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/framing.h"

#include "base/bytes.h"

void framing_write(uint8_t bytes[FRAMING_SIZE], uint32_t len)
{
	put_be32(bytes, len);
}

/* Copies @len bytes at @from: header and frame. */
static void copy_frame(struct buf *buf, const uint8_t *from, uint32_t len,
		       size_t header)
{
	if (!header)
		memset(buf->data - VNET_HDR_SIZE, 0, VNET_HDR_SIZE);
	memcpy(buf->data - header, from, len);
	buf->len = len - (uint32_t)header;
}

uint32_t framing_take(struct bytebuf *in, size_t header, struct buf *bufs,
		      size_t most, size_t *n)
{
	for (*n = 0; *n < most && in->len >= FRAMING_SIZE; ++*n) {
		const uint8_t *at = bytebuf_front(in);
		uint32_t len = get_be32(at);

		if (len > FRAME_SIZE_MAX + header || len < header)
			return len ? len : UINT32_MAX;
		if (in->len < FRAMING_SIZE + len)
			break;
		copy_frame(&bufs[*n], at + FRAMING_SIZE, len, header);
		bytebuf_drop(in, FRAMING_SIZE + len);
	}
	return 0;
}
