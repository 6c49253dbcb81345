/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From bytes to fields.  Every bound is checked here, once; who comes later
 * may trust the offsets.
 */
#ifndef FRAME_PARSE_H
#define FRAME_PARSE_H

#include "frame/frame.h"

/**
 * frame_parse() - Fill a struct frame
 * @f:		@f->data and @f->len are set; everything else is filled
 *
 * A frame without offloads is read up to its EtherType only.  One that claims
 * offloads is read as far as they reach, and is refused when they contradict
 * its bytes, when they are of a kind that no tap hands out (UFO), or
 * when it would fall into more than SEGMENT_MAX pieces or need more than
 * SEGMENT_ROOM_MAX for them, with one tag more than it has.
 *
 * Return: @f->error
 */
enum frame_error frame_parse(struct frame *f);

#endif /* FRAME_PARSE_H */
