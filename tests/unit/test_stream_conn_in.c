/* SPDX-License-Identifier: BSD-2-Clause */
/* Receiving by a connected stream, and how it ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "stream_conn_fixture.h"

static void received_frames_are_handed_up(void **state)
{
	static uint8_t room[FRAMING_SIZE + VNET_HDR_SIZE + FRAME_SIZE_MAX];
	(void)state;

	for (uint32_t i = 0; i < 50; i++) {
		size_t n = framed(room, i);

		for (size_t at = 0; at < n;) {
			size_t some = n - at < 9001 ? n - at : 9001;

			at += send_bytes(room + at, some);
			iterate();
		}
	}
	iterate_times(3);
	assert_int_equal(fixture.received, 50);
	assert_int_equal(ended, 0);
}

/* More frames than a batch, a loop iteration and the buffer have room for */
static void many_frames_in_one_write_are_handed_up(void **state)
{
	enum { MANY = 1500 };
	static uint8_t room[MANY * (FRAMING_SIZE + 160)];
	size_t n = 0;
	(void)state;

	fixture.len = short_len;
	set_size(far, SO_SNDBUF, (int)sizeof(room));
	for (uint32_t i = 0; i < MANY; i++)
		n += framed(room + n, i);
	assert_true(n > FRAMING_BACKLOG);
	send_bytes(room, n);

	iterations_within(0.05);
	assert_int_equal(fixture.received, MANY);
}

static void a_partial_frame_is_not_handed_up(void **state)
{
	uint8_t room[FRAMING_SIZE + 160];
	size_t n;
	(void)state;

	fixture.len = short_len;
	n = framed(room, 0);
	send_bytes(room, n - 1);
	iterate_times(3);
	assert_int_equal(fixture.received, 0);

	close(far);
	iterate_times(3);
	assert_int_equal(fixture.received, 0);
	assert_int_equal(ended, 1);
}

static void frames_are_received_while_sending_is_blocked(void **state)
{
	uint8_t room[FRAMING_SIZE + 160];
	(void)state;

	fill();
	fixture.len = short_len;
	send_bytes(room, framed(room, 0));
	iterate_times(3);
	assert_int_equal(fixture.received, 1);
}

/* The end */

static void the_end_is_reported_once_after_the_last_frames(void **state)
{
	uint8_t room[FRAMING_SIZE + 160];
	(void)state;

	fixture.len = short_len;
	for (uint32_t i = 0; i < 3; i++)
		send_bytes(room, framed(room, i));
	close(far);
	errno = EAGAIN; /* an old value: recv() does not set it at the end */
	iterate_times(10);

	assert_int_equal(fixture.received, 3);
	assert_int_equal(ended, 1);
	assert_false(stream_conn_is_open(&conn));
}

static void frames_to_a_closed_peer_are_refused(void **state)
{
	(void)state;

	close(far);
	stream_conn_tx(&conn, frames_from(0, 40), 40);
	assert_int_equal(fixture.refused, 40);
	assert_int_equal(fixture.errnum, EIO);
	assert_int_equal(ended, 0);

	iterate_times(3);
	assert_int_equal(ended, 1);
	stream_conn_tx(&conn, frames_from(0, 40), 40);
	assert_int_equal(fixture.refused, 80);
	assert_int_equal(fixture.errnum, EIO);
}

static void a_peer_may_disconnect_while_frames_wait(void **state)
{
	(void)state;

	fill();
	close(far);
	iterate_times(10);
	assert_int_equal(ended, 1);
}

/* Each frame has either reached the far end whole or is refused, also the one
 * of which the far end has a part. */
static void frames_that_wait_are_refused_by_close(void **state)
{
	uint32_t sent = fill(), there = 0;
	(void)state;

	read_far(300001);
	iterate_times(3);
	fixture.refused = 0;
	stream_conn_close(&conn);

	read_far(SIZE_MAX);
	while (take_frame(there))
		there++;
	assert_in_range(there, 1, sent - 1);
	assert_int_equal(fixture.refused + there, sent);
}

static bool send_own(uint32_t i)
{
	size_t before = fixture.refused;

	fixture.port.sends_own = true;
	stream_conn_tx(&conn, frames_from(i, 1), 1);
	fixture.port.sends_own = false;
	return fixture.refused == before;
}

/* The far end may have a part of the frame. */
static void own_frames_that_wait_are_refused_as_own(void **state)
{
	uint32_t sent = 0, there = 0;
	(void)state;

	while (!waiting_bytes())
		stream_conn_tx(&conn, frames_from(sent++, 1), 1);
	assert_true(send_own(sent++));
	stream_conn_tx(&conn, frames_from(sent++, 1), 1);
	fixture.refused = fixture.refused_own = 0;
	stream_conn_close(&conn);

	read_far(SIZE_MAX);
	while (take_frame(there))
		there++;
	assert_int_equal(fixture.refused + there, sent);
	assert_int_equal(fixture.refused_own, 1);
	assert_false(fixture.port.sends_own);
}

static void an_own_frame_that_was_sent_is_not_refused(void **state)
{
	uint32_t sent = 0;
	(void)state;

	while (!waiting_bytes())
		stream_conn_tx(&conn, frames_from(sent++, 1), 1);
	assert_true(send_own(sent++));
	for (uint32_t i = 0; i < sent; i++) {
		read_far(SIZE_MAX);
		iterate_times(3);
		take_frame(i);
	}
	stream_conn_close(&conn);
	assert_int_equal(fixture.refused, 0);
}

/* shutdown(2): it sends no more, but could receive. */
static void a_peer_that_shuts_down_its_sending_ends_the_stream(void **state)
{
	(void)state;

	shutdown(far, SHUT_WR);
	iterate_times(3);
	assert_int_equal(ended, 1);
}

static void an_invalid_length_ends_the_connection(void **state)
{
	uint8_t room[FRAMING_SIZE + 160], head[FRAMING_SIZE];
	(void)state;

	fixture.len = short_len;
	send_bytes(room, framed(room, 0));
	put_be32(head, FRAME_SIZE_MAX + 1);
	send_bytes(head, sizeof(head));
	iterations_within(0.05);

	assert_int_equal(fixture.received, 1);
	assert_int_equal(ended, 1);
	assert_int_equal(conn.bad_len, FRAME_SIZE_MAX + 1);
}

static void a_length_shorter_than_the_header_ends_the_connection(void **state)
{
	uint8_t head[FRAMING_SIZE];
	(void)state;

	put_be32(head, VNET_HDR_SIZE - 1);
	send_bytes(head, sizeof(head));
	iterations_within(0.05);

	assert_int_equal(ended, 1);
}

static void a_new_connection_has_no_bytes_of_the_old_one(void **state)
{
	uint8_t room[FRAMING_SIZE + 160];
	struct err err;
	int pair[2];
	(void)state;

	send_bytes("\0\0\7", 3);
	fill();
	iterate_times(3);
	stream_conn_close(&conn);
	close(far);
	assert_int_equal(waiting_bytes(), 0);

	make_pair(SOCK_STREAM, pair);
	far = pair[1];
	fixture.refused = 0;
	fixture.len = short_len;
	assert_int_equal(stream_conn_open(&conn, fixture.io, pair[0], &err), 0);
	send_bytes(room, framed(room, 0));
	stream_conn_tx(&conn, frames_from(0, 1), 1);
	iterate_times(3);
	assert_int_equal(fixture.received, 1);
	read_far(SIZE_MAX);
	assert_true(take_frame(0));
	assert_int_equal(fixture.refused, 0);
}

static void a_connection_may_be_closed_twice(void **state)
{
	(void)state;

	fill();
	stream_conn_close(&conn);
	stream_conn_close(&conn);
	assert_false(stream_conn_is_open(&conn));
	iterate_times(3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(received_frames_are_handed_up),
		WITH_HEADERS(received_frames_are_handed_up),
		TEST(many_frames_in_one_write_are_handed_up),
		TEST(a_partial_frame_is_not_handed_up),
		TEST(frames_are_received_while_sending_is_blocked),
		TEST(the_end_is_reported_once_after_the_last_frames),
		TEST(frames_to_a_closed_peer_are_refused),
		TEST(a_peer_may_disconnect_while_frames_wait),
		TEST(frames_that_wait_are_refused_by_close),
		WITH_HEADERS(frames_that_wait_are_refused_by_close),
		TEST(own_frames_that_wait_are_refused_as_own),
		WITH_HEADERS(own_frames_that_wait_are_refused_as_own),
		TEST(an_own_frame_that_was_sent_is_not_refused),
		TEST(a_peer_that_shuts_down_its_sending_ends_the_stream),
		TEST(an_invalid_length_ends_the_connection),
		WITH_HEADERS(
			a_length_shorter_than_the_header_ends_the_connection),
		TEST(a_new_connection_has_no_bytes_of_the_old_one),
		TEST(a_connection_may_be_closed_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
