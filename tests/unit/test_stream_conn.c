/* SPDX-License-Identifier: BSD-2-Clause */
/* Sending by a connected stream.  Receiving, and its end: test_stream_conn_in.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "stream_conn_fixture.h"

static void frames_are_sent_whole_and_in_order(void **state)
{
	uint32_t taken = 0;
	(void)state;

	for (uint32_t i = 0; i < 40 * 15; i += 15) {
		stream_conn_tx(&conn, frames_from(i, 15), 15);
		for (int k = 0; k < PATIENCE && taken < i + 15; k++) {
			read_far(SIZE_MAX);
			while (take_frame(taken))
				taken++;
			iterate();
		}
	}
	assert_int_equal(taken, 40 * 15);
	assert_int_equal(fixture.refused, 0);
	assert_int_equal(waiting_bytes(), 0);
}

static void a_small_frame_is_sent_at_once(void **state)
{
	(void)state;
	fixture.len = short_len;

	stream_conn_tx(&conn, frames_from(0, 3), 3);

	read_far(SIZE_MAX);
	for (uint32_t i = 0; i < 3; i++)
		assert_true(take_frame(i));
	assert_int_equal(waiting_bytes(), 0);
}

static void sending_no_frames_writes_no_bytes(void **state)
{
	(void)state;

	stream_conn_tx(&conn, NULL, 0);

	read_far(SIZE_MAX);
	assert_int_equal(len, 0);
	assert_int_equal(fixture.refused, 0);
}

/* Frames fill the socket, then the queue.  All that were not refused are
 * received, even by a slow peer, and nothing else. */
static void frames_are_refused_when_the_queue_is_full(void **state)
{
	uint32_t sent = fill(), taken = 0;
	(void)state;

	assert_int_equal(fixture.errnum, EAGAIN);
	assert_in_range(stream_conn_queued_bytes(&conn),
			STREAM_CONN_QUEUE - FRAME_SIZE_MAX - 16384,
			STREAM_CONN_QUEUE);

	for (int k = 0; k < PATIENCE && taken < sent; k++) {
		read_far(997);
		while (take_frame(taken))
			taken++;
		iterate();
	}
	assert_int_equal(taken, sent);
	read_far(SIZE_MAX);
	assert_int_equal(len, 0);
	assert_int_equal(fixture.refused, 1);
}

static void a_short_frame_may_fit_where_a_long_one_does_not(void **state)
{
	uint32_t i = fill() + 1;
	size_t before = stream_conn_queued_bytes(&conn);
	(void)state;

	fixture.refused = 0;
	fixture.len = short_len;
	while (!fixture.refused)
		stream_conn_tx(&conn, frames_from(i++, 1), 1);
	assert_true(stream_conn_queued_bytes(&conn) > before);
}

static void new_frames_are_sent_after_those_that_wait(void **state)
{
	uint32_t sent = fill(), taken = 0;
	(void)state;

	for (int k = 0; k < PATIENCE && sent < 2000; k++) {
		fixture.refused = 0;
		stream_conn_tx(&conn, frames_from(sent, 1), 1);
		sent += !fixture.refused;
		read_far(30011);
		while (take_frame(taken))
			taken++;
		iterate();
	}
	for (int k = 0; k < PATIENCE && taken < sent; k++) {
		read_far(SIZE_MAX);
		while (take_frame(taken))
			taken++;
		iterate();
	}
	assert_int_equal(taken, 2000);
	assert_int_equal(waiting_bytes(), 0);
}

/* The first frames of the batch are sent, the last of them in part; some wait,
 * and the rest are refused.  Only the far end can tell which. */
static void the_rest_of_a_batch_waits_or_is_refused(void **state)
{
	uint32_t last = 0, taken = 0;
	(void)state;

	set_size(conn.fd, SO_SNDBUF, 1);
	stream_conn_tx(&conn, frames_from(1, FRAMES_MAX), FRAMES_MAX);
	assert_true(fixture.refused > 0);
	assert_int_equal(fixture.errnum, EAGAIN);

	for (int k = 0; k < PATIENCE && (waiting_bytes() || k < 3); k++) {
		read_far(SIZE_MAX);
		iterate();
	}
	read_far(SIZE_MAX);
	while (len) {
		uint32_t i = number_of_first(1, FRAMES_MAX);

		assert_true(i > last);
		assert_true(take_frame(i));
		last = i;
		taken++;
	}
	assert_int_equal(taken + fixture.refused, FRAMES_MAX);
}

static uint32_t first_len;

static uint32_t tiny_len(uint32_t i)
{
	return i ? 30 : first_len;
}

/* A Unix socket takes a few thousand bytes at a time.  The length of the first
 * frame decides at which byte of the others a write ends. */
static void a_write_may_end_at_every_byte_of_a_frame(void **state)
{
	const size_t whole = FRAMING_SIZE + fixture.header + 30;
	bool cuts[FRAMING_SIZE + VNET_HDR_SIZE + 30] = { false };
	(void)state;

	set_size(conn.fd, SO_SNDBUF, 1);
	fixture.len = tiny_len;
	for (first_len = 4000; first_len < 4000 + whole; first_len++) {
		size_t others = 31 * whole;
		uint32_t taken = 0;

		stream_conn_tx(&conn, frames_from(0, 32), 32);
		if (waiting_bytes() && waiting_bytes() <= others)
			cuts[(others - waiting_bytes()) % whole] = true;
		for (int k = 0; k < PATIENCE && taken < 32; k++) {
			read_far(SIZE_MAX);
			while (take_frame(taken))
				taken++;
			iterate();
		}
		assert_int_equal(taken, 32);
	}
	for (size_t k = 0; k < whole; k++)
		if (!cuts[k])
			fail_msg("no write ended at byte %zu", k);
	assert_int_equal(fixture.refused, 0);
}

static void the_loop_sleeps_while_the_peer_stalls(void **state)
{
	(void)state;
	fill();

	assert_in_range(iterations_within(0.02), 1, 4);
}

static void the_loop_sleeps_when_all_frames_are_sent(void **state)
{
	(void)state;

	fill();
	for (int k = 0; k < PATIENCE && waiting_bytes(); k++) {
		read_far(SIZE_MAX);
		len = 0;
		iterate();
	}
	read_far(SIZE_MAX);
	iterate_times(3);
	assert_in_range(iterations_within(0.02), 1, 4);
}

/* The peer may still send. */
static void the_loop_sleeps_when_the_peer_reads_no_more(void **state)
{
	uint8_t room[FRAMING_SIZE + 160];
	(void)state;

	fill();
	fixture.len = short_len;
	shutdown(far, SHUT_RD);
	read_far(SIZE_MAX);
	assert_in_range(iterations_within(0.02), 1, 5);
	send_bytes(room, framed(room, 0));
	iterate_times(3);
	assert_int_equal(fixture.received, 1);
	assert_int_equal(ended, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(frames_are_sent_whole_and_in_order),
		WITH_HEADERS(frames_are_sent_whole_and_in_order),
		TEST(a_small_frame_is_sent_at_once),
		TEST(sending_no_frames_writes_no_bytes),
		TEST(frames_are_refused_when_the_queue_is_full),
		WITH_HEADERS(frames_are_refused_when_the_queue_is_full),
		TEST(a_short_frame_may_fit_where_a_long_one_does_not),
		TEST(new_frames_are_sent_after_those_that_wait),
		TEST(the_rest_of_a_batch_waits_or_is_refused),
		WITH_HEADERS(the_rest_of_a_batch_waits_or_is_refused),
		TEST(a_write_may_end_at_every_byte_of_a_frame),
		WITH_HEADERS(a_write_may_end_at_every_byte_of_a_frame),
		TEST(the_loop_sleeps_while_the_peer_stalls),
		TEST(the_loop_sleeps_when_all_frames_are_sent),
		TEST(the_loop_sleeps_when_the_peer_reads_no_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
