/* SPDX-License-Identifier: BSD-2-Clause */
/* Streams with a secret: the link is down until the peer has proved it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lifecycle.h"
#include "port/handshake.h"
#include "port/stream_port.h"

static const struct secret ours = { "/ours", { { 1, 2, 3 } } };
static const struct secret another = { "/another", { { 1, 2, 4 } } };

static struct stream *a_stream(enum stream_role role, const char *address,
			       const struct secret *secret)
{
	struct port *port = port_new(&stream_ops, "p1");
	struct stream_config *c = stream_config(port);

	c->role = role;
	c->endpoint.address = address_of(address);
	c->endpoint.secret = *secret;
	open_port(port);
	return (struct stream *)port;
}

static struct listener *a_guarded_listener(const char *address)
{
	struct listener *l = a_listener(&stream_listener_ops, address);

	l->endpoint.secret = ours;
	return l;
}

static bool is_at_end(int far)
{
	uint8_t bytes[64];
	ssize_t len;

	while ((len = recv(far, bytes, sizeof(bytes), MSG_DONTWAIT)) > 0)
		;
	return !len || (len < 0 && errno != EAGAIN);
}

static void two_ports_with_the_same_secret_carry_frames(void **state)
{
	const char *address = unused_address(SOCK_STREAM);
	struct stream *a = a_stream(STREAM_LISTEN, address, &ours);
	struct stream *b = a_stream(STREAM_CONNECT, address, &ours);
	(void)state;

	iterate_until(a->port.linked && b->port.linked);
	assert_int_equal(fixture.changed, 2);
	b->port.ops->tx(&b->port, frames_from(0, 20), 20);
	iterate_until(fixture.received == 20);

	assert_int_equal(a->rejected + b->rejected, 0);
	port_free(&b->port);
	iterate_until(!a->port.linked);
	port_free(&a->port);
}

static void two_ports_with_different_secrets_reject_each_other(void **state)
{
	const char *address = unused_address(SOCK_STREAM);
	struct stream *a = a_stream(STREAM_LISTEN, address, &ours);
	struct stream *b = a_stream(STREAM_CONNECT, address, &another);
	(void)state;

	iterate_until(a->rejected >= 2 && b->rejected >= 2);
	assert_int_equal(b->why, HANDSHAKE_WRONG);
	assert_int_equal(fixture.changed, 0);
	assert_int_equal(a->connects + b->connects, 0);
	port_free(&a->port);
	port_free(&b->port);
}

static void a_silent_client_does_not_keep_another_out(void **state)
{
	const char *address = unused_address(SOCK_STREAM);
	struct stream *a = a_stream(STREAM_LISTEN, address, &ours), *b;
	int silent = connect_to(address, SOCK_STREAM);
	(void)state;

	iterate_until(a->handshakes.count == 1);
	assert_false(a->port.linked);
	b = a_stream(STREAM_CONNECT, address, &ours);
	iterate_until(a->port.linked && b->port.linked);

	port_free(&a->port);
	assert_true(is_at_end(silent));
	port_free(&b->port);
	close(silent);
}

static void a_port_may_be_closed_during_the_handshake(void **state)
{
	const char *address = unused_address(SOCK_STREAM);
	int place = listen_at(address);
	struct stream *b = a_stream(STREAM_CONNECT, address, &ours);
	(void)state;

	iterate_until(b->handshakes.count == 1);
	assert_false(b->port.linked);
	port_close(&b->port);
	assert_int_equal(b->handshakes.count, 0);
	open_port(&b->port);
	iterate_until(b->handshakes.count == 1);
	port_free(&b->port);
	close(place);
}

static void a_listeners_client_gets_no_port_before_its_proof(void **state)
{
	const char *address = unused_address(SOCK_STREAM);
	struct listener *l = a_guarded_listener(address);
	int silent = connect_to(address, SOCK_STREAM);
	struct stream *wrong = a_stream(STREAM_CONNECT, address, &another);
	struct stream *b;
	(void)state;

	iterate_until(l->rejected == 1);
	port_free(&wrong->port);
	assert_int_equal(client_count, 0);

	b = a_stream(STREAM_CONNECT, address, &ours);
	iterate_until(client_count == 1 && b->port.linked);
	assert_int_equal(l->accepted, 1);
	remove_client(0);
	port_free(&b->port);
	listener_free(l);
	close(silent);
}

static void a_changed_secret_is_for_later_connections(void **state)
{
	const char *address = unused_address(SOCK_STREAM);
	struct stream *a = a_stream(STREAM_LISTEN, address, &ours);
	struct stream *b = a_stream(STREAM_CONNECT, address, &ours);
	struct port *wanted = port_new(&stream_ops, "p1");
	struct stream_config *c = stream_config(wanted);
	struct err err;
	(void)state;

	iterate_until(a->port.linked && b->port.linked);
	c->role = STREAM_LISTEN;
	c->endpoint.address = address_of(address);
	c->endpoint.secret = ours;
	assert_int_equal(port_compare(&a->port, wanted), PORT_EQUAL);
	c->endpoint.secret = another;
	assert_int_equal(port_compare(&a->port, wanted), PORT_CHANGED);
	assert_int_equal(port_swap(&a->port, wanted, &err), 0);
	iterations_within(0.02);
	assert_true(a->port.linked);
	assert_string_equal(c->endpoint.secret.path, "/ours");

	port_free(&b->port);
	iterate_until(!a->port.linked);
	b = a_stream(STREAM_CONNECT, address, &another);
	iterate_until(a->port.linked && b->port.linked);
	port_free(&a->port);
	port_free(&b->port);
	port_free(wanted);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(two_ports_with_the_same_secret_carry_frames),
		TEST(two_ports_with_different_secrets_reject_each_other),
		TEST(a_silent_client_does_not_keep_another_out),
		TEST(a_port_may_be_closed_during_the_handshake),
		TEST(a_listeners_client_gets_no_port_before_its_proof),
		TEST(a_changed_secret_is_for_later_connections),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
