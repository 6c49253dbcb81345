/* SPDX-License-Identifier: BSD-2-Clause */
/* Datagram ports: how they get a peer, and lose it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "dgrams.h"

static struct port *a_dgram(enum dgram_role role, const char *local,
			    const char *remote)
{
	struct port *port = port_new(&dgram_ops, "p1");
	struct dgram_config *c = dgram_config(port);

	c->role = role;
	if (local)
		c->local.address = address_of(local);
	if (remote)
		c->remote = address_of(remote);
	return port;
}

static struct port *an_open_dgram(enum dgram_role role, const char *local,
				  const char *remote)
{
	struct port *port = a_dgram(role, local, remote);

	open_port(port);
	return port;
}

static struct port *a_passed_dgram(int fd)
{
	struct port *port = a_dgram(DGRAM_PASSED, NULL, NULL);

	dgram_config(port)->passed =
		(struct passed_fd){ .fd = fd, .was_sent = true, .word = 7 };
	return port;
}

/* With a configured peer */

static void a_configured_peer_may_start_before_or_after_the_port(void **state)
{
	int far = bind_at(abstract("b"), SOCK_DGRAM);
	struct port *port =
		an_open_dgram(DGRAM_TO, abstract("a"), abstract("b"));
	(void)state;

	assert_true(port->linked);
	assert_frames_pass(port, far, abstract("a"));
	port_close(port);
	close(far);

	open_port(port);
	assert_false(port->linked);
	far = bind_at(abstract("b"), SOCK_DGRAM);
	iterate_until(port->linked); /* by the timer */
	assert_frames_pass(port, far, abstract("a"));
	assert_int_equal(fixture.changed, 1);
	port_free(port);
	close(far);
}

static void a_configured_peer_that_sends_links_the_port_at_once(void **state)
{
	struct port *port =
		an_open_dgram(DGRAM_TO, abstract("a"), abstract("b"));
	int far = bind_at(abstract("b"), SOCK_DGRAM);
	(void)state;

	assert_frames_pass(port, far, abstract("a"));
	assert_true(port->linked);
	port_free(port);
	close(far);
}

static void a_port_with_a_configured_peer_receives_from_it_only(void **state)
{
	int far = bind_at(abstract("b"), SOCK_DGRAM);
	int stranger = bind_at(abstract("c"), SOCK_DGRAM);
	struct port *port =
		an_open_dgram(DGRAM_TO, abstract("a"), abstract("b"));
	(void)state;

	assert_false(send_frame(stranger, abstract("a"), 0));
	assert_int_equal(errno, EPERM);
	assert_frames_pass(port, far, abstract("a"));
	port_free(port);
	close(far);
	close(stranger);
}

/* While frames are sent to it */
static void a_configured_peer_may_go_and_come_back(void **state)
{
	int far = bind_at(abstract("b"), SOCK_DGRAM);
	struct port *port =
		an_open_dgram(DGRAM_TO, abstract("a"), abstract("b"));
	(void)state;

	for (size_t i = 1; i <= 2; i++) {
		close(far);
		tx(port, 0, 5);
		assert_int_equal(fixture.refused, 5);
		assert_false(port->linked);
		assert_false(port->not_present);
		assert_int_equal(fixture.changed, 2 * i - 1);
		tx(port, 0, 5);
		assert_int_equal(fixture.refused, 10);
		assert_int_equal(fixture.changed, 2 * i - 1);

		fixture.refused = 0;
		far = bind_at(abstract("b"), SOCK_DGRAM);
		assert_frames_pass(port, far, abstract("a"));
		assert_true(port->linked);
	}
	assert_int_equal(dgram_of(port)->connects, 3);
	port_free(port);
	close(far);
}

static void the_timer_notices_that_a_configured_peer_has_gone(void **state)
{
	int far = bind_at(abstract("b"), SOCK_DGRAM);
	struct port *port =
		an_open_dgram(DGRAM_TO, abstract("a"), abstract("b"));
	(void)state;

	close(far);
	iterate_until(!port->linked);
	assert_false(port->not_present);
	port_free(port);
}

static void a_successor_of_a_gone_peer_may_connect_at_once(void **state)
{
	int far = bind_at(abstract("b"), SOCK_DGRAM);
	struct port *port =
		an_open_dgram(DGRAM_TO, abstract("a"), abstract("b"));
	struct address a = address_of(abstract("a"));
	(void)state;

	close(far);
	iterate_until(!port->linked);
	far = bind_at(abstract("b"), SOCK_DGRAM);
	assert_int_equal(connect(far, &a.any, a.len), 0);
	port_free(port);
	close(far);
}

static void frames_that_wait_for_a_peer_are_refused_when_it_goes(void **state)
{
	int far = bind_at(abstract("b"), SOCK_DGRAM);
	struct port *port =
		an_open_dgram(DGRAM_TO, abstract("a"), abstract("b"));
	(void)state;

	while (!dgram_queue_bytes(&dgram_of(port)->out))
		tx(port, 0, 60);
	fixture.refused = 0;
	close(far);
	iterate_until(!port->linked);
	assert_true(fixture.refused > 0);
	assert_int_equal(dgram_queue_bytes(&dgram_of(port)->out), 0);
	port_free(port);
}

static void a_port_may_be_closed_while_frames_wait(void **state)
{
	int far = bind_at(abstract("b"), SOCK_DGRAM);
	struct port *port =
		an_open_dgram(DGRAM_TO, abstract("a"), abstract("b"));
	(void)state;

	while (!dgram_queue_bytes(&dgram_of(port)->out))
		tx(port, 0, 60);
	port_close(port);
	iterate_times(3);
	assert_false(ev_is_active(&dgram_of(port)->refresh));
	assert_false(is_served(abstract("a"), SOCK_DGRAM));

	assert_true(fixture.refused > 0);

	close(far);
	far = bind_at(abstract("b"), SOCK_DGRAM);
	open_port(port);
	fixture.refused = 0;
	assert_frames_pass(port, far, abstract("a"));
	port_free(port);
	close(far);
}

static void the_socket_file_is_removed_with_the_port(void **state)
{
	const enum dgram_role roles[] = { DGRAM_TO, DGRAM_LEARN };
	char path[64];
	(void)state;

	snprintf(path, sizeof(path), "/tmp/tapswitch-test.%d", getpid());
	for (size_t i = 0; i < ARRAY_SIZE(roles); i++) {
		struct port *port =
			an_open_dgram(roles[i], path, abstract("b"));

		assert_int_equal(access(path, F_OK), 0);
		port_free(port);
		assert_int_equal(access(path, F_OK), -1);
	}
}

/* The peer is the first client that sends */

static void the_first_client_that_sends_becomes_the_peer(void **state)
{
	struct port *port = an_open_dgram(DGRAM_LEARN, abstract("a"), NULL);
	int far = bind_at(abstract("b"), SOCK_DGRAM);
	int stranger = bind_at(abstract("c"), SOCK_DGRAM);
	(void)state;

	assert_false(port->linked);
	tx(port, 0, 3);
	assert_int_equal(fixture.refused, 3);
	assert_int_equal(fixture.changed, 0);
	fixture.refused = 0;

	assert_frames_pass(port, far, abstract("a"));
	assert_true(port->linked);
	assert_true(send_frame(stranger, abstract("a"), 0));
	iterate_times(3);
	assert_int_equal(fixture.received, 1);
	assert_int_equal(dgram_of(port)->rejected, 1);
	assert_int_equal(fixture.missed, 1);
	assert_frames_pass(port, far, abstract("a"));
	assert_false(receives_frame(stranger, 0));
	port_free(port);
	close(far);
	close(stranger);
}

static void another_client_may_follow_a_peer_that_has_gone(void **state)
{
	struct port *port = an_open_dgram(DGRAM_LEARN, abstract("a"), NULL);
	int far = bind_at(abstract("b"), SOCK_DGRAM);
	int next = bind_at(abstract("c"), SOCK_DGRAM);
	(void)state;

	assert_frames_pass(port, far, abstract("a"));
	close(far);
	assert_frames_pass(port, next, abstract("a"));
	assert_true(port->linked);
	assert_int_equal(fixture.changed, 3); /* linked, not linked, linked */

	close(next);
	tx(port, 0, 2);
	assert_false(port->linked);
	assert_int_equal(dgram_of(port)->out.fd, -1);
	assert_false(port->not_present);
	assert_int_equal(fixture.refused, 2);
	port_free(port);
}

static void a_peer_that_comes_back_at_its_address_is_used_again(void **state)
{
	struct port *port = an_open_dgram(DGRAM_LEARN, abstract("a"), NULL);
	int far = bind_at(abstract("b"), SOCK_DGRAM);
	(void)state;

	assert_frames_pass(port, far, abstract("a"));
	close(far);
	far = bind_at(abstract("b"), SOCK_DGRAM);
	iterations_within(1.2); /* the timer checks it */
	assert_frames_pass(port, far, abstract("a"));
	assert_int_equal(fixture.changed, 1);

	close(far);
	iterate_until(!port->linked);
	far = bind_at(abstract("b"), SOCK_DGRAM);
	assert_frames_pass(port, far, abstract("a"));
	assert_true(port->linked);
	assert_int_equal(fixture.changed, 3);
	port_free(port);
	close(far);
}

static void a_greeting_makes_its_sender_the_peer_and_is_no_frame(void **state)
{
	struct port *port = an_open_dgram(DGRAM_LEARN, abstract("a"), NULL);
	const struct address to = address_of(abstract("a"));
	int far = bind_at(abstract("b"), SOCK_DGRAM);
	(void)state;

	sendto(far, "VFKT", 4, 0, &to.any, to.len);
	iterate_until(port->linked);
	assert_int_equal(fixture.received, 0);
	tx(port, 0, 1);
	assert_true(receives_frame(far, 0));
	assert_frames_pass(port, far, abstract("a"));
	port_free(port);
	close(far);
}

static void a_client_without_an_address_is_rejected(void **state)
{
	struct port *port = an_open_dgram(DGRAM_LEARN, abstract("a"), NULL);
	int nobody = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int far = bind_at(abstract("b"), SOCK_DGRAM);
	(void)state;

	assert_true(send_frame(nobody, abstract("a"), 0));
	iterate_times(3);
	assert_false(port->linked);
	assert_int_equal(fixture.received, 0);
	assert_int_equal(dgram_of(port)->rejected, 1);

	assert_frames_pass(port, far, abstract("a"));
	assert_true(send_frame(nobody, abstract("a"), 0));
	iterate_times(3);
	assert_int_equal(dgram_of(port)->rejected, 2);
	port_free(port);
	close(nobody);
	close(far);
}

/* A connected socket takes frames only from the socket to which it is connected. */
static void a_peer_may_connect_its_socket_to_the_port(void **state)
{
	struct port *port = an_open_dgram(DGRAM_LEARN, abstract("a"), NULL);
	const struct address to = address_of(abstract("a"));
	int far = bind_at(abstract("b"), SOCK_DGRAM);
	(void)state;

	assert_int_equal(connect(far, &to.any, to.len), 0);
	assert_frames_pass(port, far, NULL);
	iterations_within(1.2);
	assert_frames_pass(port, far, NULL);
	assert_int_equal(fixture.changed, 1);

	close(far);
	tx(port, 0, 2);
	assert_false(port->linked);
	assert_int_equal(fixture.refused, 2);
	port_free(port);
}

/* Over UDP */

static void a_udp_peer_may_start_after_frames_were_refused(void **state)
{
	const char *ours = unused_address(SOCK_DGRAM),
		   *theirs = unused_address(SOCK_DGRAM);
	struct port *port = an_open_dgram(DGRAM_TO, ours, theirs);
	int far;
	(void)state;

	assert_true(port->linked);
	for (int i = 0; i < 5; i++)
		tx(port, 0, 1);
	assert_true(fixture.refused > 0);
	assert_true(port->linked);
	assert_false(port->not_present);

	far = bind_at(theirs, SOCK_DGRAM);
	tx(port, 0, 1); /* this may return the ICMP error of the frame before */
	receives_frame(far, 0);
	fixture.refused = 0;
	assert_frames_pass(port, far, ours);
	port_free(port);
	close(far);
}

static void the_udp_peer_of_a_passed_socket_may_start_later(void **state)
{
	const char *ours = unused_address(SOCK_DGRAM),
		   *theirs = unused_address(SOCK_DGRAM);
	const struct address to = address_of(theirs);
	int fd = bind_at(ours, SOCK_DGRAM), far;
	struct port *port;
	(void)state;

	assert_int_equal(connect(fd, &to.any, to.len), 0);
	port = a_passed_dgram(fd);
	open_port(port);
	for (int i = 0; i < 5; i++)
		tx(port, 0, 1);
	assert_true(fixture.refused > 0);
	assert_true(port->linked);
	assert_false(port->not_present);

	far = bind_at(theirs, SOCK_DGRAM);
	tx(port, 0, 1);
	receives_frame(far, 0);
	fixture.refused = 0;
	assert_frames_pass(port, far, ours);
	port_free(port);
	close(far);
}

static void an_error_names_the_address_that_is_wrong(void **state)
{
	struct port *first = an_open_dgram(DGRAM_LEARN, abstract("a"), NULL);
	struct port *port = a_dgram(DGRAM_LEARN, abstract("a"), NULL);
	struct err err = { 0 };
	(void)state;

	assert_int_equal(try_open(port, &err), -EBUSY);
	assert_string_equal(err.key, "local");
	port_free(port);
	port_free(first);

	err = (struct err){ 0 };
	port = a_dgram(DGRAM_TO, unused_address(SOCK_DGRAM),
		       "255.255.255.255:1");
	assert_int_equal(try_open(port, &err), -EACCES);
	assert_string_equal(err.key, "remote");
	port_free(port);
}

/* With a passed descriptor */

static void a_port_of_a_passed_pair_is_not_present_after_its_peer(void **state)
{
	struct port *port;
	int pair[2];
	(void)state;

	make_pair(SOCK_DGRAM, pair);
	port = a_passed_dgram(pair[0]);
	open_port(port);
	assert_true(port->linked);
	assert_frames_pass(port, pair[1], NULL);

	close(pair[1]);
	tx(port, 0, 3);
	assert_int_equal(fixture.refused, 3);
	assert_true(port->not_present);
	assert_false(port->linked);
	assert_int_equal(fixture.changed, 1);
	tx(port, 0, 3);
	assert_int_equal(fixture.refused, 6);
	assert_int_equal(fixture.changed, 1);
	port_free(port);
}

/* EPERM is also the error when a firewall rejects a frame. */
static void
a_peer_connected_elsewhere_does_not_end_a_passed_socket(void **state)
{
	int fd = bind_at(abstract("a"), SOCK_DGRAM);
	int far = bind_at(abstract("b"), SOCK_DGRAM);
	int other = bind_at(abstract("c"), SOCK_DGRAM);
	struct address to = address_of(abstract("b"));
	struct port *port = a_passed_dgram(fd);
	(void)state;

	assert_int_equal(connect(fd, &to.any, to.len), 0);
	open_port(port);
	to = address_of(abstract("c"));
	assert_int_equal(connect(far, &to.any, to.len), 0);
	tx(port, 0, 3);
	assert_int_equal(fixture.refused, 3);
	assert_int_equal(fixture.errnum, EPERM);
	assert_true(port->linked);
	assert_int_equal(dgram_of(port)->out.fd, fd);

	fixture.refused = 0;
	to = address_of(abstract("a"));
	assert_int_equal(connect(far, &to.any, to.len), 0);
	assert_frames_pass(port, far, NULL);
	port_free(port);
	close(far);
	close(other);
}

static void a_passed_socket_must_be_a_connected_datagram_socket(void **state)
{
	struct err err = { 0 };
	struct port *port;
	int pair[2];
	(void)state;

	make_pair(SOCK_STREAM, pair);
	port = a_passed_dgram(pair[0]);
	assert_int_equal(try_open(port, &err), -EINVAL);
	assert_string_equal(err.code, "not-datagrams");
	assert_string_equal(err.key, "fd");
	port_free(port);
	close(pair[1]);

	port = a_passed_dgram(bind_at(abstract("a"), SOCK_DGRAM));
	assert_int_equal(try_open(port, &err), -ENOTCONN);
	assert_string_equal(err.code, "not-connected");
	port_free(port);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_configured_peer_may_start_before_or_after_the_port),
		TEST(a_configured_peer_that_sends_links_the_port_at_once),
		TEST(a_port_with_a_configured_peer_receives_from_it_only),
		TEST(a_configured_peer_may_go_and_come_back),
		TEST(the_timer_notices_that_a_configured_peer_has_gone),
		TEST(a_successor_of_a_gone_peer_may_connect_at_once),
		TEST(frames_that_wait_for_a_peer_are_refused_when_it_goes),
		TEST(a_port_may_be_closed_while_frames_wait),
		TEST(the_socket_file_is_removed_with_the_port),
		TEST(the_first_client_that_sends_becomes_the_peer),
		TEST(another_client_may_follow_a_peer_that_has_gone),
		TEST(a_peer_that_comes_back_at_its_address_is_used_again),
		TEST(a_greeting_makes_its_sender_the_peer_and_is_no_frame),
		TEST(a_client_without_an_address_is_rejected),
		TEST(a_peer_may_connect_its_socket_to_the_port),
		TEST(a_udp_peer_may_start_after_frames_were_refused),
		TEST(the_udp_peer_of_a_passed_socket_may_start_later),
		TEST(an_error_names_the_address_that_is_wrong),
		TEST(a_port_of_a_passed_pair_is_not_present_after_its_peer),
		TEST(a_peer_connected_elsewhere_does_not_end_a_passed_socket),
		TEST(a_passed_socket_must_be_a_connected_datagram_socket),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
