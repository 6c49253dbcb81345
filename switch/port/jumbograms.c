/* SPDX-License-Identifier: BSD-2-Clause */
#include "port/jumbograms.h"

#include <string.h>

#define FRONT_SIZE (VNET_HDR_SIZE + IO_FRAME_MAX + VLAN_TAG_SIZE)
#define MORE_SIZE  (JUMBOGRAM_SIZE_MAX + VNET_HDR_SIZE - IO_FRAME_MAX)

/* One for each frame of a batch, shared by all ports. */
static struct long_frame {
	uint8_t front[FRONT_SIZE]; /* its beginning is copied here */
	uint8_t more[MORE_SIZE];
} frames[IO_BATCH];

static size_t next;

static uint8_t room[JUMBOGRAM_ROOM];

size_t jumbograms_read(int fd, struct buf *bufs, size_t most,
		       struct mmsg_info *info, int *errnum)
{
	size_t n;

	info->more_size = MORE_SIZE;
	for (size_t i = 0; i < most; i++)
		info->more[i] = frames[(next + i) % IO_BATCH].more;
	n = mmsg_read(fd, bufs, most, info, errnum);
	next = (next + n) % IO_BATCH;
	return n;
}

/* Copies the beginning of the frame in front of its rest. */
static struct buf joined(const struct mmsg_info *info, size_t i,
			 const struct buf *frame)
{
	struct buf whole = { info->more[i] - frame->len,
			     frame->len + info->more_len[i] };

	memcpy(whole.data - VNET_HDR_SIZE, frame->data - VNET_HDR_SIZE,
	       VNET_HDR_SIZE + frame->len);
	return whole;
}

static size_t cut(const struct mmsg_info *info, size_t i,
		  const struct buf *frame, struct buf *pieces)
{
	struct buf whole = *frame;

	if (info->more_len[i])
		whole = joined(info, i, frame);
	return jumbogram_cut(&whole, room, pieces);
}

static void hand_up(struct port *port, struct buf *bufs, size_t n)
{
	if (n)
		port->events->received(port, bufs, n);
}

bool jumbograms_receive(struct port *port, struct io *io,
			const struct mmsg_info *info, struct buf *bufs,
			size_t n)
{
	struct buf pieces[JUMBOGRAM_PIECES_MAX];
	bool all_cut = true;
	size_t done = 0;

	for (size_t i = 0; i < n; i++) {
		size_t count;

		if (bufs[i].len < JUMBOGRAM_SIZE_MIN)
			continue;
		count = cut(info, i, &bufs[i], pieces);
		all_cut &= count || !info->more_len[i];
		if (!count)
			continue;
		hand_up(port, bufs + done, i - done);
		hand_up(port, pieces, count);
		io_flush(io); /* the next pieces use the same memory */
		done = i + 1;
	}
	hand_up(port, bufs + done, n - done);
	return all_cut;
}
