/* SPDX-License-Identifier: BSD-2-Clause */
/* A listener of datagrams: clients of one socket, each with a port of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "dgrams.h"

static void each_client_gets_its_own_port(void **state)
{
	struct listener *l = a_listener(&dgram_listener_ops, abstract("a"));
	int far[3];
	(void)state;

	for (size_t i = 0; i < 3; i++) {
		far[i] = bind_at(i ? i > 1 ? abstract("d") : abstract("c")
				   : abstract("b"),
				 SOCK_DGRAM);
		assert_true(send_frame(far[i], abstract("a"), 0));
		fixture.received = 0;
		iterate_until(fixture.received);
		assert_int_equal(client_count, i + 1);
	}
	for (size_t i = 0; i < 3; i++)
		assert_frames_pass(clients[i], far[i], abstract("a"));
	assert_int_equal(client_count, 3);
	for (size_t i = 0; i < 3; i++) {
		remove_client(i);
		close(far[i]);
	}
	listener_free(l);
}

/* In @order, "1" is a frame of the first client, "2" one of the second; "a" and
 * "b" are their greetings. */
static void frames_are_received_on_the_port_of_their_sender(void **state)
{
	static const char order[] = "1122b1211a22212";
	struct listener *l = a_listener(&dgram_listener_ops, abstract("a"));
	const struct address to = address_of(abstract("a"));
	int far[2] = { bind_at(abstract("b"), SOCK_DGRAM),
		       bind_at(abstract("c"), SOCK_DGRAM) };
	(void)state;

	set_size(far[0], SO_SNDBUF, 1 << 20);
	set_size(far[1], SO_SNDBUF, 1 << 20);
	for (uint32_t i = 0, n = 0; order[i]; i++) {
		if (order[i] >= 'a')
			sendto(far[order[i] - 'a'], "VFKT", 4, 0, &to.any,
			       to.len);
		else
			assert_true(send_frame(far[order[i] - '1'],
					       abstract("a"), n++));
		if (i == 9)
			iterate_times(3); /* the socket holds eleven */
	}
	iterate_times(3);
	assert_int_equal(client_count, 2);
	assert_int_equal(fixture.received, 13);
	assert_int_equal(fixture.from_count[0] + fixture.from_count[1], 13);
	assert_int_equal(fixture.from_count[0], 6);
	for (size_t i = 0; i < 2; i++) {
		remove_client(i);
		close(far[i]);
	}
	listener_free(l);
}

static void the_port_of_a_client_that_has_gone_is_not_present(void **state)
{
	struct listener *l = a_listener(&dgram_listener_ops, abstract("a"));
	int far[2] = { bind_at(abstract("b"), SOCK_DGRAM),
		       bind_at(abstract("c"), SOCK_DGRAM) };
	(void)state;

	for (size_t i = 0; i < 2; i++) {
		assert_true(send_frame(far[i], abstract("a"), (uint32_t)i));
		iterate_until(client_count == i + 1);
	}
	close(far[1]);
	tx(clients[1], 0, 2);
	assert_true(clients[1]->not_present);
	assert_int_equal(fixture.refused, 2);
	tx(clients[1], 0, 2);
	assert_int_equal(fixture.refused, 4);
	fixture.refused = 0;
	remove_client(1);

	assert_frames_pass(clients[0], far[0], abstract("a"));
	far[1] = bind_at(abstract("c"), SOCK_DGRAM);
	fixture.received = 0;
	assert_true(send_frame(far[1], abstract("a"), 0));
	iterate_until(client_count == 3);
	assert_frames_pass(clients[2], far[1], abstract("a"));
	remove_client(0);
	remove_client(2);
	close(far[0]);
	close(far[1]);
	listener_free(l);
}

static void the_timer_notices_that_a_client_has_gone(void **state)
{
	struct listener *l = a_listener(&dgram_listener_ops, abstract("a"));
	int far = bind_at(abstract("b"), SOCK_DGRAM);
	(void)state;

	assert_true(send_frame(far, abstract("a"), 0));
	iterate_until(client_count == 1);
	close(far);
	iterate_until(clients[0]->not_present);
	remove_client(0);
	listener_free(l);
}

static void a_client_that_gets_no_port_is_rejected(void **state)
{
	struct listener *l = a_listener(&dgram_listener_ops, abstract("a"));
	int nobody = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int far = bind_at(abstract("b"), SOCK_DGRAM);
	(void)state;

	assert_true(send_frame(nobody, abstract("a"), 0));
	iterate_times(3);
	assert_int_equal(l->rejected, 1);

	l->max = 0;
	assert_true(send_frame(far, abstract("a"), 0));
	iterate_times(3);
	assert_int_equal(l->rejected, 2);

	l->max = 1;
	refuse_clients = true;
	assert_true(send_frame(far, abstract("a"), 0));
	iterate_times(3);
	assert_int_equal(l->rejected, 3);
	assert_int_equal(client_count, 0);
	assert_int_equal(fixture.received, 0);

	refuse_clients = false;
	assert_true(send_frame(far, abstract("a"), 0));
	iterate_until(client_count == 1);
	assert_frames_pass(clients[0], far, abstract("a"));
	remove_client(0);
	close(far);
	close(nobody);
	listener_free(l);
}

static void a_clients_port_may_be_closed_while_frames_wait(void **state)
{
	struct listener *l = a_listener(&dgram_listener_ops, abstract("a"));
	int far = bind_at(abstract("b"), SOCK_DGRAM);
	struct err err = { 0 };
	(void)state;

	assert_true(send_frame(far, abstract("a"), 0));
	iterate_until(client_count == 1);
	while (!dgram_queue_bytes(&dgram_of(clients[0])->out))
		tx(clients[0], 0, 60);
	port_close(clients[0]);
	iterate_times(3);
	assert_int_equal(try_open(clients[0], &err), -ENOTCONN);
	assert_string_equal(err.code, "no-client");
	remove_client(0);
	listener_free(l);
	assert_false(is_served(abstract("a"), SOCK_DGRAM));
	close(far);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_client_gets_its_own_port),
		TEST(frames_are_received_on_the_port_of_their_sender),
		TEST(the_port_of_a_client_that_has_gone_is_not_present),
		TEST(the_timer_notices_that_a_client_has_gone),
		TEST(a_client_that_gets_no_port_is_rejected),
		TEST(a_clients_port_may_be_closed_while_frames_wait),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
