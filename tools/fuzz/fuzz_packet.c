/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Input: the control data that recvmsg(2) returns with a frame of a packet socket, its
 * length first; then a virtio-net header and the frame.
 *
 * The frame does not change except for a tag behind its addresses, and that is the
 * one that the kernel reported.
 */
#include <linux/if_packet.h>
#include <string.h>
#include <sys/socket.h>

#include "base/bytes.h"
#include "frame/parse.h"
#include "frame/tag.h"
#include "fuzz.h"
#include "port/packet_dev.h"

#define TAG_AT	  (ETH_HEADER_SIZE - 2)
#define HDR_BYTES (sizeof(struct cmsghdr))

/* The greatest offset that stays one with another tag in front */
#define OFFSET_MAX (UINT16_MAX - VLAN_TAG_SIZE)

/* The auxdata of the message at @at; returns whether it is any. */
static bool has_auxdata(const uint8_t *control, size_t len, size_t at,
			struct tpacket_auxdata *aux)
{
	struct cmsghdr c;

	memcpy(&c, control + at, HDR_BYTES);
	if (c.cmsg_level != SOL_PACKET || c.cmsg_type != PACKET_AUXDATA ||
	    c.cmsg_len < HDR_BYTES + sizeof(*aux) ||
	    len - at < HDR_BYTES + sizeof(*aux))
		return false;
	memcpy(aux, control + at + HDR_BYTES, sizeof(*aux));
	return true;
}

/* The offset of the next message, or @len */
static size_t next(const uint8_t *control, size_t len, size_t at)
{
	struct cmsghdr c;

	memcpy(&c, control + at, HDR_BYTES);
	if (c.cmsg_len < HDR_BYTES || c.cmsg_len > len - at)
		return len;
	at += CMSG_ALIGN(c.cmsg_len);
	return at < len ? at : len;
}

/* An independent implementation: returns whether a tag has to be put back. */
static bool find_tag(const uint8_t *control, size_t len, uint8_t tag[4])
{
	struct tpacket_auxdata aux;
	size_t at = 0;

	while (len - at >= HDR_BYTES && !has_auxdata(control, len, at, &aux))
		at = next(control, len, at);
	if (len - at < HDR_BYTES || !(aux.tp_status & TP_STATUS_VLAN_VALID))
		return false;
	put_be16(tag, aux.tp_status & TP_STATUS_VLAN_TPID_VALID
			      ? aux.tp_vlan_tpid
			      : TPID_8021Q);
	put_be16(tag + 2, aux.tp_vlan_tci);
	return true;
}

static void check_hdr(const uint8_t *before, const uint8_t *after, bool is_new)
{
	struct virtio_net_hdr was = frame_vnet_hdr(before);
	struct virtio_net_hdr is = frame_vnet_hdr(after);

	if (is_new && was.flags & VIRTIO_NET_HDR_F_NEEDS_CSUM)
		was.csum_start = (uint16_t)(was.csum_start + VLAN_TAG_SIZE);
	if (is_new && was.hdr_len) {
		must(is.hdr_len >= ETH_HEADER_SIZE);
		if (was.hdr_len >= ETH_HEADER_SIZE && was.hdr_len < OFFSET_MAX)
			must(is.hdr_len == was.hdr_len + VLAN_TAG_SIZE);
		was.hdr_len = is.hdr_len;
	}
	must(!memcmp(&is, &was, sizeof(is)));
}

static void check_tagged(const struct buf *was, const struct buf *is,
			 const uint8_t tag[4])
{
	must(is->len == was->len + VLAN_TAG_SIZE);
	must(!memcmp(is->data, was->data, TAG_AT));
	must(!memcmp(is->data + TAG_AT, tag, VLAN_TAG_SIZE));
	must(!memcmp(is->data + TAG_AT + VLAN_TAG_SIZE, was->data + TAG_AT,
		     was->len - TAG_AT));
	check_hdr(was->data, is->data, true);
}

static void check_untouched(const struct buf *was, const struct buf *is)
{
	must(is->len == was->len);
	must(!memcmp(is->data, was->data, was->len));
	check_hdr(was->data, is->data, false);
}

/* One more tag does not break a frame that was valid, nor repair one that was not. */
static void check_parsed(const struct buf *was, const struct buf *is)
{
	struct frame a = { .data = was->data, .len = was->len };
	struct frame b = { .data = is->data, .len = is->len };

	frame_parse(&a);
	frame_parse(&b);
	if (a.error == FRAME_OK && b.error == FRAME_OK &&
	    a.tags < VLAN_TAGS_MAX && b.tags > a.tags)
		must(a.needs == b.needs && a.gso_size == b.gso_size &&
		     a.packet_len == b.packet_len && a.type == b.type);
}

/* With exactly as much headroom as an engine leaves for a tag */
static struct buf copy_of(const struct buf *frame, uint8_t **room)
{
	struct buf copy = { .len = frame->len };

	*room = malloc(VLAN_TAG_SIZE + VNET_HDR_SIZE + frame->len);
	must(*room);
	copy.data = *room + VLAN_TAG_SIZE + VNET_HDR_SIZE;
	memcpy(copy.data - VNET_HDR_SIZE, frame->data - VNET_HDR_SIZE,
	       VNET_HDR_SIZE + frame->len);
	return copy;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t len = size ? data[0] : 0;
	uint8_t *control, *room, tag[4];
	struct buf was, is;

	if (size < 1 + len + VNET_HDR_SIZE)
		return 0;
	control = malloc(len ? len : 1);
	must(control);
	memcpy(control, data + 1, len);
	/* The input is only read; libFuzzer would notice a write. */
	was.data = (uint8_t *)(uintptr_t)data + 1 + len + VNET_HDR_SIZE;
	was.len = (uint32_t)(size - 1 - len - VNET_HDR_SIZE);
	is = copy_of(&was, &room);

	packet_dev_restore_tag(&is, control, len);
	if (was.len >= ETH_HEADER_SIZE && find_tag(control, len, tag))
		check_tagged(&was, &is, tag);
	else
		check_untouched(&was, &is);
	check_parsed(&was, &is);
	free(control);
	free(room);
	return 0;
}
