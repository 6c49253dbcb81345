/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>

#include "port/mmsg.h"
#include "port_fixture.h"

/* Two sockets, connected to each other; frames that were read, and their senders */
static int near, far;
static uint8_t rooms[IO_BATCH][IO_HEADROOM + IO_FRAME_MAX];
static struct buf bufs[IO_BATCH];
static struct mmsg_info info;
static int errnum;

static uint32_t short_len(uint32_t i)
{
	return 60 + i % 100;
}

static int a_pair(void **state)
{
	int pair[2];

	if (fixture_make(state))
		return -1;
	make_pair(SOCK_DGRAM, pair);
	near = pair[0];
	far = pair[1];
	memset(&info, 0xee, sizeof(info));
	info.control_size = MMSG_CONTROL_SIZE;
	info.more_size = 0;
	fixture.len = short_len;
	return 0;
}

static int free_pair(void **state)
{
	(void)state;
	close(near);
	close(far);
	fixture_free();
	return 0;
}

static void send_frame(int fd, uint32_t i)
{
	uint8_t bytes[FRAME_SIZE_MAX + VNET_HDR_SIZE];
	size_t len = make_bytes(bytes, i);

	assert_int_equal(send(fd, bytes, len, MSG_DONTWAIT), len);
}

static size_t read_some(size_t most, struct mmsg_info *with)
{
	for (size_t i = 0; i < most; i++)
		bufs[i] = (struct buf){ rooms[i] + IO_HEADROOM, IO_FRAME_MAX };
	errnum = EAGAIN;
	return mmsg_read(near, bufs, most, with, &errnum);
}

/* @far receives @n frames from number @first on, and nothing else. */
static void assert_come(uint32_t first, uint32_t n)
{
	static uint8_t room[VNET_HDR_SIZE + FRAME_SIZE_MAX + 1];

	for (uint32_t i = first; i < first + n; i++) {
		ssize_t len = recv(far, room, sizeof(room), MSG_DONTWAIT);

		if (len < 0)
			fail_msg("frame %u did not come", i);
		assert_frame(room, (size_t)len, i);
	}
	assert_int_equal(recv(far, room, sizeof(room), MSG_DONTWAIT), -1);
}

/* Reading */

static void each_message_is_read_as_a_frame(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < 20; i++)
		send_frame(far, i);

	assert_int_equal(read_some(IO_BATCH, NULL), 20);
	for (uint32_t i = 0; i < 20; i++)
		assert_frame(bufs[i].data, bufs[i].len, i);
}

static void no_more_frames_are_read_than_requested(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < 20; i++)
		send_frame(far, i);

	assert_int_equal(read_some(7, NULL), 7);
	assert_frame(bufs[6].data, bufs[6].len, 6);
	assert_int_equal(read_some(IO_BATCH, &info), 13);
	assert_frame(bufs[0].data, bufs[0].len, 7);
	assert_frame(bufs[12].data, bufs[12].len, 19);
}

static void reading_from_an_empty_socket_returns_eagain(void **state)
{
	(void)state;

	assert_int_equal(read_some(IO_BATCH, NULL), 0);
	assert_int_equal(errnum, EAGAIN);
	assert_int_equal(read_some(IO_BATCH, &info), 0);
	assert_int_equal(errnum, EAGAIN);
}

static void a_read_error_is_returned(void **state)
{
	(void)state;
	close(near);

	assert_int_equal(read_some(IO_BATCH, NULL), 0);
	assert_int_equal(errnum, EBADF);
}

static void an_empty_message_is_read_as_an_empty_frame(void **state)
{
	(void)state;
	send_frame(far, 0);
	assert_int_equal(send(far, "", 0, 0), 0);
	send_frame(far, 2);

	assert_int_equal(read_some(IO_BATCH, NULL), 3);
	assert_int_equal(bufs[1].len, 0);
	assert_frame(bufs[2].data, bufs[2].len, 2);
}

/* What is read of it is longer than any frame, so it can be recognized. */
static void a_message_that_is_too_long_is_truncated(void **state)
{
	static const uint8_t bytes[IO_FRAME_MAX + 1000];
	(void)state;

	set_size(far, SO_SNDBUF, 4 * IO_FRAME_MAX);
	assert_int_equal(send(far, bytes, sizeof(bytes), 0), sizeof(bytes));
	send_frame(far, 1);

	assert_int_equal(read_some(IO_BATCH, NULL), 2);
	assert_int_equal(bufs[0].len, IO_FRAME_MAX);
	assert_true(bufs[0].len > FRAME_SIZE_MAX);
	assert_frame(bufs[1].data, bufs[1].len, 1);
}

static void the_rest_of_a_long_message_is_read_into_more(void **state)
{
	static uint8_t bytes[IO_FRAME_MAX + 1000], more[2][1000];
	(void)state;

	bytes[IO_FRAME_MAX] = 7;
	info.more_size = sizeof(more[0]);
	info.more[0] = more[0];
	info.more[1] = more[1];
	set_size(far, SO_SNDBUF, 4 * IO_FRAME_MAX);
	assert_int_equal(send(far, bytes, sizeof(bytes), 0), sizeof(bytes));
	send_frame(far, 1);

	assert_int_equal(read_some(2, &info), 2);
	assert_int_equal(bufs[0].len, IO_FRAME_MAX);
	assert_int_equal(info.more_len[0], sizeof(more[0]));
	assert_memory_equal(more[0], bytes + IO_FRAME_MAX, sizeof(more[0]));
	assert_frame(bufs[1].data, bufs[1].len, 1);
	assert_int_equal(info.more_len[1], 0);
}

/* A socket connected to @to; unnamed if @name is NULL */
static int speaker(const struct sockaddr_un *to, socklen_t len,
		   const char *name)
{
	struct sockaddr_un from = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

	if (name) {
		memcpy(from.sun_path + 1, name, strlen(name));
		assert_int_equal(bind(fd, (struct sockaddr *)&from,
				      (socklen_t)(sizeof(sa_family_t) + 1 +
						  strlen(name))),
				 0);
	}
	assert_int_equal(connect(fd, (const struct sockaddr *)to, len), 0);
	return fd;
}

static void the_sender_of_each_message_is_returned(void **state)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	socklen_t len = sizeof(to);
	int alice, nobody;
	(void)state;

	close(near);
	near = socket(AF_UNIX, SOCK_DGRAM, 0);
	bind(near, (struct sockaddr *)&to, sizeof(sa_family_t));
	getsockname(near, (struct sockaddr *)&to, &len);
	alice = speaker(&to, len, "test_messages/alice");
	nobody = speaker(&to, len, NULL);
	send_frame(alice, 0);
	send_frame(nobody, 1);
	send_frame(alice, 2);

	assert_int_equal(read_some(IO_BATCH, &info), 3);
	assert_int_equal(info.from_len[0], sizeof(sa_family_t) + 20);
	assert_memory_equal(info.from[0].sun_path, "\0test_messages/alice", 20);
	assert_int_equal(info.from_len[1], 0);
	assert_int_equal(info.from_len[2], sizeof(sa_family_t) + 20);
	assert_int_equal(info.control_len[0], 0);

	send_frame(nobody, 3);
	assert_int_equal(read_some(IO_BATCH, &info), 1);
	assert_int_equal(info.from_len[0], 0);
	close(alice);
	close(nobody);
}

/* Here, the sender's credentials */
static void control_messages_are_returned(void **state)
{
	const int one = 1;
	(void)state;

	setsockopt(near, SOL_SOCKET, SO_PASSCRED, &one, sizeof(one));
	send_frame(far, 0);
	send_frame(far, 1);

	for (size_t i = 0; i < 2; i++) {
		const struct cmsghdr *c = (const void *)info.control[i];

		if (!i)
			assert_int_equal(read_some(IO_BATCH, &info), 2);
		assert_true(info.control_len[i] >= sizeof(*c));
		assert_int_equal(c->cmsg_level, SOL_SOCKET);
		assert_int_equal(c->cmsg_type, SCM_CREDENTIALS);
	}
}

/* Writing */

static void each_frame_is_written_as_a_message(void **state)
{
	size_t done = 0;
	(void)state;

	assert_int_equal(mmsg_write(&fixture.port, near, NULL,
				    frames_from(0, 20), 20, 0, &done),
			 0);
	assert_int_equal(done, 20);
	assert_come(0, 20);
	assert_int_equal(fixture.refused, 0);
}

static void more_frames_than_a_batch_can_be_written(void **state)
{
	size_t done = 0;
	(void)state;

	assert_int_equal(mmsg_write(&fixture.port, near, NULL,
				    frames_from(0, FRAMES_MAX), FRAMES_MAX, 0,
				    &done),
			 0);
	assert_int_equal(done, FRAMES_MAX);
	assert_come(0, FRAMES_MAX);
}

static void no_frames_can_be_written(void **state)
{
	size_t done = 7;
	(void)state;

	assert_int_equal(
		mmsg_write(&fixture.port, near, NULL, NULL, 0, 0, &done), 0);
	assert_int_equal(done, 0);
	assert_come(0, 0);
}

static void headers_are_written_with_their_frames(void **state)
{
	(void)state;
	fixture.header = VNET_HDR_SIZE;

	mmsg_write(&fixture.port, near, NULL, frames_from(3, 5), 5,
		   VNET_HDR_SIZE, NULL);

	assert_come(3, 5);
}

static void frames_are_written_to_the_given_address(void **state)
{
	struct address to = { .un = { .sun_family = AF_UNIX } };
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	(void)state;

	close(far);
	far = socket(AF_UNIX, SOCK_DGRAM, 0);
	bind(far, &to.any, sizeof(sa_family_t));
	to.len = sizeof(to.un);
	getsockname(far, &to.any, &to.len);

	assert_int_equal(mmsg_write(&fixture.port, fd, &to, frames_from(0, 5),
				    5, 0, NULL),
			 0);
	assert_come(0, 5);
	assert_int_equal(mmsg_write(&fixture.port, fd, NULL, frames_from(0, 5),
				    5, 0, NULL),
			 ENOTCONN);
	assert_int_equal(fixture.refused, 5);
	close(fd);
}

static uint32_t sometimes_long(uint32_t i)
{
	return i % 3 == 1 ? 20000 : short_len(i);
}

/* Frames longer than the socket's buffer are refused even if it is empty. */
static void a_frame_that_is_refused_does_not_stop_others(void **state)
{
	size_t done = 0;
	(void)state;

	set_size(near, SO_SNDBUF, 8192);
	fixture.len = sometimes_long;
	assert_int_equal(mmsg_write(&fixture.port, near, NULL,
				    frames_from(0, 6), 6, 0, &done),
			 EMSGSIZE);
	assert_int_equal(done, 6);
	assert_int_equal(fixture.refused, 2);
	assert_int_equal(fixture.errnum, EMSGSIZE);
	for (uint32_t i = 0; i < 6; i++) {
		uint8_t room[IO_FRAME_MAX];

		if (i % 3 == 1)
			continue;
		assert_frame(
			room,
			(size_t)recv(far, room, sizeof(room), MSG_DONTWAIT), i);
	}
	assert_come(0, 0);
}

static void the_number_written_to_a_full_socket_is_returned(void **state)
{
	size_t done = 0;
	(void)state;

	set_size(near, SO_SNDBUF, 8192);
	assert_int_equal(mmsg_write(&fixture.port, near, NULL,
				    frames_from(0, FRAMES_MAX), FRAMES_MAX, 0,
				    &done),
			 0);
	assert_in_range(done, 1, FRAMES_MAX - 1);
	assert_int_equal(fixture.refused, 0);
	assert_come(0, (uint32_t)done);
}

static void without_done_the_rest_is_refused_by_a_full_socket(void **state)
{
	(void)state;

	set_size(near, SO_SNDBUF, 8192);
	assert_int_equal(mmsg_write(&fixture.port, near, NULL,
				    frames_from(0, FRAMES_MAX), FRAMES_MAX, 0,
				    NULL),
			 EAGAIN);
	assert_in_range(fixture.refused, 1, FRAMES_MAX - 1);
	assert_int_equal(fixture.errnum, EAGAIN);
	assert_come(0, FRAMES_MAX - (uint32_t)fixture.refused);
}

static void all_frames_to_a_closed_peer_are_refused(void **state)
{
	size_t done = 0;
	int last;
	(void)state;

	close(far);
	last = mmsg_write(&fixture.port, near, NULL, frames_from(0, FRAMES_MAX),
			  FRAMES_MAX, 0, &done);
	assert_true(last == ECONNREFUSED || last == ENOTCONN);
	assert_int_equal(done, FRAMES_MAX);
	assert_int_equal(fixture.refused, FRAMES_MAX);
}

/* The ICMP error about one UDP frame is returned for the next one, but not for
 * those behind that. */
static void an_icmp_error_refuses_one_frame_and_no_others(void **state)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	socklen_t len = sizeof(to);
	size_t done;
	(void)state;

	close(far);
	far = socket(AF_INET, SOCK_DGRAM, 0);
	bind(far, (struct sockaddr *)&to, sizeof(to));
	getsockname(far, (struct sockaddr *)&to, &len);
	close(far);
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);

	mmsg_write(&fixture.port, fd, NULL, frames_from(0, 1), 1, 0, &done);
	assert_int_equal(fixture.refused, 0);
	assert_int_equal(mmsg_write(&fixture.port, fd, NULL, frames_from(0, 4),
				    4, 0, &done),
			 ECONNREFUSED);
	assert_int_equal(fixture.refused, 1);
	assert_int_equal(done, 4);
	close(fd);
}

static void bare_frames_get_headers_without_offloads(void **state)
{
	const uint8_t zeros[VNET_HDR_SIZE] = { 0 };
	(void)state;

	for (size_t i = 0; i < 3; i++) {
		memset(rooms[i], 0xee, sizeof(rooms[i]));
		bufs[i] = (struct buf){ rooms[i] + IO_HEADROOM, 60 };
	}

	mmsg_clear_headers(bufs, 2);

	for (size_t i = 0; i < 2; i++) {
		assert_memory_equal(bufs[i].data - VNET_HDR_SIZE, zeros,
				    VNET_HDR_SIZE);
		assert_int_equal(bufs[i].data[0], 0xee);
		assert_int_equal(bufs[i].data[-VNET_HDR_SIZE - 1], 0xee);
	}
	assert_int_equal(bufs[2].data[-1], 0xee);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, a_pair, free_pair)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_message_is_read_as_a_frame),
		TEST(no_more_frames_are_read_than_requested),
		TEST(reading_from_an_empty_socket_returns_eagain),
		TEST(a_read_error_is_returned),
		TEST(an_empty_message_is_read_as_an_empty_frame),
		TEST(a_message_that_is_too_long_is_truncated),
		TEST(the_rest_of_a_long_message_is_read_into_more),
		TEST(the_sender_of_each_message_is_returned),
		TEST(control_messages_are_returned),
		TEST(each_frame_is_written_as_a_message),
		TEST(more_frames_than_a_batch_can_be_written),
		TEST(no_frames_can_be_written),
		TEST(headers_are_written_with_their_frames),
		TEST(frames_are_written_to_the_given_address),
		TEST(a_frame_that_is_refused_does_not_stop_others),
		TEST(the_number_written_to_a_full_socket_is_returned),
		TEST(without_done_the_rest_is_refused_by_a_full_socket),
		TEST(all_frames_to_a_closed_peer_are_refused),
		TEST(an_icmp_error_refuses_one_frame_and_no_others),
		TEST(bare_frames_get_headers_without_offloads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
