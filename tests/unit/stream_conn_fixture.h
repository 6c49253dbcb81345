/* SPDX-License-Identifier: BSD-2-Clause */
/* For tests of stream_conn.h, to be included after cmocka.h: a connection. */
#ifndef TEST_STREAM_CONN_FIXTURE_H
#define TEST_STREAM_CONN_FIXTURE_H

#include "base/bytes.h"
#include "frame/framing.h"
#include "port/stream_conn.h"
#include "port_fixture.h"

#define FAR_SIZE (4 * 1024 * 1024)

/**
 * The connection, and its far end
 * @ended:	Calls of conn.ended()
 * @bytes:	Bytes that @far received and that were not checked yet, @len of
 *		them
 */
static struct stream_conn conn;
static int far;
static size_t ended;
static uint8_t bytes[FAR_SIZE];
static size_t len;

static inline void on_ended(struct port *port)
{
	assert_ptr_equal(port, &fixture.port);
	ended++;
	stream_conn_close(&conn);
}

static inline int open_conn(void **state)
{
	struct err err;
	int pair[2];

	if (fixture_make(state))
		return -1;
	make_pair(SOCK_STREAM, pair);
	conn = (struct stream_conn){ .port = &fixture.port, .ended = on_ended };
	far = pair[1];
	ended = len = 0;
	return stream_conn_open(&conn, fixture.io, pair[0], &err);
}

static inline int open_conn_with_headers(void **state)
{
	if (open_conn(state))
		return -1;
	conn.header = fixture.header = VNET_HDR_SIZE;
	return 0;
}

static inline int close_conn(void **state)
{
	(void)state;
	stream_conn_close(&conn);
	close(far);
	fixture_free();
	return 0;
}

/* Waiting bytes, counted as on the stream */
static inline size_t waiting_bytes(void)
{
	if (!conn.waiting)
		return 0;
	return frame_queue_bytes(conn.waiting) - conn.first_sent +
	       frame_queue_count(conn.waiting) *
		       (FRAMING_SIZE + fixture.header);
}

/* Reads up to @most bytes at the far end. */
static inline void read_far(size_t most)
{
	ssize_t n;

	while (most && (n = recv(far, bytes + len,
				 most < FAR_SIZE - len ? most : FAR_SIZE - len,
				 MSG_DONTWAIT)) > 0) {
		len += (size_t)n;
		most -= (size_t)n;
	}
}

/* Removes the first frame from @bytes, which must be number @i.  Returns
 * whether it was there as a whole. */
static inline bool take_frame(uint32_t i)
{
	size_t whole;

	if (len < FRAMING_SIZE)
		return false;
	whole = FRAMING_SIZE + get_be32(bytes);
	if (len < whole)
		return false;
	assert_frame(bytes + FRAMING_SIZE, whole - FRAMING_SIZE, i);
	len -= whole;
	memmove(bytes, bytes + whole, len);
	return true;
}

/* The number of the first frame in @bytes, by its first bytes, among @n from
 * @first on */
static inline uint32_t number_of_first(uint32_t first, uint32_t n)
{
	for (uint32_t i = first; i < first + n; i++)
		if (get_be32(bytes) == fixture.len(i) + fixture.header &&
		    bytes[FRAMING_SIZE] == byte_of(i, 0) &&
		    bytes[FRAMING_SIZE + 1] == byte_of(i, 1))
			return i;
	fail_msg("the frame that came is none that was sent");
	return 0;
}

static inline size_t send_bytes(const void *what, size_t n)
{
	assert_int_equal(send(far, what, n, MSG_NOSIGNAL), n);
	return n;
}

/* Writes frame number @i as it is on the stream. */
static inline size_t framed(uint8_t *room, uint32_t i)
{
	size_t n = make_bytes(room + FRAMING_SIZE, i);

	put_be32(room, (uint32_t)n);
	return FRAMING_SIZE + n;
}

/* Sends frames from number 0 on, until the socket and the queue are full.
 * Returns the number of frames that were not refused. */
static inline uint32_t fill(void)
{
	uint32_t i = 0;

	while (!fixture.refused)
		stream_conn_tx(&conn, frames_from(i++, 1), 1);
	return i - 1;
}

static inline uint32_t short_len(uint32_t i)
{
	return 60 + i % 100;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_conn, close_conn)
#define WITH_HEADERS(f)                                                        \
	cmocka_unit_test_setup_teardown(f, open_conn_with_headers, close_conn)

#endif /* TEST_STREAM_CONN_FIXTURE_H */
