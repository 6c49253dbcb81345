/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * `trace PORT pcap FILE [N]`: tapctl reads the frame from the file, and sends its
 * bytes to the switch, which opens no files of its clients.
 */
#ifndef CAPTURE_FRAME_H
#define CAPTURE_FRAME_H

#include "base/err.h"
#include "base/line.h"
#include "control/words.h"

/** capture_frame_is_named() - Whether a line is such a command, and complete */
bool capture_frame_is_named(const struct words *words);

/**
 * capture_frame_line() - Write the line with the bytes of the frame instead
 * @words:	capture_frame_is_named() is true
 * @was_sent:	Set if the file says that the frame was sent, not received
 *
 * FILE is a capture that libpcap can read, also a pcapng.  A frame that was cut
 * when it was captured is filled with zeros up to its length.
 *
 * Return: 0, or a negative errno with @err set
 */
int capture_frame_line(const struct words *words, struct line *line,
		       bool *was_sent, struct err *err);

#endif /* CAPTURE_FRAME_H */
