/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "port/port.h"

/* How often a port of ours was told so, and has told */
static unsigned int opens, closes, undos, frees, changes;

static int on_open(struct port *port, struct io *io, struct err *err)
{
	(void)io;
	opens++;
	if (port->mtu)
		return 0;
	return err_say(err, 22, "bad-value", 0, "no mtu");
}

static void on_close(struct port *port)
{
	(void)port;
	closes++;
}

static void on_undo(struct port *port)
{
	(void)port;
	undos++;
}

static void on_free(struct port *port)
{
	(void)port;
	frees++;
}

static void on_changed(struct port *port)
{
	(void)port;
	changes++;
}

static const struct port_ops ops = {
	.type = "fake",
	.size = sizeof(struct port),
	.open = on_open,
	.close = on_close,
	.undo = on_undo,
	.free = on_free,
	.set_mtu = port_set_mtu,
}, ops_without_undo = {
	.type = "fake",
	.size = sizeof(struct port),
	.open = on_open,
	.close = on_close,
};

static const struct port_events events = { .changed = on_changed };

static int a_port(void **state)
{
	struct port *port = port_new(&ops, "p1");

	opens = closes = undos = frees = changes = 0;
	*state = port;
	port->mtu = 1500;
	return 0;
}

static int free_port(void **state)
{
	port_free(*state);
	return 0;
}

static int open_it(struct port *port)
{
	struct err err;

	return port_open(port, NULL, &events, NULL, &err);
}

static void an_mtu_that_no_device_has_is_set_at_once(void **state)
{
	struct port *port = *state;
	struct err err;

	open_it(port);
	assert_int_equal(port_set_mtu(port, 9000, &err), 0);

	assert_int_equal(port->mtu, 9000);
	assert_int_equal(changes, 1);
}

/* Ports say nothing before they are open, and after. */
static void of_a_closed_port_it_is_set_without_a_word(void **state)
{
	struct port *port = *state;
	struct err err;

	assert_int_equal(port_set_mtu(port, 9000, &err), 0);
	assert_int_equal(port->mtu, 9000);

	open_it(port);
	port_close(port);
	assert_int_equal(port_set_mtu(port, 1000, &err), 0);
	assert_int_equal(port->mtu, 1000);
	assert_int_equal(changes, 0);
}

static void a_device_gets_back_the_mtu_that_it_had(void **state)
{
	struct port *port = *state;
	struct port_device saved;
	struct err err;

	port_save_device(port, &saved);
	port_set_mtu(port, 9000, &err);
	assert_int_equal(port_restore_device(port, &saved, &err), 0);
	assert_int_equal(port->mtu, 1500);
}

/* As of a packet port, whose interface's owner may set it at any time */
static void an_mtu_that_is_not_ours_to_say_is_not_set_back(void **state)
{
	struct port *port = port_new(&ops_without_undo, "p2");
	struct port_device saved;
	struct err err;

	(void)state;
	port->mtu = 1500;
	port_save_device(port, &saved);
	port->mtu = 9000;
	assert_int_equal(port_restore_device(port, &saved, &err), 0);
	assert_int_equal(port->mtu, 9000);
	port_free(port);
}

static void a_port_is_closed_once(void **state)
{
	struct port *port = *state;

	port_close(port);
	assert_int_equal(closes, 0);

	open_it(port);
	port->linked = port->not_present = true;
	port_close(port);
	port_close(port);
	port_undo(port);
	assert_int_equal(closes, 1);
	assert_int_equal(undos, 0);
	assert_false(port->linked || port->not_present || port->open);
}

static void what_did_not_open_is_not_closed(void **state)
{
	struct port *port = *state;

	port->mtu = 0;
	assert_int_equal(open_it(port), -22);
	port_close(port);
	port_undo(port);
	assert_int_equal(closes + undos, 0);
}

static void a_port_is_undone_instead_of_closed(void **state)
{
	struct port *port = *state;

	open_it(port);
	port->linked = port->not_present = true;
	port_undo(port);
	port_undo(port);
	assert_int_equal(undos, 1);
	assert_int_equal(closes, 0);
	assert_false(port->linked || port->not_present || port->open);
}

static void or_closed_where_there_is_no_difference(void **state)
{
	struct port *port = port_new(&ops_without_undo, "p2");
	(void)state;

	port->mtu = 1500;
	open_it(port);
	port_undo(port);
	port_free(port);
	assert_int_equal(closes, 1);
}

static void who_frees_an_open_port_closes_it(void **state)
{
	struct port *port = port_new(&ops, "p2");
	(void)state;

	port->mtu = 1500;
	open_it(port);
	port_free(port);
	assert_int_equal(closes, 1);
	assert_int_equal(frees, 1);
	port_free(NULL);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, a_port, free_port)

int main(void)
{
	const struct CMUnitTest port[] = {
		TEST(an_mtu_that_no_device_has_is_set_at_once),
		TEST(of_a_closed_port_it_is_set_without_a_word),
		TEST(a_device_gets_back_the_mtu_that_it_had),
		TEST(an_mtu_that_is_not_ours_to_say_is_not_set_back),
		TEST(a_port_is_closed_once),
		TEST(what_did_not_open_is_not_closed),
		TEST(a_port_is_undone_instead_of_closed),
		TEST(or_closed_where_there_is_no_difference),
		TEST(who_frees_an_open_port_closes_it),
	};

	return cmocka_run_group_tests(port, NULL, NULL);
}
