/* SPDX-License-Identifier: BSD-2-Clause */
/* How a stream's peer proves that it has the secret, and how that fails. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lifecycle.h"
#include "port/handshake.h"

static const struct secret ours = { "/ours", { { 1, 2, 3 } } };
static const struct secret another = { "/another", { { 1, 2, 4 } } };

/**
 * struct end - One end of a pair
 * @fd:		Descriptor of the handshake that ended last
 * @errnum:	Its error; -1 if none has ended
 * @count:	Number of handshakes that have ended
 * @failed:	Number of those with an error
 */
struct end {
	struct handshakes all;
	int fd;
	int errnum;
	size_t count;
	size_t failed;
};

static struct end near, far;

static void on_ended(void *arg, int fd, const char *who, int errnum)
{
	struct end *e = arg;

	(void)who;
	e->fd = fd;
	e->errnum = errnum;
	e->count++;
	e->failed += errnum != 0;
	if (errnum)
		close(fd);
}

static void make_end(struct end *e)
{
	*e = (struct end){ .errnum = -1 };
	handshakes_init(&e->all, fixture.loop, on_ended, e);
}

static int make_two_ends(void **state)
{
	int ret = set_up(state);

	make_end(&near);
	make_end(&far);
	return ret;
}

/* Begins a handshake at @near.  Returns the other end of the stream. */
static int accept_one(void)
{
	int pair[2];

	make_pair(SOCK_STREAM, pair);
	near.errnum = -1;
	handshakes_begin(&near.all, pair[0], &ours, HELLO_ACCEPTED);
	return pair[1];
}

static void receive(int fd, uint8_t *bytes, size_t len)
{
	iterate_until(recv(fd, bytes, len, MSG_DONTWAIT | MSG_PEEK) ==
		      (ssize_t)len);
	assert_int_equal(recv(fd, bytes, len, 0), len);
}

static void send_bytes(int fd, const uint8_t *bytes, size_t len)
{
	assert_int_equal(send(fd, bytes, len, MSG_NOSIGNAL), len);
}

static bool is_ended(int fd)
{
	uint8_t rest[256];
	ssize_t len;

	while ((len = recv(fd, rest, sizeof(rest), MSG_DONTWAIT)) > 0)
		;
	return !len;
}

static void assert_fails(int fd, int errnum)
{
	iterate_until(near.errnum != -1);
	assert_int_equal(near.errnum, errnum);
	assert_int_equal(near.all.count, 0);
	assert_true(is_ended(fd));
	close(fd);
}

/* Between two switches */

static void two_ends_with_the_same_secret_accept_each_other(void **state)
{
	int fd = accept_one();
	char byte;
	(void)state;

	handshakes_begin(&far.all, fd, &ours, HELLO_CONNECTED);
	iterate_until(near.errnum != -1 && far.errnum != -1);
	assert_int_equal(near.errnum, 0);
	assert_int_equal(far.errnum, 0);

	assert_int_equal(recv(near.fd, &byte, 1, MSG_DONTWAIT), -1);
	assert_int_equal(recv(far.fd, &byte, 1, MSG_DONTWAIT), -1);
	close(near.fd);
	close(far.fd);
}

static void two_ends_with_different_secrets_reject_each_other(void **state)
{
	int fd = accept_one();
	(void)state;

	handshakes_begin(&far.all, fd, &another, HELLO_CONNECTED);
	iterate_until(near.errnum != -1 && far.errnum != -1);
	assert_int_equal(near.errnum, HANDSHAKE_WRONG);
	assert_int_equal(far.errnum, HANDSHAKE_WRONG);
}

static void two_accepting_ends_reject_each_other(void **state)
{
	int fd = accept_one();
	(void)state;

	handshakes_begin(&far.all, fd, &ours, HELLO_ACCEPTED);
	iterate_until(near.errnum != -1 && far.errnum != -1);
	assert_int_equal(near.errnum, HANDSHAKE_WRONG);
	assert_int_equal(far.errnum, HANDSHAKE_WRONG);
}

/* With a peer that the test plays */

/* Sends a correct hello and proof, in pieces of this size. */
static void prove(int fd, uint8_t said[HELLO_SIZE + HELLO_PROOF_SIZE],
		  size_t piece)
{
	static const uint8_t nonce[HELLO_NONCE_SIZE] = { 5 };
	uint8_t hellos[HELLO_SIDE_COUNT][HELLO_SIZE];

	receive(fd, hellos[HELLO_ACCEPTED], HELLO_SIZE);
	hello_write(hellos[HELLO_CONNECTED], nonce);
	memcpy(said, hellos[HELLO_CONNECTED], HELLO_SIZE);
	hello_prove(said + HELLO_SIZE, &ours.key, HELLO_CONNECTED, hellos);
	for (size_t at = 0; at < HELLO_SIZE + HELLO_PROOF_SIZE; at += piece) {
		send_bytes(fd, said + at, piece);
		iterate_times(3);
	}
}

static void a_proof_may_come_in_pieces_and_frames_behind_it_stay(void **state)
{
	static const size_t pieces[] = { 1, 4, 8, 32 };
	uint8_t said[HELLO_SIZE + HELLO_PROOF_SIZE], rest[16];
	(void)state;

	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		int fd = accept_one();

		prove(fd, said, pieces[i]);
		send_bytes(fd, (const uint8_t *)"frame", 5);
		iterate_until(near.errnum != -1);
		assert_int_equal(near.errnum, 0);
		assert_int_equal(recv(near.fd, rest, sizeof(rest), 0), 5);
		close(near.fd);
		close(fd);
	}
}

static void a_recorded_proof_is_rejected_on_a_new_connection(void **state)
{
	uint8_t said[HELLO_SIZE + HELLO_PROOF_SIZE];
	int fd = accept_one();
	(void)state;

	prove(fd, said, sizeof(said));
	iterate_until(near.errnum == 0);
	close(near.fd);
	close(fd);

	fd = accept_one();
	send_bytes(fd, said, sizeof(said));
	assert_fails(fd, HANDSHAKE_WRONG);
}

static void our_own_hello_and_proof_sent_back_are_rejected(void **state)
{
	uint8_t bytes[HELLO_SIZE + HELLO_PROOF_SIZE];
	int fd = accept_one();
	(void)state;

	receive(fd, bytes, HELLO_SIZE);
	send_bytes(fd, bytes, HELLO_SIZE);
	receive(fd, bytes, HELLO_PROOF_SIZE);
	send_bytes(fd, bytes, HELLO_PROOF_SIZE);
	assert_fails(fd, HANDSHAKE_WRONG);
}

/* Two connections, each of which gets the hello of the other one */
static void a_proof_for_another_connection_is_rejected(void **state)
{
	uint8_t first[HELLO_SIZE], second[HELLO_SIZE];
	uint8_t proof[HELLO_PROOF_SIZE];
	int a = accept_one(), b = accept_one();
	(void)state;

	receive(a, first, HELLO_SIZE);
	receive(b, second, HELLO_SIZE);
	assert_memory_not_equal(first, second, HELLO_SIZE);
	send_bytes(a, second, HELLO_SIZE);
	send_bytes(b, first, HELLO_SIZE);
	receive(b, proof, HELLO_PROOF_SIZE);
	send_bytes(a, proof, HELLO_PROOF_SIZE);
	iterate_until(near.errnum != -1);
	assert_int_equal(near.errnum, HANDSHAKE_WRONG);
	assert_true(is_ended(a));
	close(a);
	handshakes_stop(&near.all);
	close(b);
}

static void a_handshake_that_stops_midway_fails(void **state)
{
	uint8_t said[HELLO_SIZE + HELLO_PROOF_SIZE];
	(void)state;

	for (size_t len = 0; len < sizeof(said); len++) {
		int fd = accept_one();

		memset(said, 0, sizeof(said));
		hello_write(said, said);
		send_bytes(fd, said, len);
		iterate_times(3);
		assert_int_equal(near.errnum, -1);
		shutdown(fd, SHUT_WR);
		assert_fails(fd, HANDSHAKE_GONE);
	}
}

static void a_peer_that_sends_frames_at_once_has_no_secret(void **state)
{
	uint8_t frame[64] = { 0, 0, 0, 60 };
	int fd = accept_one();
	(void)state;

	send_bytes(fd, frame, sizeof(frame));
	iterate_until(near.errnum != -1);
	assert_int_equal(near.errnum, HANDSHAKE_NO_SECRET);
	close(fd);
}

static void a_silent_peer_is_given_up(void **state)
{
	int fd;
	(void)state;

	near.all.timeout_s = 0.01;
	fd = accept_one();
	assert_fails(fd, HANDSHAKE_TIMEOUT);
}

static void silent_peers_do_not_keep_others_out(void **state)
{
	uint8_t said[HELLO_SIZE + HELLO_PROOF_SIZE];
	int silent[HANDSHAKES_MAX], fd;
	(void)state;

	for (size_t i = 0; i < HANDSHAKES_MAX; i++)
		silent[i] = accept_one();
	assert_int_equal(near.all.count, HANDSHAKES_MAX);
	assert_int_equal(near.count, 0);

	fd = accept_one();
	assert_int_equal(near.all.count, HANDSHAKES_MAX);
	assert_int_equal(near.failed, 1);
	assert_true(is_ended(silent[0]));
	near.errnum = -1;
	prove(fd, said, sizeof(said));
	iterate_until(near.errnum != -1);
	assert_int_equal(near.errnum, 0);

	close(near.fd);
	close(fd);
	handshakes_stop(&near.all);
	assert_int_equal(near.all.count, 0);
	for (size_t i = 0; i < HANDSHAKES_MAX; i++)
		close(silent[i]);
}

static void each_kind_of_failure_has_a_text(void **state)
{
	(void)state;
	assert_string_equal(handshake_why(HANDSHAKE_WRONG),
			    "it has another secret (secret_file)");
	assert_non_null(strstr(handshake_why(HANDSHAKE_TIMEOUT), "in time"));
	assert_non_null(
		strstr(handshake_why(HANDSHAKE_NO_SECRET), "no secret"));
	assert_non_null(
		strstr(handshake_why(HANDSHAKE_GONE), "disconnected before"));
	assert_string_equal(handshake_why(ECONNREFUSED),
			    strerror(ECONNREFUSED));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_two_ends, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(two_ends_with_the_same_secret_accept_each_other),
		TEST(two_ends_with_different_secrets_reject_each_other),
		TEST(two_accepting_ends_reject_each_other),
		TEST(a_proof_may_come_in_pieces_and_frames_behind_it_stay),
		TEST(a_recorded_proof_is_rejected_on_a_new_connection),
		TEST(our_own_hello_and_proof_sent_back_are_rejected),
		TEST(a_proof_for_another_connection_is_rejected),
		TEST(a_handshake_that_stops_midway_fails),
		TEST(a_peer_that_sends_frames_at_once_has_no_secret),
		TEST(a_silent_peer_is_given_up),
		TEST(silent_peers_do_not_keep_others_out),
		TEST(each_kind_of_failure_has_a_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
