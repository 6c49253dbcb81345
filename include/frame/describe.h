/* SPDX-License-Identifier: BSD-2-Clause */
/* A frame as a line of text: "IPv4 192.0.2.1 > 192.0.2.2 ICMP echo request" */
#ifndef FRAME_DESCRIBE_H
#define FRAME_DESCRIBE_H

#include "frame/frame.h"

#define DESCRIBE_SIZE	192		/* bytes, with the final zero */

/**
 * frame_describe() - Say what a frame carries behind its tags
 * @f:		Parsed, with or without an error; its end may be missing
 *
 * Nothing of the frame is trusted; what cannot be read is left out.
 *
 * Return: @text
 */
char *frame_describe(const struct frame *f, char text[DESCRIBE_SIZE]);

#endif /* FRAME_DESCRIBE_H */
