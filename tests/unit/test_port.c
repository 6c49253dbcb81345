/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "port/port.h"

/* Number of calls of each op and event */
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

static void the_mtu_of_a_port_without_a_device_is_set_at_once(void **state)
{
	struct port *port = *state;
	struct err err;

	open_it(port);
	assert_int_equal(port_set_mtu(port, 9000, &err), 0);

	assert_int_equal(port->mtu, 9000);
	assert_int_equal(changes, 1);
}

/* Ports report no events before they are open, and after. */
static void setting_a_closed_ports_mtu_is_not_reported(void **state)
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

static void the_mtu_of_a_device_is_restored(void **state)
{
	struct port *port = *state;
	struct port_device saved;
	struct err err;

	port_save_device(port, &saved);
	port_set_mtu(port, 9000, &err);
	assert_int_equal(port_restore_device(port, &saved, &err), 0);
	assert_int_equal(port->mtu, 1500);
}

/* As for packet ports, whose MTU is set by the owner of the interface */
static void an_mtu_that_cannot_be_set_is_not_restored(void **state)
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

static void an_open_port_is_closed_only_once(void **state)
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

static void a_port_that_failed_to_open_is_not_closed(void **state)
{
	struct port *port = *state;

	port->mtu = 0;
	assert_int_equal(open_it(port), -22);
	port_close(port);
	port_undo(port);
	assert_int_equal(closes + undos, 0);
}

static void undo_is_called_instead_of_close(void **state)
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

static void a_port_without_undo_is_closed_by_undo(void **state)
{
	struct port *port = port_new(&ops_without_undo, "p2");
	(void)state;

	port->mtu = 1500;
	open_it(port);
	port_undo(port);
	port_free(port);
	assert_int_equal(closes, 1);
}

static void freeing_an_open_port_closes_it(void **state)
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
		TEST(the_mtu_of_a_port_without_a_device_is_set_at_once),
		TEST(setting_a_closed_ports_mtu_is_not_reported),
		TEST(the_mtu_of_a_device_is_restored),
		TEST(an_mtu_that_cannot_be_set_is_not_restored),
		TEST(an_open_port_is_closed_only_once),
		TEST(a_port_that_failed_to_open_is_not_closed),
		TEST(undo_is_called_instead_of_close),
		TEST(a_port_without_undo_is_closed_by_undo),
		TEST(freeing_an_open_port_closes_it),
	};

	return cmocka_run_group_tests(port, NULL, NULL);
}
