/* SPDX-License-Identifier: BSD-2-Clause */
/* Both engines, on sockets that preserve the boundaries of frames, as taps
 * do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>

#include "io_fixture.h"

static void frames_arrive_whole_and_in_order(void **state)
{
	struct fixture *b = fixture(state);
	struct end *in = end_new(b), *out = end_new(b);
	uint32_t sent = 0, taken = 0;

	in->to = out;
	for (int i = 0; i < PATIENCE && taken < 3000; i++) {
		while (sent < 3000 && sent - taken < 100 &&
		       send_frame(in->far, sent))
			sent++;
		run_iteration(b);
		while (take_frame(out->far, taken))
			taken++;
	}
	assert_int_equal(taken, 3000);
	assert_int_equal(out->refused, 0);
}

/* Several channels in both directions: a buffer that is reused too early would
 * show in the frames. */
static void buffers_are_not_reused_before_they_are_written(void **state)
{
	struct fixture *b = fixture(state);
	struct end *ends[6];

	for (size_t k = 0; k < 6; k++)
		ends[k] = end_new(b);
	all_send(b, ends);
}

static void writes_outside_of_a_batch_are_done_by_a_flush(void **state)
{
	struct fixture *b = fixture(state);
	struct end *e = end_new(b);
	uint8_t bytes[FRAME_SIZE];
	struct buf buf = { bytes, (uint32_t)frame(bytes, 5) };

	io_write(e->chan, &buf, 1);
	io_flush(b->io);
	memset(bytes, 0xee, sizeof(bytes));
	assert_true(take_frame(e->far, 5));
}

static void a_full_receiver_refuses_frames_and_others_get_theirs(void **state)
{
	struct fixture *b = fixture(state);
	struct end *full = end_new(b), *free_one = end_new(b);
	uint8_t bytes[FRAME_SIZE];
	struct buf buf = { bytes, (uint32_t)frame(bytes, 0) };
	size_t taken = 0;

	for (size_t i = 0; i < 3000; i++)
		io_write(full->chan, &buf, 1);
	io_write(free_one->chan, &buf, 1);
	io_flush(b->io);
	assert_true(full->refused > 0);
	assert_int_equal(full->errnum, EAGAIN);
	while (take_frame(full->far, 0))
		taken++;
	assert_int_equal(taken + full->refused, 3000);
	assert_true(take_frame(free_one->far, 0));
	assert_int_equal(free_one->refused, 0);
}

static void the_loss_of_the_far_end_is_reported_once(void **state)
{
	struct fixture *b = fixture(state);
	struct end *e = end_new(b);

	close(e->far);
	for (int i = 0; i < 100; i++)
		run_iteration(b);
	assert_int_equal(e->lost, 1);
	assert_null(e->chan);
}

static int udp_at(struct sockaddr_in *address)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	socklen_t len = sizeof(*address);

	assert_int_equal(bind(fd, (struct sockaddr *)address, len), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)address, &len), 0);
	return fd;
}

/* As on a tap if the kernel cannot describe a frame; here, the ICMP error for a
 * datagram that was sent to a closed port. */
static void a_failed_read_is_reported_and_the_next_frame_is_read(void **state)
{
	struct sockaddr_in near = { .sin_family = AF_INET,
				    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct sockaddr_in far = near;
	struct fixture *b = fixture(state);
	struct end *e = end_on(b, &user, udp_at(&near), udp_at(&far));

	connect(e->fd, (struct sockaddr *)&far, sizeof(far));
	close(e->far);
	assert_int_equal(send(e->fd, "", 1, 0), 1);
	e->far = udp_at(&far);
	connect(e->far, (struct sockaddr *)&near, sizeof(near));
	for (uint32_t i = 0; i < 3; i++)
		assert_true(send_frame(e->far, i));

	for (int i = 0; i < PATIENCE && e->received < 3; i++)
		run_iteration(b);

	assert_int_equal(e->received, 3);
	assert_int_equal(e->failed, 1);
	assert_int_equal(e->errnum, ECONNREFUSED);
	assert_int_equal(e->lost, 0);
}

static void a_channel_may_be_closed_before_its_batch_is_delivered(void **state)
{
	struct fixture *b = fixture(state);
	struct end *first = end_new(b), *second = end_new(b);

	first->closes = second;
	second->closes = first;
	for (uint32_t i = 0; i < 3; i++) {
		send_frame(first->far, i);
		send_frame(second->far, i);
	}
	for (int i = 0; i < 10; i++)
		run_iteration(b);
	assert_int_equal(b->ordered, 1);
	assert_int_equal(b->order[0]->received, 3);
}

static void a_channel_may_be_closed_while_it_receives(void **state)
{
	struct fixture *b = fixture(state);
	struct end *e = end_new(b);

	e->closes = e;
	for (uint32_t i = 0; i < 50; i++)
		send_frame(e->far, i);
	for (int i = 0; i < 10; i++)
		run_iteration(b);
	assert_int_equal(e->batches, 1);
}

static void closing_does_queued_writes_and_frees_the_descriptor(void **state)
{
	struct fixture *b = fixture(state);
	struct end *e = end_new(b);
	uint8_t bytes[FRAME_SIZE];
	struct buf buf = { bytes, (uint32_t)frame(bytes, 9) };
	struct pollfd far = { .fd = e->far, .events = POLLIN };

	run_iteration(b);
	io_write(e->chan, &buf, 1);
	end_close(e);
	memset(bytes, 0xee, sizeof(bytes));
	assert_true(take_frame(e->far, 9));
	poll(&far, 1, 0);
	assert_true(far.revents & POLLHUP);
}

/* A tap is removed with its last descriptor, so the engine must not keep
 * one. */
static void many_channels_can_be_opened_and_closed(void **state)
{
	struct fixture *b = fixture(state);

	for (uint32_t i = 0; i < 3000; i++) {
		struct end *e = end_new(b), *to = end_new(b);
		struct pollfd far = { .fd = e->far };

		e->to = to;
		send_frame(e->far, i);
		for (int k = 0; k < PATIENCE && !e->received; k++)
			run_iteration(b);
		assert_true(take_frame(to->far, i));
		end_close(e);
		end_close(to);
		poll(&far, 1, 0);
		assert_true(far.revents & POLLHUP);
		close(e->far);
		close(to->far);
		b->count = 0;
	}
}

/* Three other channels receive frames of @size as fast as they are read. */
static void expect_no_long_wait(struct fixture *b, size_t size)
{
	static const uint8_t bytes[FRAME_SIZE];
	struct end *loud[3], *quiet = end_new(b);

	for (size_t k = 0; k < 3; k++)
		loud[k] = end_new(b);
	for (int i = 0; i < 30; i++) {
		for (size_t k = 0; k < 3; k++)
			while (send(loud[k]->far, bytes, size, MSG_DONTWAIT) >
			       0)
				;
		send_frame(quiet->far, 1);
		b->ordered = 0;
		quiet->received = 0;
		run_iteration(b);
		run_iteration(b);
		assert_int_equal(quiet->received, 1);
		for (size_t k = 0; k < b->ordered && b->order[k] != quiet; k++)
			assert_true(k < 8);
	}
}

static void no_channel_waits_for_more_than_two_iterations(void **state)
{
	expect_no_long_wait(fixture(state), 60);
}

static void no_channel_waits_longer_if_others_send_gso_frames(void **state)
{
	expect_no_long_wait(fixture(state), FRAME_SIZE);
}

/* Each frame is written many times, like a GSO frame that is cut for many
 * ports. */
static void few_frames_are_read_if_each_causes_many_writes(void **state)
{
	enum { WRITES = 2000, MOVES_MAX = 4 * WRITES };
	struct fixture *b = fixture(state);
	struct end *loud = end_new(b), *out = end_new(b);
	uint8_t small[60] = { 0 };

	loud->to = out;
	loud->writes = WRITES;
	run_iteration(b);
	for (int i = 0; i < 10; i++) {
		while (send(loud->far, small, sizeof(small), MSG_DONTWAIT) > 0)
			;
		loud->received = 0;
		run_iteration(b);
		if (i > 1) /* the cost is known by then */
			assert_in_range(loud->received, 1, MOVES_MAX / WRITES);
	}
	loud->writes = 1;
	for (int i = 0; i < 100; i++) {
		while (send(loud->far, small, sizeof(small), MSG_DONTWAIT) > 0)
			;
		loud->received = 0;
		run_iteration(b);
	}
	assert_true(loud->received > 30);
}

static void a_descriptor_that_is_writable_again_is_reported_once(void **state)
{
	struct fixture *b = fixture(state);
	struct end *e = end_new(b);

	io_watch_writable(e->chan);
	for (int i = 0; i < 10; i++)
		run_iteration(b);
	assert_int_equal(e->writable, 1);
}

static void on_timer(EV_P_ ev_timer *w, int revents)
{
	(void)loop;
	(void)revents;
	*(bool *)w->data = true;
}

/* Number of iterations of the loop until a timer expires */
static int iterations_within(struct fixture *b, double seconds)
{
	bool is_over = false;
	ev_timer timer;
	int iterations = 0;

	ev_timer_init(&timer, on_timer, seconds, 0.);
	timer.data = &is_over;
	ev_now_update(b->loop);
	ev_timer_start(b->loop, &timer);
	while (!is_over) {
		ev_run(b->loop, EVRUN_ONCE);
		iterations++;
	}
	return iterations;
}

static void busy_polling_keeps_the_loop_awake_for_its_time_only(void **state)
{
	struct fixture *b = fixture(state);
	struct end *e = end_new(b);

	io_set_busy_poll(b->io, 50000);
	assert_in_range(iterations_within(b, 0.02), 1, 3);
	send_frame(e->far, 1);
	assert_true(iterations_within(b, 0.02) > 3);
	iterations_within(b, 0.05);
	assert_in_range(iterations_within(b, 0.02), 1, 3);
	send_frame(e->far, 1);
	run_iteration(b);
	io_set_busy_poll(b->io, 0);
	run_iteration(b);
	assert_in_range(iterations_within(b, 0.02), 1, 3);
}

static int64_t realtime_back_s; /* how far the wall clock was set back */

/* These replace the C library's: libev reads the wall clock with one of
 * them. */
int clock_gettime(clockid_t clock, struct timespec *now)
{
	int ret = (int)syscall(SYS_clock_gettime, clock, now);

	if (clock == CLOCK_REALTIME)
		now->tv_sec -= realtime_back_s;
	return ret;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
	int ret = (int)syscall(SYS_gettimeofday, now, zone);

	now->tv_sec -= realtime_back_s;
	return ret;
}

static void setting_the_clock_back_does_not_prolong_busy_polling(void **state)
{
	struct fixture *b = fixture(state);
	struct end *e = end_new(b);

	/* Long enough for libev to read that clock meanwhile. */
	io_set_busy_poll(b->io, 800000);
	send_frame(e->far, 1);
	run_iteration(b);
	realtime_back_s = 3600;
	iterations_within(b, 0.9);
	assert_in_range(iterations_within(b, 0.02), 1, 3);
	realtime_back_s = 0;
}

static void an_unknown_engine_is_refused(void **state)
{
	struct ev_loop *loop = ev_loop_new(EVFLAG_AUTO);
	struct err err;

	(void)state;
	assert_null(io_new(loop, "steam", &err));
	assert_string_equal(
		err.text,
		"unknown engine \"steam\": expected auto, rw or uring");
	ev_loop_destroy(loop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(frames_arrive_whole_and_in_order),
		BOTH(buffers_are_not_reused_before_they_are_written),
		BOTH(writes_outside_of_a_batch_are_done_by_a_flush),
		BOTH(a_full_receiver_refuses_frames_and_others_get_theirs),
		BOTH(the_loss_of_the_far_end_is_reported_once),
		BOTH(a_failed_read_is_reported_and_the_next_frame_is_read),
		BOTH(a_channel_may_be_closed_before_its_batch_is_delivered),
		BOTH(a_channel_may_be_closed_while_it_receives),
		BOTH(closing_does_queued_writes_and_frees_the_descriptor),
		BOTH(many_channels_can_be_opened_and_closed),
		BOTH(no_channel_waits_for_more_than_two_iterations),
		BOTH(no_channel_waits_longer_if_others_send_gso_frames),
		BOTH(few_frames_are_read_if_each_causes_many_writes),
		BOTH(a_descriptor_that_is_writable_again_is_reported_once),
		BOTH(busy_polling_keeps_the_loop_awake_for_its_time_only),
		BOTH(setting_the_clock_back_does_not_prolong_busy_polling),
		cmocka_unit_test(an_unknown_engine_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
