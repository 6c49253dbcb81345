/* SPDX-License-Identifier: BSD-2-Clause */
/* Stream ports: how they get a connection, and lose it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>

#include "base/bytes.h"
#include "frame/framing.h"
#include "lifecycle.h"
#include "port/async_close.h"
#include "port/listener.h"
#include "port/stream_port.h"

static struct port *a_stream(enum stream_role role, const char *address)
{
	struct port *port = port_new(&stream_ops, "p1");
	struct stream_config *c = stream_config(port);

	c->role = role;
	if (address)
		c->endpoint.address = address_of(address);
	return port;
}

static struct port *an_open_stream(enum stream_role role, const char *address)
{
	struct port *port = a_stream(role, address);

	open_port(port);
	return port;
}

/* Frame number 0 passes in both directions. */
static void assert_frames_pass(struct port *port, int far)
{
	uint8_t wanted[FRAMING_SIZE + 200], found[sizeof(wanted)];
	size_t len = make_bytes(wanted + FRAMING_SIZE, 0) + FRAMING_SIZE;

	put_be32(wanted, (uint32_t)len - FRAMING_SIZE);
	assert_int_equal(send(far, wanted, len, MSG_NOSIGNAL), len);
	fixture.received = 0;
	iterate_until(fixture.received);

	port->ops->tx(port, frames_from(0, 1), 1);
	iterate_until(recv(far, found, sizeof(found),
			   MSG_DONTWAIT | MSG_PEEK) >= (ssize_t)len);
	assert_int_equal(recv(far, found, sizeof(found), 0), len);
	assert_memory_equal(found, wanted, len);
	assert_int_equal(fixture.refused, 0);
}

static bool is_at_end(int far)
{
	uint8_t byte;
	struct pollfd fds = { .fd = far, .events = POLLIN };

	return poll(&fds, 1, 0) == 1 && recv(far, &byte, 1, MSG_PEEK) <= 0;
}

/* Ports that listen */

static void a_port_is_linked_while_a_client_is_connected(void **state)
{
	struct port *port = an_open_stream(STREAM_LISTEN, abstract("s"));
	(void)state;

	assert_false(port->linked);
	for (size_t i = 1; i <= 3; i++) {
		int far = connect_to(abstract("s"), SOCK_STREAM);

		iterate_until(port->linked);
		assert_frames_pass(port, far);
		close(far);
		iterate_until(!port->linked);
		assert_int_equal(fixture.changed, 2 * i);
		assert_false(port->not_present);
	}
	assert_int_equal(((struct stream *)port)->connects, 3);
	port_free(port);
}

static void a_second_client_is_rejected(void **state)
{
	struct port *port = an_open_stream(STREAM_LISTEN, abstract("s"));
	int first = connect_to(abstract("s"), SOCK_STREAM), second;
	(void)state;

	iterate_until(port->linked);
	second = connect_to(abstract("s"), SOCK_STREAM);
	iterate_until(is_at_end(second));

	assert_frames_pass(port, first);
	assert_int_equal(((struct stream *)port)->rejected, 1);
	assert_int_equal(fixture.changed, 1);
	close(first);
	close(second);
	port_free(port);
}

static void closing_a_port_ends_its_connection(void **state)
{
	struct port *port = an_open_stream(STREAM_LISTEN, abstract("s"));
	int far = connect_to(abstract("s"), SOCK_STREAM);
	(void)state;

	iterate_until(port->linked);
	port_close(port);
	assert_true(is_at_end(far));
	assert_false(port->linked);
	assert_false(is_served(abstract("s"), SOCK_STREAM));
	close(far);

	open_port(port);
	far = connect_to(abstract("s"), SOCK_STREAM);
	iterate_until(port->linked);
	assert_frames_pass(port, far);
	close(far);
	port_free(port);
}

static void an_address_in_use_is_refused(void **state)
{
	struct port *first = an_open_stream(STREAM_LISTEN, abstract("s"));
	struct port *second = a_stream(STREAM_LISTEN, abstract("s"));
	struct err err = { 0 };
	(void)state;

	assert_int_equal(try_open(second, &err), -EBUSY);
	assert_string_equal(err.key, "listen");
	port_free(second);
	assert_true(is_served(abstract("s"), SOCK_STREAM));
	port_free(first);
}

static void the_socket_file_is_removed_with_its_owner(void **state)
{
	struct listener *l;
	struct port *port;
	char path[64];
	(void)state;

	snprintf(path, sizeof(path), "/tmp/tapswitch-test.%d", getpid());
	port = an_open_stream(STREAM_LISTEN, path);
	assert_int_equal(access(path, F_OK), 0);
	port_free(port);
	assert_int_equal(access(path, F_OK), -1);

	l = a_listener(&stream_listener_ops, path);
	assert_int_equal(access(path, F_OK), 0);
	listener_free(l);
	assert_int_equal(access(path, F_OK), -1);
}

/* Ports that connect */

static void a_connecting_port_retries_until_a_peer_listens(void **state)
{
	struct port *port = an_open_stream(STREAM_CONNECT, abstract("s"));
	int listening, far;
	(void)state;

	iterations_within(0.02);
	assert_int_equal(((struct stream *)port)->why, ECONNREFUSED);
	listening = listen_at(abstract("s"));
	iterate_until(port->linked);
	far = accept4(listening, NULL, NULL, SOCK_NONBLOCK);
	assert_frames_pass(port, far);
	assert_int_equal(((struct stream *)port)->why, 0);
	close(far);
	close(listening);
	port_free(port);
}

static void a_port_connects_again_when_the_peer_has_gone(void **state)
{
	struct port *port = an_open_stream(STREAM_CONNECT, abstract("s"));
	int listening = listen_at(abstract("s"));
	(void)state;

	for (size_t i = 0; i < 3; i++) {
		int far;

		iterate_until(port->linked && fixture.changed == 2 * i + 1);
		far = accept4(listening, NULL, NULL, SOCK_NONBLOCK);
		assert_frames_pass(port, far);
		close(far);
		iterate_until(fixture.changed > 2 * i + 1);
		assert_false(port->not_present);
	}
	close(listening);
	port_free(port);
}

/* Only frames that were sent are refused. */
static void frames_without_a_connection_are_refused_once(void **state)
{
	struct port *port = an_open_stream(STREAM_CONNECT, abstract("s"));
	(void)state;

	iterations_within(0.02);
	port->ops->tx(port, frames_from(0, 5), 5);
	assert_int_equal(fixture.refused, 5);
	assert_int_equal(fixture.errnum, EIO);
	port_free(port);
}

static void a_port_may_be_closed_before_its_first_attempt(void **state)
{
	struct port *port = an_open_stream(STREAM_CONNECT, abstract("s"));
	int listening = listen_at(abstract("s"));
	(void)state;

	port_close(port);
	iterations_within(0.02);
	assert_int_equal(accept(listening, NULL, NULL), -1);
	close(listening);
	port_free(port);
}

static void a_port_may_be_closed_between_two_attempts(void **state)
{
	struct port *port = an_open_stream(STREAM_CONNECT, abstract("s"));
	int listening;
	(void)state;

	iterations_within(0.02);
	port_close(port);
	listening = listen_at(abstract("s"));
	iterations_within(0.3);
	assert_int_equal(accept(listening, NULL, NULL), -1);
	assert_int_equal(fixture.changed, 0);
	close(listening);
	port_free(port);
}

/* The backlog is full, so the kernel does not answer. */
static int a_server_with_a_full_backlog(char address[32], int *in_queue)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(to);
	int listening = socket(AF_INET, SOCK_STREAM, 0);

	assert_int_equal(bind(listening, (struct sockaddr *)&to, sizeof(to)),
			 0);
	assert_int_equal(listen(listening, 0), 0);
	getsockname(listening, (struct sockaddr *)&to, &len);
	snprintf(address, 32, "127.0.0.1:%u", ntohs(to.sin_port));
	*in_queue = connect_to(address, SOCK_STREAM);
	return listening;
}

static void a_port_may_be_closed_during_an_attempt(void **state)
{
	char address[32];
	int in_queue,
		listening = a_server_with_a_full_backlog(address, &in_queue);
	struct port *port = an_open_stream(STREAM_CONNECT, address);
	(void)state;

	iterations_within(0.02);
	assert_true(((struct stream *)port)->fd >= 0);
	assert_false(port->linked);
	port_close(port);
	assert_int_equal(((struct stream *)port)->fd, -1);
	assert_false(ev_is_active(&((struct stream *)port)->writable));
	close(in_queue);
	close(listening);
	iterations_within(0.02);
	assert_int_equal(fixture.changed, 0);

	open_port(port);
	iterations_within(0.02);
	assert_int_equal(((struct stream *)port)->why, ECONNREFUSED);
	port_free(port);
}

/* Over TCP, connecting takes time; and a connection in TIME_WAIT must not keep
 * a port from listening. */
static void ports_listen_and_connect_over_tcp(void **state)
{
	const char *address = unused_address(SOCK_STREAM);
	struct port *port;
	int listening, far;
	(void)state;

	for (int i = 0; i < 2; i++) {
		port = an_open_stream(STREAM_LISTEN, address);
		far = connect_to(address, SOCK_STREAM);
		iterate_until(port->linked);
		assert_frames_pass(port, far);
		port_free(port);
		close(far);
	}

	address = unused_address(SOCK_STREAM);
	listening = listen_at(address);
	port = an_open_stream(STREAM_CONNECT, address);
	iterate_until(port->linked);
	far = accept4(listening, NULL, NULL, SOCK_NONBLOCK);
	assert_frames_pass(port, far);
	assert_false(ev_is_active(&((struct stream *)port)->writable));
	assert_in_range(iterations_within(0.02), 1, 4);
	port_free(port);
	close(far);
	close(listening);
}

/* Ports with a passed descriptor */

static struct port *a_passed_stream(int fd)
{
	struct port *port = a_stream(STREAM_PASSED, NULL);

	stream_config(port)->passed =
		(struct passed_fd){ .fd = fd, .was_sent = true, .word = 7 };
	return port;
}

static void the_port_of_a_passed_connection_ends_with_it(void **state)
{
	struct port *port;
	int pair[2];
	(void)state;

	make_pair(SOCK_STREAM, pair);
	port = a_passed_stream(pair[0]);
	open_port(port);
	assert_true(port->linked);
	assert_frames_pass(port, pair[1]);

	close(pair[1]);
	iterate_until(port->not_present);
	assert_false(port->linked);
	assert_int_equal(fixture.changed, 1);
	port->ops->tx(port, frames_from(0, 5), 5);
	assert_int_equal(fixture.refused, 5);
	port_free(port);
}

/* Even if another process has the connection open */
static void a_peer_that_sends_garbage_is_disconnected(void **state)
{
	struct port *port;
	int pair[2], copy;
	(void)state;

	make_pair(SOCK_STREAM, pair);
	copy = dup(pair[0]);
	port = a_passed_stream(pair[0]);
	open_port(port);
	assert_int_equal(send(pair[1], "nonsense", 8, 0), 8);
	iterate_until(port->not_present);
	assert_true(is_at_end(pair[1]));
	close(copy);
	close(pair[1]);
	port_free(port);
}

static void a_listening_socket_may_be_passed(void **state)
{
	struct port *port = a_passed_stream(listen_at(abstract("s")));
	(void)state;

	open_port(port);
	for (int i = 0; i < 2; i++) {
		int far = connect_to(abstract("s"), SOCK_STREAM);

		iterate_until(port->linked);
		assert_frames_pass(port, far);
		close(far);
		iterate_until(!port->linked);
		assert_false(port->not_present);
	}
	port_free(port);
}

/* A descriptor that was sent with a request that failed is closed with its port. */
static void a_passed_socket_must_be_a_stream(void **state)
{
	struct port *port;
	struct err err = { 0 };
	int pair[2];
	(void)state;

	make_pair(SOCK_DGRAM, pair);
	port = a_passed_stream(pair[0]);
	assert_int_equal(try_open(port, &err), -EINVAL);
	assert_string_equal(err.code, "not-a-stream");
	assert_string_equal(err.text, "descriptor 7 is not a stream socket");
	assert_string_equal(err.key, "fd");
	port_free(port);
	close(pair[1]);
}

static void a_descriptor_serves_one_port_at_a_time(void **state)
{
	struct port *first, *second;
	struct err err = { 0 };
	int pair[2];
	(void)state;

	make_pair(SOCK_STREAM, pair);
	first = a_passed_stream(pair[0]);
	second = a_passed_stream(pair[0]);
	open_port(first);
	assert_int_equal(try_open(second, &err), -EBUSY);
	assert_string_equal(err.code, "in-use");

	port_close(first);
	open_port(second);
	port_free(first);
	async_close_wait();
	assert_int_not_equal(fcntl(pair[0], F_GETFD), -1);
	assert_frames_pass(second, pair[1]);
	port_free(second);
	async_close_wait();
	assert_true(is_at_end(pair[1]));
	close(pair[1]);
}

/* As when a new configuration is undone */
static void undo_leaves_a_passed_descriptor_to_the_old_port(void **state)
{
	struct port *old, *new;
	int pair[2];
	(void)state;

	make_pair(SOCK_STREAM, pair);
	old = a_passed_stream(pair[0]);
	open_port(old);
	port_close(old);
	new = a_passed_stream(pair[0]);
	new->ops = &stream_ops;
	open_port(new);
	port_undo(new);
	stream_config(new)->passed = (struct passed_fd){ .fd = -1 };
	port_free(new);
	async_close_wait();

	open_port(old);
	assert_frames_pass(old, pair[1]);
	port_free(old);
	close(pair[1]);
}

/* Ports of a listener's clients */

static void a_listeners_client_has_a_port_until_it_disconnects(void **state)
{
	struct listener *l = a_listener(&stream_listener_ops, abstract("s"));
	int far[2];
	(void)state;

	for (size_t i = 0; i < 2; i++) {
		far[i] = connect_to(abstract("s"), SOCK_STREAM);
		iterate_until(client_count == i + 1);
		assert_true(clients[i]->linked);
		assert_int_equal(((struct stream *)clients[i])->fd, -1);
	}
	assert_frames_pass(clients[1], far[1]);
	assert_frames_pass(clients[0], far[0]);

	close(far[0]);
	iterate_until(clients[0]->not_present);
	assert_frames_pass(clients[1], far[1]);
	remove_client(0);
	assert_frames_pass(clients[1], far[1]);
	remove_client(1);
	assert_true(is_at_end(far[1]));
	close(far[1]);
	listener_free(l);
}

static void a_client_that_gets_no_port_is_disconnected(void **state)
{
	struct listener *l = a_listener(&stream_listener_ops, abstract("s"));
	int far[3];
	(void)state;

	l->max = 1;
	for (size_t i = 0; i < 2; i++)
		far[i] = connect_to(abstract("s"), SOCK_STREAM);
	iterate_until(is_at_end(far[1]));
	assert_int_equal(client_count, 1);
	assert_int_equal(l->rejected, 1);

	l->max = 3;
	refuse_clients = true;
	far[2] = connect_to(abstract("s"), SOCK_STREAM);
	iterate_until(is_at_end(far[2]));
	assert_int_equal(client_count, 1);
	assert_int_equal(l->rejected, 2);
	assert_frames_pass(clients[0], far[0]);

	remove_client(0);
	for (size_t i = 0; i < 3; i++)
		close(far[i]);
	listener_free(l);
}

static void clients_are_disconnected_with_their_listener(void **state)
{
	struct listener *l = a_listener(&stream_listener_ops, abstract("s"));
	int far[3];
	(void)state;

	for (size_t i = 0; i < 3; i++) {
		far[i] = connect_to(abstract("s"), SOCK_STREAM);
		if (i < 2)
			iterate_until(client_count == i + 1);
	}
	remove_client(0);
	remove_client(1);
	listener_free(l);
	for (size_t i = 0; i < 3; i++) {
		assert_true(is_at_end(far[i])); /* the last was not accepted */
		close(far[i]);
	}
	assert_false(is_served(abstract("s"), SOCK_STREAM));

	l = a_listener(&stream_listener_ops, abstract("s"));
	far[0] = connect_to(abstract("s"), SOCK_STREAM);
	iterate_until(client_count == 3);
	assert_frames_pass(clients[2], far[0]);
	remove_client(2);
	close(far[0]);
	listener_free(l);
}

static void a_clients_port_cannot_be_opened_again(void **state)
{
	struct listener *l = a_listener(&stream_listener_ops, abstract("s"));
	int far = connect_to(abstract("s"), SOCK_STREAM);
	struct err err = { 0 };
	(void)state;

	iterate_until(client_count == 1);
	port_close(clients[0]);
	assert_int_equal(try_open(clients[0], &err), -ENOTCONN);
	assert_string_equal(err.code, "no-client");
	remove_client(0);
	close(far);
	listener_free(l);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_port_is_linked_while_a_client_is_connected),
		TEST(a_second_client_is_rejected),
		TEST(closing_a_port_ends_its_connection),
		TEST(an_address_in_use_is_refused),
		TEST(the_socket_file_is_removed_with_its_owner),
		TEST(a_connecting_port_retries_until_a_peer_listens),
		TEST(a_port_connects_again_when_the_peer_has_gone),
		TEST(frames_without_a_connection_are_refused_once),
		TEST(a_port_may_be_closed_before_its_first_attempt),
		TEST(a_port_may_be_closed_between_two_attempts),
		TEST(a_port_may_be_closed_during_an_attempt),
		TEST(ports_listen_and_connect_over_tcp),
		TEST(the_port_of_a_passed_connection_ends_with_it),
		TEST(a_peer_that_sends_garbage_is_disconnected),
		TEST(a_listening_socket_may_be_passed),
		TEST(a_passed_socket_must_be_a_stream),
		TEST(a_descriptor_serves_one_port_at_a_time),
		TEST(undo_leaves_a_passed_descriptor_to_the_old_port),
		TEST(a_listeners_client_has_a_port_until_it_disconnects),
		TEST(a_client_that_gets_no_port_is_disconnected),
		TEST(clients_are_disconnected_with_their_listener),
		TEST(a_clients_port_cannot_be_opened_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
