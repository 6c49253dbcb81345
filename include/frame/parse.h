/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads the fields of a frame.  Every bound is checked here, once; the rest of
 * the switch relies on the offsets found.
 */
#ifndef FRAME_PARSE_H
#define FRAME_PARSE_H

#include "frame/frame.h"

/**
 * frame_parse() - Fill a struct frame
 * @f:		@f->data and @f->len are set by the caller; all else is filled
 *
 * A frame whose virtio-net header asks for no offload is read up to its
 * EtherType only.  Otherwise the headers that the offload needs are read, too.
 * The frame is refused if the virtio-net header contradicts them; if it asks
 * for an offload that no tap produces (UFO); if the frame would be cut into more
 * than SEGMENT_MAX segments; or if with TAGS_PUSHED_MAX more tags these would
 * need more than SEGMENT_ROOM_MAX bytes, or an offset would exceed 16 bits.
 *
 * Return: @f->error
 */
enum frame_error frame_parse(struct frame *f);

#endif /* FRAME_PARSE_H */
