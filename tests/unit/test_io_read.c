/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Both engines, with drivers that read by themselves: from a descriptor, or
 * from what they read ahead.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "io_fixture.h"

/**
 * struct source - State of a driver that reads by itself, for each end
 * @stock:	Number of frames that it has read ahead
 * @next:	Number of the next frame
 * @errnum:	Reported when there are no more frames; 0: not set
 * @reads:	Number of calls of its read()
 * @fills:	It writes to every byte of the buffers
 */
static struct source {
	size_t stock;
	uint32_t next;
	int errnum;
	size_t reads;
	bool fills;
} sources[ENDS_MAX];

static struct source *source_of(const struct end *e)
{
	return &sources[e - e->fixture->ends];
}

static void check_rooms(const struct buf *bufs, size_t most)
{
	assert_in_range(most, 1, IO_BATCH);
	for (size_t i = 0; i < most; i++)
		assert_int_equal(bufs[i].len, IO_FRAME_MAX);
}

/* Like the driver of a datagram socket */
static size_t read_messages(void *arg, struct buf *bufs, size_t most,
			    int *errnum)
{
	const struct end *e = arg;
	size_t n = 0;

	check_rooms(bufs, most);
	source_of(e)->reads++;
	for (; n < most; n++) {
		ssize_t len = recv(e->fd, bufs[n].data, bufs[n].len, 0);

		if (len <= 0) {
			*errnum = len ? errno : ENODATA;
			break;
		}
		bufs[n].len = (uint32_t)len;
	}
	return n;
}

/* Like the driver of a stream, which finds many frames in what it read at
 * once */
static size_t read_stock(void *arg, struct buf *bufs, size_t most, int *errnum)
{
	const struct end *e = arg;
	struct source *s = source_of(e);
	uint8_t bytes[60];
	size_t n = 0;

	check_rooms(bufs, most);
	s->reads++;
	while (recv(e->fd, bytes, sizeof(bytes), 0) > 0)
		;
	for (size_t i = 0; s->fills && i < most; i++)
		memset(bufs[i].data - IO_HEADROOM, 0x5f,
		       IO_HEADROOM + IO_FRAME_MAX);
	for (; n < most && s->stock; n++, s->stock--)
		bufs[n].len = (uint32_t)frame(bufs[n].data, s->next++);
	if (n < most && s->errnum)
		*errnum = s->errnum;
	return n;
}

static const struct io_user messages = {
	.read = read_messages,
	.received = on_received,
	.refused = on_refused,
	.lost = on_lost,
	.writable = on_writable,
}, stock = {
	.read = read_stock,
	.received = on_received,
	.refused = on_refused,
	.lost = on_lost,
	.writable = on_writable,
};

static void note_lost(void *arg, int errnum)
{
	struct end *e = arg;

	e->lost++;
	e->errnum = errnum;
}

/* A driver that closes a lost channel later */
static const struct io_user slow_stock = {
	.read = read_stock,
	.received = on_received,
	.refused = on_refused,
	.lost = note_lost,
};

static struct end *reader_new(struct fixture *b, const struct io_user *as)
{
	struct end *e = end_open(b, as);

	*source_of(e) = (struct source){ .stock = 0 };
	return e;
}

/* An end whose driver holds @n frames, from number 0 on, and is readable */
static struct end *holder_new(struct fixture *b, size_t n)
{
	struct end *e = reader_new(b, &stock);

	source_of(e)->stock = n;
	assert_true(send(e->far, "come", 4, 0) == 4);
	return e;
}

static void on_too_late(EV_P_ ev_timer *w, int revents)
{
	(void)w;
	(void)revents;
	ev_break(EV_A_ EVBREAK_ALL);
}

/* Runs the loop for 0.2 s; it may sleep. */
static void turn_and_sleep(struct fixture *b)
{
	ev_timer late;

	ev_timer_init(&late, on_too_late, 0.2, 0.);
	ev_now_update(b->loop);
	ev_timer_start(b->loop, &late);
	ev_run(b->loop, 0);
	ev_timer_stop(b->loop, &late);
}

static void pass_on(struct fixture *b, struct end *in, const struct end *out)
{
	uint32_t sent = 0, taken = 0;

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
	assert_int_equal(in->received, 3000);
}

static void frames_arrive_whole_and_in_order(void **state)
{
	struct fixture *b = fixture(state);
	struct end *in = reader_new(b, &messages), *out = end_new(b);

	in->to = out;
	pass_on(b, in, out);
}

static void frames_may_be_written_to_a_channel_whose_driver_reads(void **state)
{
	struct fixture *b = fixture(state);
	struct end *in = end_new(b), *out = reader_new(b, &messages);

	in->to = out;
	pass_on(b, in, out);
}

/* Channels of either kind alternate, and each sends to one of the other
 * kind. */
static void both_kinds_of_channels_may_be_read_in_one_round(void **state)
{
	struct fixture *b = fixture(state);
	struct end *ends[6];

	for (size_t k = 0; k < 6; k++)
		ends[k] = k % 2 ? reader_new(b, &messages) : end_new(b);
	all_send(b, ends);
}

/* Also the bytes of buffers for which it has no frame */
static void a_driver_may_fill_its_buffers_completely(void **state)
{
	struct fixture *b = fixture(state);
	struct end *ends[6], *out[6];
	uint32_t taken[6] = { 0 };

	for (size_t k = 0; k < 3; k++) {
		out[k] = end_new(b);
		ends[k] = k == 1 ? end_new(b) : holder_new(b, 40);
		ends[k]->to = out[k];
		source_of(ends[k])->fills = true;
	}
	for (uint32_t sent = 0, i = 0; i < PATIENCE && taken[1] < 40; i++) {
		while (sent < 40 && send_frame(ends[1]->far, sent))
			sent++;
		run_iteration(b);
		for (size_t k = 0; k < 3; k++)
			while (take_frame(out[k]->far, taken[k]))
				taken[k]++;
	}
	for (size_t k = 0; k < 3; k++) {
		assert_int_equal(taken[k] + out[k]->refused, 40);
		assert_int_equal(ends[k]->received, 40);
	}
}

static void a_driver_that_fills_its_batch_is_called_again(void **state)
{
	struct fixture *b = fixture(state);
	struct end *e = holder_new(b, 32);

	run_iteration(b);
	run_iteration(b);

	assert_int_equal(e->received, 32);
	assert_true(e->batches > 1);
}

/* The descriptor is not readable then, and nothing else would wake the loop. */
static void frames_of_a_driver_are_read_before_the_loop_sleeps(void **state)
{
	struct fixture *b = fixture(state);
	struct end *e = holder_new(b, 5000);

	turn_and_sleep(b);

	assert_int_equal(e->received, 5000);
}

static void a_driver_that_ran_out_waits_for_its_descriptor(void **state)
{
	struct fixture *b = fixture(state);
	struct end *e = holder_new(b, 1);

	for (int i = 0; i < 10; i++)
		run_iteration(b);
	assert_int_equal(e->received, 1);
	assert_int_equal(source_of(e)->reads, 1);

	source_of(e)->stock = 1;
	assert_true(send(e->far, "more", 4, 0) == 4);
	run_iteration(b);
	run_iteration(b);
	assert_int_equal(e->received, 2);
	assert_int_equal(source_of(e)->reads, 2);
}

static void nothing_is_received_if_a_driver_returns_no_frame(void **state)
{
	const int errnums[] = { 0,	  EAGAIN, EINTR,       ENOBUFS,
				ENETDOWN, EIO,	  ECONNREFUSED };
	struct fixture *b = fixture(state);
	struct end *e = reader_new(b, &stock);

	for (size_t i = 0; i < ARRAY_SIZE(errnums); i++) {
		source_of(e)->errnum = errnums[i];
		assert_true(send(e->far, "come", 4, 0) == 4);
		run_iteration(b);
		run_iteration(b);
	}

	assert_int_equal(source_of(e)->reads, ARRAY_SIZE(errnums));
	assert_int_equal(e->batches, 0);
	assert_int_equal(e->lost, 0);
	assert_non_null(e->chan);
}

static void the_end_of_a_stream_is_reported_once(void **state)
{
	struct fixture *b = fixture(state);
	struct end *e = holder_new(b, 0);

	source_of(e)->errnum = ENODATA;
	for (int i = 0; i < 10; i++)
		run_iteration(b);

	assert_int_equal(e->lost, 1);
	assert_int_equal(e->errnum, ENODATA);
	assert_null(e->chan);
}

static void a_lost_channel_is_not_read_again(void **state)
{
	struct fixture *b = fixture(state);
	struct end *e = reader_new(b, &slow_stock);

	source_of(e)->errnum = ENODATA;
	source_of(e)->stock = 1;
	close(e->far);
	for (int i = 0; i < 10; i++)
		run_iteration(b);

	assert_int_equal(e->received, 1);
	assert_int_equal(e->lost, 1);
	assert_int_equal(source_of(e)->reads, 2);
	assert_non_null(e->chan);
}

static void frames_before_the_end_of_a_stream_are_received_first(void **state)
{
	struct fixture *b = fixture(state);
	struct end *e = holder_new(b, 2);

	source_of(e)->errnum = ENODATA;
	turn_and_sleep(b);

	assert_int_equal(e->received, 2);
	assert_int_equal(e->lost, 1);
}

static void the_loss_of_the_far_end_is_reported_once(void **state)
{
	struct fixture *b = fixture(state);
	struct end *e = reader_new(b, &messages);

	for (uint32_t i = 0; i < 3; i++)
		send_frame(e->far, i);
	close(e->far);
	for (int i = 0; i < 100; i++)
		run_iteration(b);

	assert_int_equal(e->received, 3);
	assert_int_equal(e->lost, 1);
	assert_null(e->chan);
}

static void a_channel_may_be_closed_before_its_batch_is_delivered(void **state)
{
	struct fixture *b = fixture(state);
	struct end *ends[4];
	size_t sum = 0;

	for (size_t k = 0; k < 4; k++) {
		ends[k] = k % 2 ? end_new(b) : reader_new(b, &messages);
		for (uint32_t i = 0; i < 3; i++)
			send_frame(ends[k]->far, i);
	}
	for (size_t k = 0; k < 4; k++)
		ends[k]->closes = ends[k ^ 1];
	for (int i = 0; i < 10; i++)
		run_iteration(b);

	for (size_t k = 0; k < 4; k++)
		sum += ends[k]->received;
	assert_int_equal(b->ordered, 2);
	assert_int_equal(sum, 6);
}

static void a_channel_may_be_closed_while_it_receives(void **state)
{
	struct fixture *b = fixture(state);
	struct end *e = holder_new(b, 100);

	e->closes = e;
	for (int i = 0; i < 10; i++)
		run_iteration(b);

	assert_int_equal(e->batches, 1);
	assert_int_equal(source_of(e)->reads, 1);
}

static void frames_are_written_after_their_source_was_closed(void **state)
{
	struct fixture *b = fixture(state);
	struct end *in = reader_new(b, &messages), *out = end_new(b);

	in->to = out;
	in->closes = in;
	for (uint32_t i = 0; i < 3; i++)
		send_frame(in->far, i);
	run_iteration(b);
	run_iteration(b);

	for (uint32_t i = 0; i < 3; i++)
		assert_true(take_frame(out->far, i));
}

/* Three channels that always have frames, and one of the other kind */
static void expect_no_long_wait(struct fixture *b, const struct io_user *loud,
				const struct io_user *quiet_one)
{
	static const uint8_t bytes[60];
	struct end *ends[3], *quiet = reader_new(b, quiet_one);

	for (size_t k = 0; k < 3; k++) {
		ends[k] = reader_new(b, loud);
		source_of(ends[k])->stock = loud == &stock ? SIZE_MAX : 0;
	}
	for (int i = 0; i < 30; i++) {
		for (size_t k = 0; k < 3; k++)
			while (send(ends[k]->far, bytes, 60, MSG_DONTWAIT) > 0)
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
	for (size_t k = 0; k < 3; k++)
		assert_true(ends[k]->received > 30);
}

static void no_channel_waits_long_for_a_driver_that_reads(void **state)
{
	expect_no_long_wait(fixture(state), &messages, &user);
}

static void no_channel_waits_long_for_a_driver_that_holds_frames(void **state)
{
	expect_no_long_wait(fixture(state), &stock, &user);
}

static void a_driver_that_reads_does_not_wait_long_for_others(void **state)
{
	expect_no_long_wait(fixture(state), &user, &messages);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(frames_arrive_whole_and_in_order),
		BOTH(frames_may_be_written_to_a_channel_whose_driver_reads),
		BOTH(both_kinds_of_channels_may_be_read_in_one_round),
		BOTH(a_driver_may_fill_its_buffers_completely),
		BOTH(a_driver_that_fills_its_batch_is_called_again),
		BOTH(frames_of_a_driver_are_read_before_the_loop_sleeps),
		BOTH(a_driver_that_ran_out_waits_for_its_descriptor),
		BOTH(nothing_is_received_if_a_driver_returns_no_frame),
		BOTH(the_end_of_a_stream_is_reported_once),
		BOTH(a_lost_channel_is_not_read_again),
		BOTH(frames_before_the_end_of_a_stream_are_received_first),
		BOTH(the_loss_of_the_far_end_is_reported_once),
		BOTH(a_channel_may_be_closed_before_its_batch_is_delivered),
		BOTH(a_channel_may_be_closed_while_it_receives),
		BOTH(frames_are_written_after_their_source_was_closed),
		BOTH(no_channel_waits_long_for_a_driver_that_reads),
		BOTH(no_channel_waits_long_for_a_driver_that_holds_frames),
		BOTH(a_driver_that_reads_does_not_wait_long_for_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
