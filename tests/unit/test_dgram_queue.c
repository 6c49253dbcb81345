/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <sys/un.h>

#include "port/dgram_queue.h"
#include "port_fixture.h"

/**
 * A queue, its socket @near and the peer's socket @far
 * @kept:	Frames that were sent or queued, and not refused, in this order
 * @taken:	Number of those that were read from @far
 */
static struct dgram_queue queue;
static int near, far;
static uint32_t kept[4096];
static size_t kept_count, taken;

static uint32_t short_len(uint32_t i)
{
	return 60 + i % 100;
}

static uint32_t one_len;

static uint32_t same_len(uint32_t i)
{
	(void)i;
	return one_len;
}

static int begin(void **state, int fd, int far_fd)
{
	(void)state;
	near = fd;
	far = far_fd;
	kept_count = taken = 0;
	return dgram_queue_open(&queue, &fixture.port, fixture.loop, near) ? 0
									   : -1;
}

/* Both are connected to each other: the sender's buffer limits the frames
 * between. */
static int with_a_connected_peer(void **state)
{
	int pair[2];

	if (fixture_make(state))
		return -1;
	make_pair(SOCK_DGRAM, pair);
	set_size(pair[0], SO_SNDBUF, 1024 * 1024);
	return begin(state, pair[0], pair[1]);
}

/* net.unix.max_dgram_qlen limits the frames between. */
static int with_an_unconnected_peer(void **state)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	socklen_t len = sizeof(to);
	int fds[2];

	if (fixture_make(state))
		return -1;
	for (int i = 0; i < 2; i++)
		fds[i] = socket(AF_UNIX,
				SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	bind(fds[1], (struct sockaddr *)&to, sizeof(sa_family_t));
	getsockname(fds[1], (struct sockaddr *)&to, &len);
	if (connect(fds[0], (struct sockaddr *)&to, len))
		return -1;
	return begin(state, fds[0], fds[1]);
}

static int free_queue(void **state)
{
	(void)state;
	dgram_queue_close(&queue);
	close(near);
	close(far);
	fixture_free();
	return 0;
}

/* Sends one frame; returns whether it was not refused. */
static bool offer(uint32_t i)
{
	size_t before = fixture.refused;
	int ret = dgram_queue_tx(&queue, frames_from(i, 1), 1);
	bool is_refused = fixture.refused > before;

	assert_int_equal(ret, is_refused ? fixture.errnum : 0);
	if (!is_refused)
		kept[kept_count++] = i;
	return !is_refused;
}

/* Sends frames from number 0 on, until one is refused.  Returns its number. */
static uint32_t fill(void)
{
	uint32_t i = 0;

	while (offer(i))
		i++;
	return i;
}

/* Reads the next frame from @far.  Returns whether there was one. */
static bool take(void)
{
	static uint8_t room[FRAME_SIZE_MAX + 1];
	ssize_t len = recv(far, room, sizeof(room), MSG_DONTWAIT);

	if (len < 0) {
		assert_int_equal(errno, EAGAIN);
		return false;
	}
	assert_true(taken < kept_count);
	assert_frame(room, (size_t)len, kept[taken]);
	taken++;
	return true;
}

/* All frames in @kept are received, and no others. */
static void assert_rest_comes(void)
{
	for (int k = 0; k < PATIENCE && taken < kept_count; k++) {
		while (take())
			;
		iterate();
	}
	assert_int_equal(taken, kept_count);
	assert_false(take());
	assert_int_equal(dgram_queue_bytes(&queue), 0);
}

static void frames_that_the_socket_takes_do_not_wait(void **state)
{
	(void)state;
	fixture.len = short_len;

	for (uint32_t i = 0; i < 10; i++) {
		assert_true(offer(i));
		assert_int_equal(dgram_queue_bytes(&queue), 0);
		assert_true(take());
	}
}

static void sending_no_frames_does_nothing(void **state)
{
	(void)state;

	assert_int_equal(dgram_queue_tx(&queue, NULL, 0), 0);
	assert_false(take());
	fill();
	assert_int_equal(dgram_queue_tx(&queue, NULL, 0), 0);
}

static void frames_that_must_wait_are_sent_in_order(void **state)
{
	(void)state;
	fixture.len = short_len;

	for (uint32_t i = 0; i < 200; i++)
		assert_true(offer(i));

	assert_true(dgram_queue_bytes(&queue) > 0);
	assert_rest_comes();
	assert_int_equal(fixture.refused, 0);
}

static void the_rest_of_a_batch_waits(void **state)
{
	(void)state;
	fixture.len = short_len;

	assert_int_equal(
		dgram_queue_tx(&queue, frames_from(0, FRAMES_MAX), FRAMES_MAX),
		0);
	for (uint32_t i = 0; i < FRAMES_MAX; i++)
		kept[kept_count++] = i;

	assert_true(dgram_queue_bytes(&queue) > 0);
	assert_rest_comes();
}

/* A shorter frame might still fit. */
static void frames_are_refused_when_the_queue_is_full(void **state)
{
	(void)state;

	fill();
	assert_int_equal(fixture.errnum, EAGAIN);
	assert_int_equal(fixture.refused, 1);
	assert_in_range(dgram_queue_bytes(&queue),
			DGRAM_QUEUE_SIZE - FRAME_SIZE_MAX - 8192,
			DGRAM_QUEUE_SIZE);
}

static void a_slow_peer_receives_all_frames_that_were_queued(void **state)
{
	(void)state;

	fill();
	for (int k = 0; k < PATIENCE && taken < kept_count; k++) {
		take();
		iterate();
	}
	assert_rest_comes();
	assert_int_equal(fixture.refused, 1);
}

static void new_frames_are_sent_after_those_that_wait(void **state)
{
	uint32_t i = fill();
	(void)state;

	while (i < 2000) {
		offer(i++);
		if (i % 3)
			take();
		iterate();
	}
	assert_rest_comes();
	assert_true(kept_count > 1000);
	assert_true(fixture.refused > 1);
}

static void a_short_frame_may_fit_where_a_long_one_does_not(void **state)
{
	uint32_t i = 0;
	(void)state;

	one_len = 1300;
	fixture.len = same_len;
	while (offer(i))
		i++;
	one_len = 60;
	kept_count = 0;
	while (offer(i))
		i++;
	assert_true(kept_count > 0);
	assert_int_equal(fixture.refused, 2);
}

static uint32_t sometimes_long(uint32_t i)
{
	return i % 5 == 3 ? 40000 : short_len(i);
}

/* Frames that are too long for the socket wait among others, and are refused
 * when they are the first. */
static void a_waiting_frame_that_is_refused_does_not_stop_others(void **state)
{
	uint32_t i = 0;
	(void)state;

	set_size(near, SO_SNDBUF, 16384);
	fixture.len = sometimes_long;
	while (!dgram_queue_bytes(&queue))
		offer(i++);
	fixture.refused = 0;
	for (uint32_t end = i + 20; i < end; i++) {
		assert_true(offer(i));
		if (i % 5 == 3)
			kept_count--;
	}
	assert_int_equal(fixture.refused, 0);

	assert_rest_comes();
	assert_int_equal(fixture.refused, 4);
	assert_int_equal(fixture.errnum, EMSGSIZE);
}

static void a_frame_that_the_socket_refuses_is_reported(void **state)
{
	(void)state;

	set_size(near, SO_SNDBUF, 16384);
	fixture.len = sometimes_long;
	assert_int_equal(dgram_queue_tx(&queue, frames_from(0, 5), 5),
			 EMSGSIZE);
	assert_int_equal(fixture.refused, 1);
	assert_int_equal(dgram_queue_bytes(&queue), 0);
}

static void sending_to_a_closed_peer_is_reported(void **state)
{
	int ret;
	(void)state;

	close(far);
	ret = dgram_queue_tx(&queue, frames_from(0, 40), 40);
	assert_true(ret == ECONNREFUSED || ret == ENOTCONN);
	assert_int_equal(fixture.refused, 40);
	assert_int_equal(dgram_queue_bytes(&queue), 0);
}

/* After that, the loop sleeps. */
static void frames_that_wait_are_refused_when_the_peer_goes(void **state)
{
	size_t waited = 0;
	(void)state;

	fixture.len = short_len;
	for (uint32_t i = 0; i < 300; i++) {
		size_t before = dgram_queue_bytes(&queue);

		offer(i);
		waited += dgram_queue_bytes(&queue) > before;
	}
	fixture.refused = 0;
	close(far);

	iterate_times(100);
	assert_int_equal(fixture.refused, waited);
	assert_int_equal(dgram_queue_bytes(&queue), 0);
	assert_in_range(iterations_within(0.02), 1, 4);
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
	assert_rest_comes();
	assert_in_range(iterations_within(0.02), 1, 4);
}

/* Each frame has either reached the peer or is refused. */
static void frames_that_wait_are_refused_by_close(void **state)
{
	uint32_t sent = fill();
	uint8_t room[FRAME_SIZE_MAX + 1];
	uint32_t there = 0;
	(void)state;

	fixture.refused = 0;
	dgram_queue_close(&queue);

	while (recv(far, room, sizeof(room), MSG_DONTWAIT) >= 0)
		there++;
	assert_in_range(fixture.refused, 1, sent - 1);
	assert_int_equal(fixture.refused + there, sent);
	assert_int_equal(fixture.errnum, ENOTCONN);
}

/* Sends a frame made by the switch itself. */
static bool offer_own(uint32_t i)
{
	bool is_taken;

	fixture.port.sends_own = true;
	is_taken = offer(i);
	fixture.port.sends_own = false;
	return is_taken;
}

/* Queues such a frame between others; @waited is set to the number that wait. */
static void let_an_own_one_wait(size_t *waited)
{
	fixture.len = short_len;
	*waited = 0;
	for (uint32_t i = 0; i < 300; i++) {
		size_t before = dgram_queue_bytes(&queue);

		if (i == 295)
			assert_true(offer_own(i));
		else
			offer(i);
		*waited += dgram_queue_bytes(&queue) > before;
	}
	assert_true(*waited > 10);
	fixture.refused = fixture.refused_own = 0;
}

static void own_frames_that_wait_are_refused_as_own(void **state)
{
	size_t waited;
	(void)state;

	let_an_own_one_wait(&waited);
	dgram_queue_close(&queue);
	assert_int_equal(fixture.refused, waited);
	assert_int_equal(fixture.refused_own, 1);
	assert_false(fixture.port.sends_own);
}

static void own_frames_are_refused_as_own_when_the_peer_goes(void **state)
{
	size_t waited;
	(void)state;

	let_an_own_one_wait(&waited);
	close(far);
	iterate_times(100);
	assert_int_equal(fixture.refused, waited);
	assert_int_equal(fixture.refused_own, 1);
	assert_false(fixture.port.sends_own);
}

static void own_frames_wait_in_order_with_others(void **state)
{
	size_t waited;
	(void)state;

	let_an_own_one_wait(&waited);
	assert_true(offer_own(300));
	assert_true(offer_own(301));
	assert_true(offer(302));
	assert_true(offer_own(303));

	assert_rest_comes();
	assert_int_equal(fixture.refused, 0);
	assert_false(fixture.port.sends_own);
}

static void a_queue_may_be_closed_twice(void **state)
{
	(void)state;

	fill();
	dgram_queue_close(&queue);
	fixture.refused = 0;
	dgram_queue_close(&queue);
	assert_false(ev_is_active(&queue.room));
	while (take())
		;
	iterate_times(3);
	assert_false(take());
	assert_int_equal(fixture.refused, 0);
}

/* As if there was no memory for the queue */
static void without_a_queue_frames_that_must_wait_are_refused(void **state)
{
	(void)state;
	fixture.len = short_len;

	dgram_queue_close(&queue);
	fill();
	assert_int_equal(fixture.errnum, EAGAIN);
	while (take())
		;
	assert_int_equal(taken, kept_count);
	assert_true(taken > 0);
	assert_true(offer(1));
}

#define TEST(f)                                                                \
	cmocka_unit_test_setup_teardown(f, with_an_unconnected_peer, free_queue)
#define CONNECTED(f)                                                           \
	cmocka_unit_test_setup_teardown(f, with_a_connected_peer, free_queue)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(frames_that_the_socket_takes_do_not_wait),
		TEST(sending_no_frames_does_nothing),
		TEST(frames_that_must_wait_are_sent_in_order),
		TEST(the_rest_of_a_batch_waits),
		TEST(frames_are_refused_when_the_queue_is_full),
		CONNECTED(frames_are_refused_when_the_queue_is_full),
		TEST(a_slow_peer_receives_all_frames_that_were_queued),
		CONNECTED(a_slow_peer_receives_all_frames_that_were_queued),
		TEST(new_frames_are_sent_after_those_that_wait),
		CONNECTED(new_frames_are_sent_after_those_that_wait),
		TEST(a_short_frame_may_fit_where_a_long_one_does_not),
		CONNECTED(a_waiting_frame_that_is_refused_does_not_stop_others),
		CONNECTED(a_frame_that_the_socket_refuses_is_reported),
		TEST(sending_to_a_closed_peer_is_reported),
		CONNECTED(sending_to_a_closed_peer_is_reported),
		TEST(frames_that_wait_are_refused_when_the_peer_goes),
		TEST(the_loop_sleeps_while_the_peer_stalls),
		TEST(the_loop_sleeps_when_all_frames_are_sent),
		CONNECTED(the_loop_sleeps_when_all_frames_are_sent),
		TEST(frames_that_wait_are_refused_by_close),
		CONNECTED(frames_that_wait_are_refused_by_close),
		TEST(own_frames_that_wait_are_refused_as_own),
		TEST(own_frames_are_refused_as_own_when_the_peer_goes),
		TEST(own_frames_wait_in_order_with_others),
		TEST(a_queue_may_be_closed_twice),
		TEST(without_a_queue_frames_that_must_wait_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
