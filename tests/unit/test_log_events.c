/* SPDX-License-Identifier: BSD-2-Clause */
/* What the log tells of events. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "logged.h"
#include "process_events.h"
#include "removal.h"
#include "two_ports.h"

static const struct port_ops fake_ops = {
	.type = "fake",
	.size = sizeof(struct port),
};

static int a_switch_of_two_ports(void **state)
{
	struct app *app = new_switch_of_two_ports(&fake_ops);

	*state = app;
	return app ? 0 : -1;
}

static void the_log_tells_once_that_a_device_has_disappeared(void **state)
{
	struct app *app = *state;
	struct port *port = app->ports[P1];
	const char *text, *line;

	log_begin();
	port->not_present = true;
	port->events->changed(port);
	port->events->changed(port);
	app_process_events(app);
	text = log_end();

	assert_true(last_event(app->bridge, EVENT_PORT_NOT_PRESENT)->value);
	line = strstr(text, "port p1: not present, its device has disappeared");
	assert_non_null(line);
	assert_null(strstr(line + 1, "port p1"));
}

static void the_log_tells_last_that_a_device_is_there_again(void **state)
{
	struct app *app = *state;
	struct port *port = app->ports[P1];

	app_process_events(app);
	log_begin();
	port->not_present = true;
	port->events->changed(port);
	port->not_present = false;
	port->events->changed(port);
	app_process_events(app);

	assert_string_equal(log_end(),
			    "tapswitch: warning: port p1: not present, its "
			    "device has disappeared\n"
			    "tapswitch: port p1: present, link is up, mtu "
			    "1500\n");
}

/* The reason is logged where the port is opened. */
static void a_port_that_is_added_without_a_device_has_not_lost_it(void **state)
{
	struct app *app = *state;
	struct port *port = port_new(&fake_ops, "p3");
	struct err err;

	log_begin();
	port->not_present = true;
	assert_int_equal(app_add_port(app, port, &err), 0);
	app_process_events(app);
	assert_string_equal(log_end(), "");

	assert_true(has_event(app->bridge, EVENT_PORT_NOT_PRESENT, P3));
	assert_false(last_event(app->bridge, EVENT_PORT_NOT_PRESENT)->value);
}

static void the_events_of_a_port_are_logged_before_it_is_removed(void **state)
{
	struct app *app = *state;
	struct port *port = app->ports[P1];

	log_begin();
	port->linked = false;
	port->events->changed(port);
	removal_schedule(port);
	removal_run(app, 1);

	assert_non_null(strstr(log_end(), "port p1: link is down"));
	assert_null(app->ports[P1]);
}

static void events_of_a_removed_port_are_not_logged_for_the_next(void **state)
{
	struct app *app = *state;
	struct port *port = app->ports[P1];
	struct err err;

	port->linked = false;
	port->events->changed(port);
	app_del_port(app, port);
	port = port_new(&fake_ops, "new");
	assert_int_equal(app_add_port(app, port, &err), 0);
	assert_int_equal(port->no, P1);

	log_begin();
	app_process_events(app);
	assert_string_equal(log_end(), "");
}

static void the_log_tells_how_many_events_were_missed(void **state)
{
	struct app *app = *state;

	app_process_events(app);
	log_begin();
	for (int i = 0; i < EVENTS_KEPT + 5; i++)
		event_of_port(&app->bridge->events, EVENT_PORT_CONFIG, P2, 0);
	app_process_events(app);

	assert_non_null(strstr(log_end(), "warning: 5 events were overwritten "
					  "before they were logged"));
}

#define TEST(f)                                                                \
	cmocka_unit_test_setup_teardown(f, a_switch_of_two_ports, free_app)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_log_tells_once_that_a_device_has_disappeared),
		TEST(the_log_tells_last_that_a_device_is_there_again),
		TEST(a_port_that_is_added_without_a_device_has_not_lost_it),
		TEST(the_events_of_a_port_are_logged_before_it_is_removed),
		TEST(events_of_a_removed_port_are_not_logged_for_the_next),
		TEST(the_log_tells_how_many_events_were_missed),
	};

	return cmocka_run_group_tests_name("log_events", tests, NULL, NULL);
}
