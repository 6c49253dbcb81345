/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/bytes.h"
#include "frame/framing.h"
#include "port/wire.h"
#include "port_bed.h"

#define FAR_SIZE (4 * 1024 * 1024)

/**
 * The wire, and its far end
 * @ended:	How often the wire said so
 * @bytes:	What came out there and was not looked at yet, @len of it
 */
static struct wire wire;
static int far;
static size_t ended;
static uint8_t bytes[FAR_SIZE];
static size_t len;

static void on_ended(struct port *port)
{
	assert_ptr_equal(port, &the_bed.port);
	ended++;
	wire_close(&wire);
}

static int a_wire(void **state)
{
	struct err err;
	int pair[2];

	if (bed_make(state))
		return -1;
	make_pair(SOCK_STREAM, pair);
	wire = (struct wire){ .port = &the_bed.port, .ended = on_ended };
	far = pair[1];
	ended = len = 0;
	return wire_open(&wire, the_bed.io, pair[0], &err);
}

static int a_wire_with_headers(void **state)
{
	if (a_wire(state))
		return -1;
	wire.header = the_bed.header = VNET_HDR_SIZE;
	return 0;
}

static int free_wire(void **state)
{
	(void)state;
	wire_close(&wire);
	close(far);
	bed_free();
	return 0;
}

/* Takes what is there at the far end, @most bytes of it. */
static void read_far(size_t most)
{
	ssize_t n;

	while (most && (n = recv(far, bytes + len,
				 most < FAR_SIZE - len ? most : FAR_SIZE - len,
				 MSG_DONTWAIT)) > 0) {
		len += (size_t)n;
		most -= (size_t)n;
	}
}

/* The frame that came first: number @i, if a whole one is there. */
static bool take_frame(uint32_t i)
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

/* Which frame came first, by its first bytes, among @n from number @first on */
static uint32_t number_of_first(uint32_t first, uint32_t n)
{
	for (uint32_t i = first; i < first + n; i++)
		if (get_be32(bytes) == the_bed.len(i) + the_bed.header &&
		    bytes[FRAMING_SIZE] == byte_of(i, 0) &&
		    bytes[FRAMING_SIZE + 1] == byte_of(i, 1))
			return i;
	fail_msg("the frame that came is none that was sent");
	return 0;
}

static size_t say(const void *what, size_t n)
{
	assert_int_equal(send(far, what, n, MSG_NOSIGNAL), n);
	return n;
}

/* Frame number @i as it is on the wire */
static size_t framed(uint8_t *room, uint32_t i)
{
	size_t n = make_bytes(room + FRAMING_SIZE, i);

	put_be32(room, (uint32_t)n);
	return FRAMING_SIZE + n;
}

/* Until the far end takes no more, and then until the queue does not: frames
 * from number 0 on, one by one.  Returns how many were taken. */
static uint32_t fill(void)
{
	uint32_t i = 0;

	while (!the_bed.refused)
		wire_tx(&wire, frames_from(i++, 1), 1);
	return i - 1;
}

/* Out */

static void frames_come_out_whole_and_in_order(void **state)
{
	uint32_t taken = 0;
	(void)state;

	for (uint32_t i = 0; i < 40 * 15; i += 15) {
		wire_tx(&wire, frames_from(i, 15), 15);
		for (int k = 0; k < PATIENCE && taken < i + 15; k++) {
			read_far(SIZE_MAX);
			while (take_frame(taken))
				taken++;
			turn();
		}
	}
	assert_int_equal(taken, 40 * 15);
	assert_int_equal(the_bed.refused, 0);
	assert_int_equal(wire.out.len, 0);
}

static uint32_t short_len(uint32_t i)
{
	return 60 + i % 100;
}

static void a_small_frame_goes_out_at_once(void **state)
{
	(void)state;
	the_bed.len = short_len;

	wire_tx(&wire, frames_from(0, 3), 3);

	read_far(SIZE_MAX);
	for (uint32_t i = 0; i < 3; i++)
		assert_true(take_frame(i));
	assert_int_equal(wire.out.len, 0);
}

static void no_frames_are_no_bytes(void **state)
{
	(void)state;

	wire_tx(&wire, NULL, 0);

	read_far(SIZE_MAX);
	assert_int_equal(len, 0);
	assert_int_equal(the_bed.refused, 0);
}

/* It fills the socket, then the queue; what was taken comes, however slowly it
 * is read, and nothing else. */
static void a_peer_that_stalls_loses_what_finds_no_room(void **state)
{
	uint32_t sent = fill(), taken = 0;
	(void)state;

	assert_int_equal(the_bed.errnum, EAGAIN);
	assert_true(wire.out.len > WIRE_QUEUE - FRAME_SIZE_MAX - 64);
	assert_true(wire.out.len <= WIRE_QUEUE);

	for (int k = 0; k < PATIENCE && taken < sent; k++) {
		read_far(997);
		while (take_frame(taken))
			taken++;
		turn();
	}
	assert_int_equal(taken, sent);
	read_far(SIZE_MAX);
	assert_int_equal(len, 0);
	assert_int_equal(the_bed.refused, 1);
}

static void what_is_short_may_still_find_room(void **state)
{
	uint32_t i = fill() + 1;
	(void)state;

	the_bed.refused = 0;
	the_bed.len = short_len;
	while (!the_bed.refused)
		wire_tx(&wire, frames_from(i++, 1), 1);
	assert_true(wire.out.len > WIRE_QUEUE - 160 - FRAMING_SIZE);
	assert_true(wire.out.len <= WIRE_QUEUE);
}

static void who_reads_again_gets_new_frames_behind_the_old(void **state)
{
	uint32_t sent = fill(), taken = 0;
	(void)state;

	for (int k = 0; k < PATIENCE && sent < 2000; k++) {
		the_bed.refused = 0;
		wire_tx(&wire, frames_from(sent, 1), 1);
		sent += !the_bed.refused;
		read_far(30011);
		while (take_frame(taken))
			taken++;
		turn();
	}
	for (int k = 0; k < PATIENCE && taken < sent; k++) {
		read_far(SIZE_MAX);
		while (take_frame(taken))
			taken++;
		turn();
	}
	assert_int_equal(taken, 2000);
	assert_int_equal(wire.out.len, 0);
}

/* Of a batch, the first ones are sent, one in part, some wait, and the rest is
 * refused; which are, only the far end can say. */
static void a_batch_may_be_too_long_by_far(void **state)
{
	uint32_t last = 0, taken = 0;
	(void)state;

	set_size(wire.fd, SO_SNDBUF, 1);
	wire_tx(&wire, frames_from(1, FRAMES_MAX), FRAMES_MAX);
	assert_true(the_bed.refused > 0);
	assert_int_equal(the_bed.errnum, EAGAIN);

	for (int k = 0; k < PATIENCE && (wire.out.len || k < 3); k++) {
		read_far(SIZE_MAX);
		turn();
	}
	read_far(SIZE_MAX);
	while (len) {
		uint32_t i = number_of_first(1, FRAMES_MAX);

		assert_true(i > last);
		assert_true(take_frame(i));
		last = i;
		taken++;
	}
	assert_int_equal(taken + the_bed.refused, FRAMES_MAX);
}

static uint32_t first_len;

static uint32_t tiny_len(uint32_t i)
{
	return i ? 30 : first_len;
}

/* A Unix socket takes a few thousand bytes at a time: the first frame's length
 * says where among the others they end. */
static void a_write_may_end_at_every_byte_of_a_frame(void **state)
{
	const size_t whole = FRAMING_SIZE + the_bed.header + 30;
	bool cuts[FRAMING_SIZE + VNET_HDR_SIZE + 30] = { false };
	(void)state;

	set_size(wire.fd, SO_SNDBUF, 1);
	the_bed.len = tiny_len;
	for (first_len = 4000; first_len < 4000 + whole; first_len++) {
		size_t others = 31 * whole;
		uint32_t taken = 0;

		wire_tx(&wire, frames_from(0, 32), 32);
		if (wire.out.len && wire.out.len <= others)
			cuts[(others - wire.out.len) % whole] = true;
		for (int k = 0; k < PATIENCE && taken < 32; k++) {
			read_far(SIZE_MAX);
			while (take_frame(taken))
				taken++;
			turn();
		}
		assert_int_equal(taken, 32);
	}
	for (size_t k = 0; k < whole; k++)
		if (!cuts[k])
			fail_msg("no write ended at byte %zu", k);
	assert_int_equal(the_bed.refused, 0);
}

static void the_loop_sleeps_while_the_peer_stalls(void **state)
{
	(void)state;
	fill();

	assert_in_range(turns_within(0.02), 1, 4);
}

static void and_when_all_has_gone_out(void **state)
{
	(void)state;

	fill();
	for (int k = 0; k < PATIENCE && wire.out.len; k++) {
		read_far(SIZE_MAX);
		len = 0;
		turn();
	}
	read_far(SIZE_MAX);
	turns(3);
	assert_in_range(turns_within(0.02), 1, 4);
}

/* It may still have something to say. */
static void and_when_the_peer_takes_nothing_more(void **state)
{
	uint8_t room[FRAMING_SIZE + 160];
	(void)state;

	fill();
	the_bed.len = short_len;
	shutdown(far, SHUT_RD);
	read_far(SIZE_MAX);
	assert_in_range(turns_within(0.02), 1, 5);
	say(room, framed(room, 0));
	turns(3);
	assert_int_equal(the_bed.received, 1);
	assert_int_equal(ended, 0);
}

/* In */

static void what_the_peer_says_is_handed_up(void **state)
{
	static uint8_t room[FRAMING_SIZE + VNET_HDR_SIZE + FRAME_SIZE_MAX];
	(void)state;

	for (uint32_t i = 0; i < 50; i++) {
		size_t n = framed(room, i);

		for (size_t at = 0; at < n;) {
			size_t some = n - at < 9001 ? n - at : 9001;

			at += say(room + at, some);
			turn();
		}
	}
	turns(3);
	assert_int_equal(the_bed.received, 50);
	assert_int_equal(ended, 0);
}

/* More of them than a batch, a turn and what was read ahead have room for */
static void many_frames_in_one_write_are_handed_up(void **state)
{
	enum { MANY = 1500 };
	static uint8_t room[MANY * (FRAMING_SIZE + 160)];
	size_t n = 0;
	(void)state;

	the_bed.len = short_len;
	set_size(far, SO_SNDBUF, (int)sizeof(room));
	for (uint32_t i = 0; i < MANY; i++)
		n += framed(room + n, i);
	assert_true(n > FRAMING_BACKLOG);
	say(room, n);

	turns_within(0.05);
	assert_int_equal(the_bed.received, MANY);
}

static void a_frame_is_not_handed_up_in_part(void **state)
{
	uint8_t room[FRAMING_SIZE + 160];
	size_t n;
	(void)state;

	the_bed.len = short_len;
	n = framed(room, 0);
	say(room, n - 1);
	turns(3);
	assert_int_equal(the_bed.received, 0);

	close(far);
	turns(3);
	assert_int_equal(the_bed.received, 0);
	assert_int_equal(ended, 1);
}

static void frames_come_in_while_none_go_out(void **state)
{
	uint8_t room[FRAMING_SIZE + 160];
	(void)state;

	fill();
	the_bed.len = short_len;
	say(room, framed(room, 0));
	turns(3);
	assert_int_equal(the_bed.received, 1);
}

/* The end */

static void the_end_of_the_peer_is_told_once_and_behind_its_frames(void **state)
{
	uint8_t room[FRAMING_SIZE + 160];
	(void)state;

	the_bed.len = short_len;
	for (uint32_t i = 0; i < 3; i++)
		say(room, framed(room, i));
	close(far);
	errno = EAGAIN; /* as it may be, for the end is no error */
	turns(10);

	assert_int_equal(the_bed.received, 3);
	assert_int_equal(ended, 1);
	assert_false(wire_is_open(&wire));
}

static void what_is_sent_to_a_peer_that_is_gone_is_refused(void **state)
{
	(void)state;

	close(far);
	wire_tx(&wire, frames_from(0, 40), 40);
	assert_int_equal(the_bed.refused, 40);
	assert_int_equal(the_bed.errnum, EIO);
	assert_int_equal(ended, 0);

	turns(3);
	assert_int_equal(ended, 1);
	wire_tx(&wire, frames_from(0, 40), 40);
	assert_int_equal(the_bed.refused, 80);
	assert_int_equal(the_bed.errnum, EIO);
}

static void a_peer_may_go_while_frames_wait_for_it(void **state)
{
	(void)state;

	fill();
	close(far);
	turns(10);
	assert_int_equal(ended, 1);
}

/* Each frame that was sent is whole at the far end, or is told to be lost: the one
 * of which the far end has a part, too. */
static void what_waits_when_it_is_closed_is_refused(void **state)
{
	uint32_t sent = fill(), there = 0;
	(void)state;

	read_far(300001);
	turns(3);
	the_bed.refused = 0;
	wire_close(&wire);

	read_far(SIZE_MAX);
	while (take_frame(there))
		there++;
	assert_in_range(there, 1, sent - 1);
	assert_int_equal(the_bed.refused + there, sent);
}

static bool send_own(uint32_t i)
{
	size_t before = the_bed.refused;

	the_bed.port.sends_own = true;
	wire_tx(&wire, frames_from(i, 1), 1);
	the_bed.port.sends_own = false;
	return the_bed.refused == before;
}

/* Of which the far end may have a part */
static void one_of_the_switchs_own_that_waits_is_refused_as_such(void **state)
{
	uint32_t sent = 0, there = 0;
	(void)state;

	while (!wire.out.len)
		wire_tx(&wire, frames_from(sent++, 1), 1);
	assert_true(send_own(sent++));
	assert_false(send_own(sent));
	wire_tx(&wire, frames_from(sent++, 1), 1);
	the_bed.refused = the_bed.refused_own = 0;
	wire_close(&wire);

	read_far(SIZE_MAX);
	while (take_frame(there))
		there++;
	assert_int_equal(the_bed.refused + there, sent);
	assert_int_equal(the_bed.refused_own, 1);
	assert_false(the_bed.port.sends_own);
}

static void one_that_was_sent_is_not_refused(void **state)
{
	uint32_t sent = 0;
	(void)state;

	while (!wire.out.len)
		wire_tx(&wire, frames_from(sent++, 1), 1);
	assert_true(send_own(sent++));
	for (uint32_t i = 0; i < sent; i++) {
		read_far(SIZE_MAX);
		turns(3);
		take_frame(i);
	}
	wire_close(&wire);
	assert_int_equal(the_bed.refused, 0);
}

/* As shutdown(2) lets it: it says nothing more, but would listen. */
static void a_peer_that_says_nothing_more_has_gone(void **state)
{
	(void)state;

	shutdown(far, SHUT_WR);
	turns(3);
	assert_int_equal(ended, 1);
}

static void a_length_that_no_frame_has_ends_it(void **state)
{
	uint8_t room[FRAMING_SIZE + 160], head[FRAMING_SIZE];
	(void)state;

	the_bed.len = short_len;
	say(room, framed(room, 0));
	put_be32(head, FRAME_SIZE_MAX + 1);
	say(head, sizeof(head));
	turns_within(0.05);

	assert_int_equal(the_bed.received, 1);
	assert_int_equal(ended, 1);
	assert_int_equal(wire.bad_len, FRAME_SIZE_MAX + 1);
}

static void so_does_one_that_leaves_no_room_for_its_header(void **state)
{
	uint8_t head[FRAMING_SIZE];
	(void)state;

	put_be32(head, VNET_HDR_SIZE - 1);
	say(head, sizeof(head));
	turns_within(0.05);

	assert_int_equal(ended, 1);
}

static void a_new_connection_begins_anew(void **state)
{
	uint8_t room[FRAMING_SIZE + 160];
	struct err err;
	int pair[2];
	(void)state;

	say("\0\0\7", 3);
	fill();
	turns(3);
	wire_close(&wire);
	close(far);
	assert_int_equal(wire.out.len, 0);

	make_pair(SOCK_STREAM, pair);
	far = pair[1];
	the_bed.refused = 0;
	the_bed.len = short_len;
	assert_int_equal(wire_open(&wire, the_bed.io, pair[0], &err), 0);
	say(room, framed(room, 0));
	wire_tx(&wire, frames_from(0, 1), 1);
	turns(3);
	assert_int_equal(the_bed.received, 1);
	read_far(SIZE_MAX);
	assert_true(take_frame(0));
	assert_int_equal(the_bed.refused, 0);
}

static void it_may_be_closed_twice(void **state)
{
	(void)state;

	fill();
	wire_close(&wire);
	wire_close(&wire);
	assert_false(wire_is_open(&wire));
	turns(3);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, a_wire, free_wire)
#define WITH_HEADERS(f)                                                        \
	cmocka_unit_test_setup_teardown(f, a_wire_with_headers, free_wire)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(frames_come_out_whole_and_in_order),
		WITH_HEADERS(frames_come_out_whole_and_in_order),
		TEST(a_small_frame_goes_out_at_once),
		TEST(no_frames_are_no_bytes),
		TEST(a_peer_that_stalls_loses_what_finds_no_room),
		WITH_HEADERS(a_peer_that_stalls_loses_what_finds_no_room),
		TEST(what_is_short_may_still_find_room),
		TEST(who_reads_again_gets_new_frames_behind_the_old),
		TEST(a_batch_may_be_too_long_by_far),
		WITH_HEADERS(a_batch_may_be_too_long_by_far),
		TEST(a_write_may_end_at_every_byte_of_a_frame),
		WITH_HEADERS(a_write_may_end_at_every_byte_of_a_frame),
		TEST(the_loop_sleeps_while_the_peer_stalls),
		TEST(and_when_all_has_gone_out),
		TEST(and_when_the_peer_takes_nothing_more),
		TEST(what_the_peer_says_is_handed_up),
		WITH_HEADERS(what_the_peer_says_is_handed_up),
		TEST(many_frames_in_one_write_are_handed_up),
		TEST(a_frame_is_not_handed_up_in_part),
		TEST(frames_come_in_while_none_go_out),
		TEST(the_end_of_the_peer_is_told_once_and_behind_its_frames),
		TEST(what_is_sent_to_a_peer_that_is_gone_is_refused),
		TEST(a_peer_may_go_while_frames_wait_for_it),
		TEST(what_waits_when_it_is_closed_is_refused),
		WITH_HEADERS(what_waits_when_it_is_closed_is_refused),
		TEST(one_of_the_switchs_own_that_waits_is_refused_as_such),
		WITH_HEADERS(
			one_of_the_switchs_own_that_waits_is_refused_as_such),
		TEST(one_that_was_sent_is_not_refused),
		TEST(a_peer_that_says_nothing_more_has_gone),
		TEST(a_length_that_no_frame_has_ends_it),
		WITH_HEADERS(so_does_one_that_leaves_no_room_for_its_header),
		TEST(a_new_connection_begins_anew),
		TEST(it_may_be_closed_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
