/* SPDX-License-Identifier: BSD-2-Clause */
/* For the tests of frame_parse(): frames are made, changed and parsed. */
#ifndef TEST_PARSING_H
#define TEST_PARSING_H

#include "frame/parse.h"
#include "frames.h"
#include "stations.h"

static const struct recipe tcp4 = {
	.ip = 4, .tcp_flags = TCP_ACK, .payload = 3000, .gso_size = 1448
};
static const struct recipe tcp6 = {
	.ip = 6, .tcp_flags = TCP_ACK, .payload = 3000, .gso_size = 1428
};
static const struct recipe udp4 = {
	.ip = 4, .udp = true, .payload = 3000, .gso_size = 1200
};
static const struct recipe udp6 = {
	.ip = 6, .udp = true, .payload = 3000, .gso_size = 1200
};

static struct made made;

static inline const struct frame *parsed(struct recipe recipe)
{
	struct frame *f = frames_make(&made, recipe);

	frame_parse(f);
	return f;
}

/* Makes a frame and returns its virtio-net header, to be changed. */
static inline struct virtio_net_hdr hdr_of(struct recipe recipe)
{
	frames_make(&made, recipe);
	return frames_hdr(&made);
}

/* Makes a frame and returns its bytes, to be changed. */
static inline uint8_t *bytes_of(struct recipe recipe)
{
	return frames_make(&made, recipe)->data;
}

static inline void assert_refused(void)
{
	struct frame *f = &made.frame;

	assert_int_equal(frame_parse(f), FRAME_BAD_OFFLOAD);
	assert_int_equal(f->error, FRAME_BAD_OFFLOAD);
	assert_int_equal(f->needs, 0);
	assert_int_equal(f->gso_size, 0);
}

static inline void assert_accepted(void)
{
	assert_int_equal(frame_parse(&made.frame), FRAME_OK);
	assert_int_equal(made.frame.error, FRAME_OK);
}

static inline void assert_hdr_refused(struct virtio_net_hdr hdr)
{
	frames_set_hdr(&made, hdr);
	assert_refused();
}

static inline void assert_hdr_accepted(struct virtio_net_hdr hdr)
{
	frames_set_hdr(&made, hdr);
	assert_accepted();
}

#endif /* TEST_PARSING_H */
