/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * For tests of drivers, to be included after cmocka.h: a loop, an engine, a
 * port that counts its events, and numbered frames.
 */
#ifndef TEST_PORT_FIXTURE_H
#define TEST_PORT_FIXTURE_H

#include <errno.h>
#include <ev.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "frame/frame.h"
#include "frames.h"
#include "io/io.h"
#include "port/port.h"

#define FRAMES_MAX 256
#define PATIENCE   20000 /* iterations */

/**
 * struct fixture - A port and its surroundings
 * @len:	Length of frame number @i
 * @header:	Bytes in front of each frame that are compared, too
 * @received:	Frames handed up, which must be whole, and numbered from 0
 * @from_count:	The same, by the first digit in the port's name
 * @refused:	Frames that were refused, the last one with @errnum
 * @refused_own: Those of them that the switch had made itself
 * @missed:	Frames that were reported as missed
 * @changed:	Calls of the event of that name
 */
struct fixture {
	struct ev_loop *loop;
	struct io *io;
	struct port port;
	uint32_t (*len)(uint32_t i);
	size_t header;
	uint32_t received;
	uint32_t from_count[10];
	size_t refused;
	size_t refused_own;
	size_t missed;
	int errnum;
	size_t changed;
};

static struct fixture fixture;

/* Frames to be sent, with room for a header in front */
static struct {
	uint8_t room[VNET_HDR_SIZE + FRAME_SIZE_MAX];
} frame_rooms[FRAMES_MAX];

static inline uint32_t usual_len(uint32_t i)
{
	return i % 7 == 6 ? FRAME_SIZE_MAX - i % 100 : 60 + i * 131 % 1455;
}

/* The k-th byte of frame number @i, counted from its header */
static inline uint8_t byte_of(uint32_t i, size_t k)
{
	return payload_byte(i * 1009 + (uint32_t)k);
}

/* @bytes are frame number @i, with its header. */
static inline void assert_frame(const uint8_t *bytes, size_t len, uint32_t i)
{
	if (len != fixture.len(i) + fixture.header)
		fail_msg("frame %u has %zu bytes, not %zu", i, len,
			 fixture.len(i) + fixture.header);
	for (size_t k = 0; k < len; k++)
		if (bytes[k] != byte_of(i, k))
			fail_msg("byte %zu of frame %u differs", k, i);
}

static inline size_t make_bytes(uint8_t *bytes, uint32_t i)
{
	size_t len = fixture.len(i) + fixture.header;

	for (size_t k = 0; k < len; k++)
		bytes[k] = byte_of(i, k);
	return len;
}

/* @n frames from number @first on, to be sent */
static inline const struct buf *frames_from(uint32_t first, size_t n)
{
	static struct buf bufs[FRAMES_MAX];

	assert_true(n <= FRAMES_MAX);
	for (uint32_t i = 0; i < n; i++) {
		uint8_t *room = frame_rooms[i].room;

		make_bytes(room + VNET_HDR_SIZE - fixture.header, first + i);
		bufs[i] = (struct buf){ room + VNET_HDR_SIZE,
					fixture.len(first + i) };
	}
	return bufs;
}

static inline void on_received(struct port *port, struct buf *frames, size_t n)
{
	struct fixture *b = port->owner;

	assert_in_range(n, 1, IO_BATCH);
	b->from_count[port->name[1] - '0'] += (uint32_t)n;
	for (size_t i = 0; i < n; i++)
		assert_frame(frames[i].data - b->header,
			     frames[i].len + b->header, b->received++);
}

static inline void on_refused(struct port *port, int errnum)
{
	struct fixture *b = port->owner;

	b->refused++;
	b->refused_own += port->sends_own;
	b->errnum = errnum;
}

static inline void on_missed(struct port *port, int errnum, uint64_t n)
{
	struct fixture *b = port->owner;

	(void)errnum;
	b->missed += n;
}

static inline void on_changed(struct port *port)
{
	struct fixture *b = port->owner;

	b->changed++;
}

static const struct port_events fixture_events = {
	.received = on_received,
	.refused = on_refused,
	.missed = on_missed,
	.changed = on_changed,
};

static inline int fixture_make(void **state)
{
	struct err err;

	fixture = (struct fixture){
		.loop = ev_loop_new(EVFLAG_AUTO),
		.port = { .events = &fixture_events, .owner = &fixture, .no = 1 },
		.len = usual_len,
	};
	strcpy(fixture.port.name, "p1");
	fixture.io = io_new(fixture.loop, "rw", &err);
	*state = &fixture;
	return fixture.io ? 0 : -1;
}

static inline void fixture_free(void)
{
	io_free(fixture.io);
	ev_loop_destroy(fixture.loop);
}

static inline void iterate(void)
{
	ev_run(fixture.loop, EVRUN_NOWAIT);
}

static inline void iterate_times(int n)
{
	while (n--)
		iterate();
}

static inline void on_time_over(EV_P_ ev_timer *w, int revents)
{
	(void)revents;
	*(bool *)w->data = true;
	ev_break(EV_A_ EVBREAK_ALL);
}

/* Runs the loop for some time.  Returns the number of iterations: few, if it
 * sleeps */
static inline int iterations_within(double seconds)
{
	bool is_over = false;
	ev_timer timer;
	int n = 0;

	ev_timer_init(&timer, on_time_over, seconds, 0.);
	timer.data = &is_over;
	ev_now_update(fixture.loop);
	ev_timer_start(fixture.loop, &timer);
	while (!is_over) {
		ev_run(fixture.loop, EVRUN_ONCE);
		n++;
	}
	return n;
}

static inline void set_size(int fd, int option, int size)
{
	assert_int_equal(
		setsockopt(fd, SOL_SOCKET, option, &size, sizeof(size)), 0);
}

static inline void make_pair(int type, int pair[2])
{
	assert_int_equal(socketpair(AF_UNIX,
				    type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0,
				    pair),
			 0);
}

#endif /* TEST_PORT_FIXTURE_H */
