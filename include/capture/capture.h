/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A capture: frames as they were received and sent, as blocks of pcapng for one
 * reader.
 *
 * Shape:   two buffers.  Frames are written to one while the reader empties the
 *          other.
 * Time:    monotonic, passed in; in the blocks it is the time of day, by the
 *          difference between the two clocks when the capture began.
 * Limit:   CAPTURE_BUFFER bytes that the reader has not taken.  A frame for
 *          which there is no room is lost to the capture, and counted; it is
 *          forwarded all the same.
 * Owner:   whoever called capture_new() calls capture_free().
 */
#ifndef CAPTURE_CAPTURE_H
#define CAPTURE_CAPTURE_H

#include <assert.h>

#include "base/names.h"
#include "base/portset.h"
#include "core/decide.h"
#include "frame/filter.h"

#define CAPTURE_BUFFER	(4u * 1024 * 1024)

static_assert(REASON_COUNT <= 64, "a set of reasons is a word");

/**
 * struct capture_settings - What is captured
 * @ports:	Names of ports, see base/names.h; "" for all
 * @in, @out:	Frames received, frames sent
 * @reasons:	Bits of 1 << enum reason: frames of which this became; ~0: any
 * @filter:	Which of these frames
 * @snaplen:	Bytes of each that are captured at most; 0: all
 * @segments:	GSO frames are captured as the segments that they stand for, and
 *		partial checksums are finished
 * @count:	The capture ends after so many frames
 * @wall_ns:	Time of day minus monotonic time
 */
struct capture_settings {
	char ports[NAMES_SIZE];
	bool in;
	bool out;
	uint64_t reasons;
	struct filter filter;
	uint32_t snaplen;
	bool segments;
	uint64_t count;
	int64_t wall_ns;
};

struct capture;
struct pcapng_name;
struct record;

/**
 * capture_new() - Begin a capture
 * @settings:	Copied; the capture frees the filter
 * @application: What captures, as "tapswitch 1.0, switch sw0"
 * @now_ns:	When it begins
 *
 * Return: NULL when memory is short; the caller then frees the filter
 */
struct capture *capture_new(const struct capture_settings *settings,
			    const char *application, int64_t now_ns);
void capture_free(struct capture *capture);

/**
 * capture_port() - Tell a capture about a port, a new or a renamed one
 * @name, @alias: Borrowed
 *
 * Frames are captured only at ports that were told.  A port that is told again
 * is another interface of the file if its name has changed.
 */
void capture_port(struct capture *capture, port_no no, const char *name,
		  const char *alias, int64_t now_ns);

/**
 * capture_name() - Write the name of an address, before the frames that have it
 *
 * It is left out if the reader has to take some bytes first.
 */
void capture_name(struct capture *capture, const struct pcapng_name *name);

/** capture_forget_port() - The port is removed */
void capture_forget_port(struct capture *capture, port_no no, int64_t now_ns);

/** capture_in(), capture_out() - Ports whose received or sent frames it wants */
const struct portset *capture_in(const struct capture *capture);
const struct portset *capture_out(const struct capture *capture);

/**
 * capture_received() - Capture a frame, if it is wanted
 * @f:		As it came
 */
void capture_received(struct capture *capture, const struct frame *f,
		      const struct verdict *v, int64_t now_ns);

/**
 * capture_sent() - Capture a copy of a frame, if it is wanted
 * @f:		As it leaves, not segmented
 * @reason:	What became of the frame of which it is a copy
 */
void capture_sent(struct capture *capture, port_no no, const struct frame *f,
		  enum reason reason, int64_t now_ns);

/**
 * capture_recorded() - Capture a frame of the flight recorder, if it is wanted
 * @in:		The port that received it; PORT_NONE if that was deleted
 * @fate:	What became of it, behind the reason in the comment; borrowed
 *
 * The bytes that were recorded are captured, with the length of the whole frame.
 * Frames of deleted ports have an interface of their own, unless ports were
 * named.
 */
void capture_recorded(struct capture *capture, const struct record *record,
		      port_no in, const char *fate);

/**
 * capture_lost() - Count frames of unknown ports that could not be captured
 *
 * They are in the statistics of the interface for deleted ports.
 */
void capture_lost(struct capture *capture, uint64_t frames);

/**
 * capture_has_room() - Whether a packet would be captured now
 * @len:	Its bytes, and those of a fate
 *
 * If not, the reader has to take some bytes first.
 */
bool capture_has_room(const struct capture *capture, uint32_t len);

/**
 * capture_end() - Write the statistics of all interfaces; nothing is captured
 * afterwards
 *
 * Return: false if there is no room yet; call it again after capture_take()
 */
bool capture_end(struct capture *capture, int64_t now_ns);

/** capture_is_full() - Whether it has as many frames as it wants */
bool capture_is_full(const struct capture *capture);

/** capture_size() - Bytes of memory that it takes */
size_t capture_size(const struct capture *capture);

/** capture_written() - A number that grows with each block */
uint64_t capture_written(const struct capture *capture);

/**
 * capture_take() - Take bytes for the reader
 * @most:	How many at most
 * @len:	Set to their number
 *
 * Return: the bytes, valid until the next call; NULL if there are none
 */
const uint8_t *capture_take(struct capture *capture, size_t most, size_t *len);

#endif /* CAPTURE_CAPTURE_H */
