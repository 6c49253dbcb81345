/* SPDX-License-Identifier: BSD-2-Clause */
/* Ports named after the first source MAC address on them: pattern %m. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "assembly.h"
#include "client_names.h"
#include "frames.h"
#include "listeners.h"
#include "port_events.h"
#include "ports.h"

#define LEN 60

static struct app *app;
static struct listener *l;
static struct err err;
static uint8_t room[2][VNET_HDR_SIZE + LEN];
static struct buf bufs[2];

static int a_switch_with_a_listener(void **state)
{
	(void)state;
	app = app_new("test", NULL, NULL, NULL, &err);
	l = listener_new(&stream_listener_ops);
	l->name = strdup("vm-%m");
	TAILQ_INSERT_TAIL(&app->listeners, l, list);
	return 0;
}

static int free_it(void **state)
{
	(void)state;
	app_free(app);
	return 0;
}

/* A client's port that has received no frame */
static struct port *a_client(void)
{
	const struct listener_client client = {
		.wanted = LISTENER_ANY_NUMBER,
		.peer = PEER_NONE,
	};
	struct port *port = port_new(&null_ops, "");

	assert_int_equal(
		client_names_choose(app, l->name, &client, port->name, &err),
		0);
	port->listener = l;
	assert_int_equal(app_add_port(app, port, &err), 0);
	app_name_by_frame(port);
	return port;
}

/* Makes the i-th frame of a batch, from a station with this first and last byte. */
static void put_frame(size_t i, uint8_t first, uint8_t last, uint32_t len)
{
	bufs[i] = (struct buf){ room[i] + VNET_HDR_SIZE, len };
	memset(room[i], 0, sizeof(room[i]));
	memset(bufs[i].data, 0xff, 6);
	bufs[i].data[6] = first;
	bufs[i].data[11] = last;
	bufs[i].data[12] = 0x88;
	bufs[i].data[13] = 0xb5;
}

static void hear(struct port *port, uint8_t station)
{
	put_frame(0, 0x02, station, LEN);
	port->events->received(port, bufs, 1);
}

static uint64_t received(const struct port *port)
{
	return counters_packets(app->bridge->counters[port->no].rx_packets);
}

static void a_port_is_numbered_until_its_first_frame(void **state)
{
	struct port *one = a_client(), *two = a_client();
	(void)state;

	assert_string_equal(one->name, "vm-0");
	assert_string_equal(two->name, "vm-1");
	hear(one, 7);
	assert_string_equal(one->name, "vm-02:00:00:00:00:07");
	assert_int_equal(received(one), 1);
	assert_string_equal(two->name, "vm-1");
	assert_string_equal(a_client()->name, "vm-0");
}

static void later_frames_do_not_rename_a_port(void **state)
{
	struct port *port = a_client();
	const struct port_events *before = port->events;
	(void)state;

	hear(port, 7);
	assert_ptr_not_equal(port->events, before);
	hear(port, 8);
	assert_string_equal(port->name, "vm-02:00:00:00:00:07");
	assert_int_equal(received(port), 2);
}

static void a_client_that_reconnects_gets_the_same_name(void **state)
{
	struct port *port = a_client();
	(void)state;

	hear(port, 7);
	app_del_port(app, port);
	a_client();
	port = a_client();
	hear(port, 7);
	assert_string_equal(port->name, "vm-02:00:00:00:00:07");
}

static void two_ports_with_one_station_do_not_share_a_name(void **state)
{
	struct port *one = a_client(), *two = a_client();
	(void)state;

	hear(one, 7);
	hear(two, 7);
	assert_string_equal(one->name, "vm-02:00:00:00:00:07");
	assert_string_equal(two->name, "vm-1");
	hear(two, 8);
	assert_string_equal(two->name, "vm-1");
	assert_int_equal(received(two), 2);
}

/* The client has gone, and the loop will delete its port. */
static void a_name_is_taken_from_a_port_whose_client_has_gone(void **state)
{
	struct port *one = a_client(), *two = a_client();
	(void)state;

	hear(one, 7);
	one->not_present = true;
	hear(two, 7);
	assert_string_equal(two->name, "vm-02:00:00:00:00:07");
	assert_string_equal(one->name, "vm-1");
	assert_ptr_equal(app_port(app, "vm-1"), one);
}

static void a_name_is_not_taken_from_a_configured_port(void **state)
{
	struct port *port = port_new(&null_ops, "vm-02:00:00:00:00:07");
	struct port *client = a_client();
	(void)state;

	port->not_present = true;
	assert_int_equal(app_add_port(app, port, &err), 0);
	hear(client, 7);
	assert_string_equal(client->name, "vm-0");
}

static void frames_without_a_valid_source_do_not_name_a_port(void **state)
{
	struct port *port = a_client();
	(void)state;

	put_frame(0, 0x02, 7, ETH_HEADER_SIZE - 1);
	put_frame(1, 0x03, 7, LEN);
	port->events->received(port, bufs, 2);
	put_frame(0, 0x00, 0, LEN);
	port->events->received(port, bufs, 1);
	assert_string_equal(port->name, "vm-0");

	put_frame(0, 0x03, 7, LEN);
	put_frame(1, 0x02, 9, LEN);
	port->events->received(port, bufs, 2);
	assert_string_equal(port->name, "vm-02:00:00:00:00:09");
	assert_int_equal(received(port), 5);
}

static void a_pattern_that_was_changed_renames_no_port(void **state)
{
	struct port *port = a_client();
	(void)state;

	strcpy(l->name, "vm%d");
	hear(port, 7);
	assert_string_equal(port->name, "vm-0");
}

static void a_pattern_may_have_one_address_that_fits(void **state)
{
	(void)state;
	assert_true(client_names_fit("%m"));
	assert_true(client_names_fit("fourteen-bytes%m"));
	assert_true(client_names_fit("a.%m_b"));
	assert_false(client_names_fit("%m%m"));
	assert_false(client_names_fit("vm%d-%m"));
	assert_false(client_names_fit("%m%p"));
	assert_false(client_names_fit("%u%m"));
	assert_false(client_names_fit("v m%m"));
	assert_false(client_names_fit("more-than-14-by%m"));
}

#define TEST(f)                                                                \
	cmocka_unit_test_setup_teardown(f, a_switch_with_a_listener, free_it)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_port_is_numbered_until_its_first_frame),
		TEST(later_frames_do_not_rename_a_port),
		TEST(a_client_that_reconnects_gets_the_same_name),
		TEST(two_ports_with_one_station_do_not_share_a_name),
		TEST(a_name_is_taken_from_a_port_whose_client_has_gone),
		TEST(a_name_is_not_taken_from_a_configured_port),
		TEST(frames_without_a_valid_source_do_not_name_a_port),
		TEST(a_pattern_that_was_changed_renames_no_port),
		TEST(a_pattern_may_have_one_address_that_fits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
